import type pg from 'pg';
import type { Database } from '../../subgraph/db/database.ts';
import { type Plan, rowsOf, type Statement, statementsOf } from '../../test/support/statements.ts';

/** What a question makes the database do. */
export interface Work {
  statements: number;
  /** Rows of tables that are looked at, those that conditions refuse among them; null: too many statements to run again. */
  rows: number | null;
  /** Pages of 8 KiB that are looked at, in memory or not; null likewise. */
  buffers: number | null;
}

/** An export of a large session has thousands, all alike. */
const MOST_STATEMENTS = 100;

/** Runs the work, and then each of its statements that read once more, under EXPLAIN. */
export async function workOf(database: Database, work: () => Promise<unknown>): Promise<Work> {
  const statements = await statementsOf(work);
  const count = { statements: statements.length };
  if (statements.length > MOST_STATEMENTS) return { ...count, rows: null, buffers: null };
  const reading = statements.filter(({ text }) => /^\s*(SELECT|WITH)\b/i.test(text));
  const plans = await inTransaction(database, async (client) => {
    const found: Plan[] = [];
    for (const statement of reading) found.push(await planOf(client, statement));
    return found;
  });
  return {
    ...count,
    rows: Math.round(plans.reduce((sum, plan) => sum + rowsOf(plan), 0)),
    buffers: plans.reduce((sum, plan) => sum + (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0), 0),
  };
}

async function planOf(client: pg.PoolClient, { text, values }: Statement): Promise<Plan> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
    values,
  );
  return rows[0]!['QUERY PLAN'][0].Plan;
}

async function inTransaction<Value>(
  { pool }: Database,
  work: (client: pg.PoolClient) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
