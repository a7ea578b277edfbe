import type pg from 'pg';
import { isTimeout } from '../errors.ts';

// Days are made and dropped here and nowhere else.

/** The tables that grow with traffic. All are partitioned by the UTC day in their column `day`. */
const PARTITIONED_TABLES = [
  'session',
  'session_value',
  'request',
  'detection',
  'request_content',
  'parameter_set',
  'facet_count',
  'timeline_count',
  'endpoint_baseline',
] as const;
type PartitionedTable = (typeof PARTITIONED_TABLES)[number];

/** What is usual on a day is learnt from these, and needed longer than its requests. */
export const BASELINE_TABLE: PartitionedTable = 'endpoint_baseline';

/** So long readers wait at most for a day to be dropped, in milliseconds: the longer, the more often that failed. */
const PATIENCE_MS = { least: 250, most: 2_000 };

/**
 * Makes the partitions of some days, each YYYY-MM-DD, while readers go on. Outside the transaction of a batch, so that no two imports wait for each other's tables.
 */
export async function ensurePartitions(pool: pg.Pool, days: Iterable<string>): Promise<void> {
  for (const day of await daysWithout(pool, [...days])) {
    // A function of the owner's: who writes need not be one.
    await pool.query('SELECT ensure_partitions($1::text[], $2::date)', [PARTITIONED_TABLES, day]);
  }
}

/** Those days of which a partition is missing: usually none, and every batch asks. */
async function daysWithout(pool: pg.Pool, days: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    `SELECT DISTINCT day FROM unnest($1::text[]) AS day, unnest($2::text[]) AS whole
     WHERE to_regclass(whole || '_' || replace(day, '-', '')) IS NULL`,
    [days, PARTITIONED_TABLES],
  );
  return rows.map(({ day }) => day);
}

/** Which tables have a partition of each day before one, oldest first. */
export async function findDaysBefore(
  client: pg.Pool | pg.ClientBase,
  day: string,
): Promise<{ day: string; tables: PartitionedTable[] }[]> {
  const { rows } = await client.query<{ day: string; tables: PartitionedTable[] }>(
    `SELECT day::text, array_agg(whole ORDER BY whole) AS tables
     FROM unnest($1::text[]) AS whole JOIN pg_inherits AS i ON i.inhparent = to_regclass(whole)
       JOIN pg_class AS c ON c.oid = i.inhrelid
       CROSS JOIN LATERAL (SELECT CASE WHEN c.relname ~ ('^' || whole || '_[0-9]{8}$')
         THEN to_date(right(c.relname, 8), 'YYYYMMDD') END AS day) AS named
     WHERE day < $2::date GROUP BY day ORDER BY day`,
    [PARTITIONED_TABLES, day],
  );
  return rows;
}

/**
 * Drops a day of some tables, inside a transaction: all of it is gone when that is committed, or nothing. Whoever reads
 * waits for a moment at most: when readers do not make way in that time, it fails with what `isLocked` knows. DETACH
 * CONCURRENTLY would make way for them, table by table, and numbers would contradict each other meanwhile.
 */
export async function dropDay(
  client: pg.ClientBase,
  day: string,
  tables: readonly PartitionedTable[],
  tries = 1,
): Promise<void> {
  const patience = Math.min(tries * PATIENCE_MS.least, PATIENCE_MS.most);
  // Of all tables together: each lock that is held keeps readers waiting for the next.
  await client.query(`SET LOCAL statement_timeout = ${patience}`);
  await client.query(`LOCK TABLE ${tables.map((table) => `ONLY "${table}"`).join(', ')} IN ACCESS EXCLUSIVE MODE`);
  await client.query(`SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${patience}`);
  // A function of the owner's: who drops need not be one.
  await client.query('SELECT drop_partitions($1::text[], $2::date)', [tables, day]);
}

/** Others used the tables for longer than a reader is to wait. */
export function isLocked(error: unknown): boolean {
  return isTimeout(error) || (error as { code?: string }).code === '55P03';
}
