import { describe, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { openTestDatabase } from '../support/database.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What an import costs does not depend on what is stored: the rows that it reads of the tables that grow.

const ENDPOINTS = 40;
const DAY = 86_400_000;

/** The n-th request: seven days, forty endpoints, sessions that go on, times in no order. */
function line(n: number): Line {
  const mixed = (n * 2_654_435_761) % 2 ** 32;
  return {
    id: `r${n}`,
    time: new Date(Date.parse('2024-05-12T00:00:00Z') + (mixed % (7 * DAY))).toISOString(),
    sid: `session ${n % 900}`,
    host: 'shop.example',
    path: `/resource-${mixed % ENDPOINTS}`,
    status: n % 20 === 0 ? 404 : 200,
    durationMs: n % 400 === 0 ? 4_000 : 20 + (mixed % 30),
    sizeBytes: 500 + (mixed % 300),
    user: `user ${n % 900}`,
    detections: n % 200 === 0 ? [{ type: 'sqli', action: 'MONITORED' }] : [],
  };
}

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index));

interface Read {
  table: string;
  rows: number;
}

/** Rows that were read of each table, its partitions together. */
async function readOf({ pool }: Database): Promise<Map<string, number>> {
  const { rows } = await pool.query<Read>(
    `SELECT regexp_replace(relname, '_\\d{8}$', '') AS table,
       sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 AS rows
     FROM pg_stat_user_tables GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.table, row.rows]));
}

/** Each connection tells what it has read when it is asked, or goes. */
async function flush({ pool }: Database): Promise<void> {
  const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
  for (const client of clients) await client.query('SELECT pg_stat_force_next_flush()');
  for (const client of clients) client.release();
}

describe('PostgreSQL', () => {
  test('500 more requests read as much of the requests of a small store as of a large one', {
    timeout: 600_000,
  }, async () => {
    const database = await openTestDatabase('PostgreSQL');
    try {
      const tenant = newTenant();
      const come = async (from: number, to: number) => {
        await importLines(database, tenant, lines(from, to));
        await settle(database, tenant);
      };
      const cost = async (from: number) => {
        await database.pool.query('ANALYZE');
        await flush(database);
        const before = await readOf(database);
        await come(from, from + 500);
        await flush(database);
        const after = await readOf(database);
        return (table: string) => (after.get(table) ?? 0) - (before.get(table) ?? 0);
      };
      await come(0, 12_000);
      const small = await cost(12_000);
      await come(12_500, 48_000);
      const large = await cost(48_000);
      for (const table of ['request', 'endpoint_baseline', 'session', 'session_value']) {
        expect(large(table), table).toBeLessThanOrEqual(1.2 * small(table));
      }
    } finally {
      await database.close();
    }
  });
});
