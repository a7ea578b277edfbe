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
 * Makes the partitions of some days, each YYYY-MM-DD. Attaching, rather than creating in place, keeps readers running.
 * Outside the transaction of a batch, so that no two imports wait for each other's tables.
 */
export async function ensurePartitions(pool: pg.Pool, days: Iterable<string>): Promise<void> {
  for (const day of await daysWithout(pool, [...days])) {
    const client = await pool.connect();
    try {
      await ensureDay(client, day);
    } finally {
      client.release();
    }
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

async function ensureDay(client: pg.PoolClient, day: string): Promise<void> {
  const suffix = day.replaceAll('-', '');
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  await client.query('BEGIN');
  try {
    // Two imports may want the same day at once.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('api-sessions partitions'))`);
    // Of the catalogue itself: `to_regclass` may go by what this connection remembers of before the lock.
    const { rows } = await client.query<{ table: string }>(
      `SELECT whole AS table FROM unnest($1::text[]) AS whole WHERE NOT EXISTS (
         SELECT 1 FROM pg_class WHERE relname = whole || '_' || $2 AND relnamespace = current_schema()::regnamespace)`,
      [PARTITIONED_TABLES, suffix],
    );
    for (const { table } of rows) {
      const name = `${table}_${suffix}`;
      await client.query(
        `CREATE TABLE "${name}" (LIKE "${table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)`,
      );
      await client.query(`ALTER TABLE "${table}" ATTACH PARTITION "${name}" FOR VALUES FROM ('${day}') TO ('${next}')`);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
