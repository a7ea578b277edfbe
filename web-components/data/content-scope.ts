import { clientOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { TypedQuery } from './typed-query.ts';

export const SCOPES = 'query SessionsScopes{sessionsCapabilities{scopes}}' as TypedQuery<
  { readonly sessionsCapabilities: { readonly scopes: readonly string[] } | null },
  Record<string, never>
>;

/**
 * Whether the viewer may see content, and ask about it. A graph that does not say so shows what it shows: it refuses by
 * itself.
 */
export async function mayReadContent(connection: Connection): Promise<boolean> {
  const { data } = await clientOf(connection).query(SCOPES, {}).toPromise();
  return data?.sessionsCapabilities?.scopes.includes('sessions:content') ?? true;
}
