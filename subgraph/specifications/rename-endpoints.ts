import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { Successors } from '../store/endpoint-aliases.ts';
import type { KnowledgeSource } from '../store/knowledge.ts';
import { BATCH, moveStrays } from './move-strays.ts';

/**
 * Gives every stored request the endpoint that specifications and its path say, and makes everything anew that is
 * derived from it. One transaction for each batch of session parts.
 */
export async function renameEndpoints(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  source: KnowledgeSource,
  signal?: AbortSignal,
): Promise<{ moved: number; interrupted: boolean; successors: Successors }> {
  const successors = new Successors();
  const size = embedded ? BATCH.embedded : BATCH.server;
  let place: SessionPart = { key: '', day: '0001-01-01' };
  let moved = 0;
  for (;;) {
    if (signal?.aborted) return { moved, interrupted: true, successors };
    const done = await underTenantLock(pool, tenant, async (client) => {
      const parts = await nextParts(client, tenant, place, size);
      return {
        last: parts.at(-1),
        moved: await moveStrays(client, tenant, await source.current(client), parts, successors),
      };
    });
    if (!done.last) return { moved, interrupted: false, successors };
    place = done.last;
    moved += done.moved;
  }
}

/** The next session parts in the order of their keys: as many as have about the wanted number of requests. */
async function nextParts(
  client: pg.ClientBase,
  tenant: string,
  after: SessionPart,
  size: number,
): Promise<SessionPart[]> {
  const { rows } = await client.query<SessionPart & { requests: number }>(
    `SELECT key, day::text AS day, request_count AS requests FROM session
     WHERE tenant = $1 AND (key, day) > ($2, $3::date) ORDER BY key, day LIMIT 2000`,
    [tenant, after.key, after.day],
  );
  const parts: SessionPart[] = [];
  let sum = 0;
  for (const { key, day, requests } of rows) {
    sum += requests;
    if (sum > size && parts.length > 0) break;
    parts.push({ key, day });
  }
  return parts;
}
