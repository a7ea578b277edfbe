import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { DenylistRow } from '../blocks/denylist.repository.ts';

// What many sessions at once need of the denylist, and what a bulk did. Writes are inside the transaction of an action, under the tenant's lock.

/** A block of one key: what it says. */
export type Block = Pick<DenylistRow, 'sessionKey' | 'applications' | 'until' | 'reason'>;
export type BlockInForce = Block & Pick<DenylistRow, 'id' | 'createdAt' | 'createdBy'>;

/** The entries in force of some keys, by key. */
export async function findBlocks(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  keys: readonly string[],
): Promise<Map<string, BlockInForce>> {
  const { rows } = await client.query<BlockInForce>(
    `SELECT id, session_key AS "sessionKey", applications, until, reason, created_at AS "createdAt", created_by AS "createdBy"
     FROM denylist_entry
     WHERE tenant = $1 AND session_key = ANY($2::text[]) AND ended_at IS NULL AND (until IS NULL OR until > now())`,
    [tenant, keys],
  );
  return new Map(rows.map((row) => [row.sessionKey, row]));
}

/** Adds one entry a key. @returns their ids, in the same order */
export async function addBlocks(
  client: pg.ClientBase,
  tenant: string,
  actor: string,
  blocks: readonly Block[],
): Promise<string[]> {
  const ids = blocks.map(() => randomUUID());
  await client.query(
    `INSERT INTO denylist_entry (tenant, id, session_key, applications, until, reason, created_at, created_by)
     SELECT $1, id, session_key, ARRAY(SELECT jsonb_array_elements_text(applications)), until, reason, clock_timestamp(), $2
     FROM unnest($3::text[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::text[])
       AS e(id, session_key, applications, until, reason)`,
    [
      tenant,
      actor,
      ids,
      blocks.map(({ sessionKey }) => sessionKey),
      blocks.map(({ applications }) => JSON.stringify(applications)),
      blocks.map(({ until }) => until?.toISOString() ?? null),
      blocks.map(({ reason }) => reason),
    ],
  );
  return ids;
}

export async function endBlocks(
  client: pg.ClientBase,
  tenant: string,
  actor: string,
  ids: readonly string[],
): Promise<void> {
  await client.query(
    'UPDATE denylist_entry SET ended_at = clock_timestamp(), ended_by = $3 WHERE tenant = $1 AND id = ANY($2::text[])',
    [tenant, ids, actor],
  );
}

/** What a bulk changed of one key. */
export interface Change extends Block {
  /** Of the entry that was made or ended. */
  entryId: string;
  identifiedBy: object;
  /** The parts that were selected. */
  sessionIds: string[];
}

export interface Bulk {
  kind: 'BLOCKED' | 'UNBLOCKED';
  changes: Change[];
}

export async function keepBulk(
  client: pg.ClientBase,
  tenant: string,
  actor: string,
  id: string,
  { kind, changes }: Bulk,
): Promise<void> {
  await client.query(
    `INSERT INTO bulk_action (tenant, id, kind, changes, created_at, created_by)
     VALUES ($1, $2, $3, $4, clock_timestamp(), $5)`,
    [tenant, id, kind, JSON.stringify(changes), actor],
  );
}

/** Null: there was none, or it is forgotten. */
export async function findBulk(client: pg.ClientBase, tenant: string, id: string): Promise<Bulk | null> {
  const { rows } = await client.query<{ kind: Bulk['kind']; changes: string }>(
    'SELECT kind, changes FROM bulk_action WHERE tenant = $1 AND id = $2',
    [tenant, id],
  );
  const [row] = rows;
  if (!row) return null;
  const changes = JSON.parse(row.changes) as (Omit<Change, 'until'> & { until: string | null })[];
  return {
    kind: row.kind,
    changes: changes.map(({ until, ...change }) => ({ ...change, until: until === null ? null : new Date(until) })),
  };
}
