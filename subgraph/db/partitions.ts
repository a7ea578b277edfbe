import type pg from 'pg';

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
