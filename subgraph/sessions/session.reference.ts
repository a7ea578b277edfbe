import type { Context } from '../context.ts';
import { parseSessionId } from '../filters/session-id.ts';
import type { Session } from './session.type.ts';

/** A session part by its id; null: unknown, or no longer kept. */
export async function findSession(id: string, { loaders }: Context): Promise<Session | null> {
  const part = parseSessionId(id);
  const row = part && (await loaders.sessionPart.load(part));
  return row && loaders.session(row);
}
