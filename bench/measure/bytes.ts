import type pg from 'pg';

/** What a table of the product takes, with all of its partitions. */
export interface TableBytes {
  table: string;
  /** Rows, without indexes and long values. */
  heap: number;
  indexes: number;
  /** Everything. */
  total: number;
}

/** The tables of the product, the largest first: whichever it has. Ours are in a schema of their own. */
export async function bytesOf(pool: pg.Pool): Promise<TableBytes[]> {
  const { rows } = await pool.query<TableBytes>(
    `SELECT coalesce(whole.relname, t.relname)::text AS "table", sum(pg_relation_size(t.oid))::float8 AS heap,
       sum(pg_indexes_size(t.oid))::float8 AS indexes, sum(pg_total_relation_size(t.oid))::float8 AS total
     FROM pg_class AS t LEFT JOIN pg_inherits AS i ON i.inhrelid = t.oid LEFT JOIN pg_class AS whole ON whole.oid = i.inhparent
     WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname <> '_prisma_migrations'
     GROUP BY 1 HAVING sum(pg_relation_size(t.oid)) > 0 ORDER BY total DESC, 1`,
  );
  return rows;
}
