import type pg from 'pg';
import { MIGRATION_LOCK } from './migrate.ts';
import { ensurePartitions } from './partitions.ts';

// A migration cannot write all requests of a large store again in one transaction. It leaves them in `wide_request`, from
// where they are moved some at a time, day by day: killed at any point, the next start goes on. Nothing is answered before
// all are moved, for their sessions and counters are there already.

/** Requests that are moved in one transaction. */
const AT_ONCE = 20_000;

/** How far it is, from 0 to 1. */
export type MoveProgress = (share: number) => void;

/**
 * Moves the requests that are stored in the form of older versions. Processes that start at once wait for each other.
 * @returns how many were moved
 */
export async function moveRequests(pool: pg.Pool, onProgress: MoveProgress = () => {}): Promise<number> {
  if (!(await hasWideRequests(pool))) return 0;
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (!(await hasWideRequests(client))) return 0;
    return await moveDays(pool, client, onProgress);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
}

async function hasWideRequests(client: pg.Pool | pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>(`SELECT to_regclass('wide_request') IS NOT NULL AS exists`);
  return rows[0]!.exists;
}

async function moveDays(pool: pg.Pool, client: pg.ClientBase, onProgress: MoveProgress): Promise<number> {
  // How many there are is known to the sessions, whatever was moved before.
  const { rows: days } = await client.query<{ partition: string; day: string }>(
    `SELECT c.relname AS partition, to_date(right(c.relname, 8), 'YYYYMMDD')::text AS day
     FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'wide_request'::regclass ORDER BY c.relname`,
  );
  const { rows: counts } = await client.query<{ all: number }>(
    'SELECT coalesce(sum(request_count), 0)::float8 AS all FROM session',
  );
  const left = await client.query<{ left: number }>('SELECT count(*)::float8 AS left FROM wide_request');
  const all = Math.max(counts[0]!.all, 1);
  const before = all - left.rows[0]!.left;
  let moved = 0;
  for (const { partition, day } of days) {
    await ensurePartitions(pool, [day]);
    let place = '(0,0)';
    for (;;) {
      const piece = await movePiece(client, partition, place);
      if (!piece) break;
      moved += piece.moved;
      place = piece.last;
      onProgress((before + moved) / all);
    }
    await client.query(`DROP TABLE "${partition}"`);
  }
  await client.query('DROP TABLE wide_request');
  return moved;
}

/** @param after where the piece before ended, as a place in the table. @returns null: there is nothing left */
async function movePiece(
  client: pg.ClientBase,
  partition: string,
  after: string,
): Promise<{ moved: number; last: string } | null> {
  await client.query('BEGIN');
  try {
    await client.query(
      `CREATE TEMPORARY TABLE moving ON COMMIT DROP AS
       SELECT *, ctid AS place, CASE WHEN parameters <> '[]' THEN digest_of(parameters) END AS digest
       FROM "${partition}" WHERE ctid > '${after}' LIMIT ${AT_ONCE}`,
    );
    const { rows } = await client.query<{ moved: number; last: string | null }>(
      'SELECT count(*)::int AS moved, max(place)::text AS last FROM moving',
    );
    const { moved, last } = rows[0]!;
    if (last === null) {
      await client.query('ROLLBACK');
      return null;
    }
    await client.query('ANALYZE moving');
    await client.query(SHARE_PARAMETERS);
    await client.query(INSERT_MOVING);
    await client.query(`DELETE FROM "${partition}" AS old USING moving WHERE old.ctid = moving.place`);
    await client.query('COMMIT');
    return { moved, last };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** As an import does it (store/parameter-sets.ts), in one order for all. */
const SHARE_PARAMETERS = `INSERT INTO parameter_set (tenant, day, code, digest, parameters)
  SELECT fresh.tenant, fresh.day, coalesce((SELECT max(code) FROM parameter_set AS last
      WHERE last.tenant = fresh.tenant AND last.day = fresh.day), 0)
    + row_number() OVER (PARTITION BY fresh.tenant, fresh.day ORDER BY fresh.seq), fresh.digest, fresh.parameters
  FROM (
    SELECT DISTINCT ON (tenant, day, digest) tenant, day, digest, parameters, seq FROM moving
    WHERE digest IS NOT NULL ORDER BY tenant, day, digest, seq
  ) AS fresh
  WHERE NOT EXISTS (SELECT 1 FROM parameter_set AS known
    WHERE known.tenant = fresh.tenant AND known.day = fresh.day AND known.digest = fresh.digest)`;

const SAME = [
  'time',
  'seq',
  'duration_ms',
  'size_bytes',
  'day',
  'status',
  'attack_count',
  'blocked',
  'content_stored',
  'own_template',
  'tenant',
  'id',
  'endpoint_id',
  'method',
  'host',
  'path',
  'query',
  'ip',
  'country_code',
  'application',
  'protocol',
  'user_name',
  'role',
  'duration_deviation',
  'size_deviation',
];
const LISTS = ['source_tags', 'attack_types', 'false_positive_types', 'attack_ids'];

// In the order of arrival of each part: neighbours in time are neighbours in the table.
const INSERT_MOVING = `INSERT INTO request (part, parameter_set, ${[...SAME, ...LISTS].join(', ')})
  SELECT part_of(m.tenant, m.session_key, m.day), p.code, ${SAME.map((name) => `m.${name}`).join(', ')},
    ${LISTS.map((name) => `CASE WHEN cardinality(m.${name}) > 0 THEN m.${name} END`).join(', ')}
  FROM moving AS m
  LEFT JOIN parameter_set AS p ON p.tenant = m.tenant AND p.day = m.day AND p.digest = m.digest
  ORDER BY m.tenant, m.session_key, m.time, m.seq`;
