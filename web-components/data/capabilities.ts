import { clientOf, failureOf } from './client.ts';
import type { Connection } from './connection.ts';
import type { TypedQuery } from './typed-query.ts';

/** What the graph may let its viewer do, beside reading. */
export type SessionsAction = 'MARK_FALSE_POSITIVE' | 'CREATE_RULE' | 'BLOCK_SESSION' | 'EXPORT' | 'JUDGE_ATTACK';
export type Actions = ReadonlySet<SessionsAction>;

const NONE: Actions = new Set();

export const CAPABILITIES = 'query SessionsCapabilities{sessionsCapabilities{actions}}' as TypedQuery<
  { readonly sessionsCapabilities: { readonly actions: readonly SessionsAction[] } | null },
  Record<string, never>
>;

const asked = new WeakMap<Connection, Promise<Actions>>();

/**
 * What the viewer may do, asked once per connection. A graph that does not know the question allows nothing; one that was
 * not reached, or wants a sign-in first, allows nothing now and is asked again by the next one who wants to know.
 */
export function actionsOf(connection: Connection): Promise<Actions> {
  const known = asked.get(connection) ?? ask(connection);
  asked.set(connection, known);
  return known;
}

async function ask(connection: Connection): Promise<Actions> {
  const { data, error } = await clientOf(connection).query(CAPABILITIES, {}).toPromise();
  if (data?.sessionsCapabilities) return new Set(data.sessionsCapabilities.actions);
  const kind = error && failureOf(error).kind;
  if (kind === 'network' || kind === 'auth') asked.delete(connection);
  return NONE;
}
