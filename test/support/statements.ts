import pg from 'pg';
import type { Database } from '../../subgraph/db/database.ts';

/** A statement as it went to the database. */
export interface Statement {
  text: string;
  values: unknown[];
}

type Query = (this: pg.Client, config: string | Statement, values?: unknown[], ...rest: unknown[]) => unknown;

/** The statements that a piece of work sends to any database, in their order; transactions, settings and what a new connection says of itself are not counted. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (config, values, ...rest) {
    const text = typeof config === 'string' ? config : config.text;
    const given = typeof config === 'string' ? values : config.values;
    if (!/^(BEGIN|COMMIT|ROLLBACK|SET |SELECT pg_backend_pid)/.test(text))
      statements.push({ text, values: Array.isArray(given) ? given : [] });
    return query.call(this, config, values, ...rest);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return statements;
}

/** A step of a plan that was run, as EXPLAIN tells it in JSON. */
export interface Plan {
  'Node Type': string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  /** With BUFFERS. */
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: Plan[];
}

const READS_TABLE = new Set(['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Heap Scan']);

/**
 * Rows of tables that a statement looks at, those that its conditions refuse among them. Whole tables are not read where
 * an index serves: on the few rows of a test that would be quicker, and would say nothing of real ones.
 */
export async function rowsRead({ pool }: Database, { text, values }: Statement): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    return Math.round(rowsOf(rows[0]!['QUERY PLAN'][0].Plan));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** Rows of tables that a plan looked at, those that conditions refused among them. */
export function rowsOf(plan: Plan): number {
  const own = READS_TABLE.has(plan['Node Type'])
    ? ((plan['Actual Rows'] ?? 0) +
        (plan['Rows Removed by Filter'] ?? 0) +
        (plan['Rows Removed by Index Recheck'] ?? 0)) *
      (plan['Actual Loops'] ?? 1)
    : 0;
  return (plan.Plans ?? []).reduce((sum, inner) => sum + rowsOf(inner), own);
}

/**
 * Rows that a statement fetches of tables, as PostgreSQL counts them, under the plan that it takes by itself: those that
 * conditions refuse among them, and each as often as it is read.
 */
export async function rowsFetched({ pool }: Database, { text, values }: Statement): Promise<number> {
  const client = await pool.connect();
  const fetched = async () => {
    const { rows } = await client.query<{ rows: number }>(
      `SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::float8 AS rows FROM pg_stat_xact_user_tables`,
    );
    return rows[0]!.rows;
  };
  try {
    await client.query('BEGIN');
    const before = await fetched();
    await client.query({ text, values });
    return (await fetched()) - before;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
