import { afterEach, describe, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { migrate } from '../../subgraph/db/migrate.ts';
import { moveRequests } from '../../subgraph/db/move-requests.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { digestOf } from '../support/digest.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';
import { putRequestsInWideRows, SINCE_WIDE_REQUESTS } from '../support/wide-requests.ts';

// A store of before its requests had the number of their session part for its key moves them, piece by piece.

const LINES: Line[] = Array.from({ length: 500 }, (_, index) => ({
  id: `r${index}`,
  time: new Date(Date.UTC(2024, 4, 11 + (index % 3)) + index * 61_000).toISOString(),
  sid: `session ${index % 30}`,
  path: `/of/${['cart', 'orders', 'users/7'][index % 3]}`,
  query: index % 4 === 0 ? `page=${index}` : undefined,
  host: index % 30 === 3 ? undefined : 'a.example',
  status: [200, 200, 404, 503, undefined][index % 5],
  user: index % 30 < 5 ? undefined : `user ${index % 7}`,
  sourceTags: [[], ['vpn'], ['vpn', 'tor']][index % 3],
  durationMs: index % 50 === 1 ? 1_234.567 : (index * 7.3) % 60,
  blocked: index % 17 === 0,
  detections: index % 11 === 0 ? [{ type: 'sqli', attackId: 'a1', falsePositive: index % 22 === 0 }] : [],
}));

let database: Database;
afterEach(() => database.close());

async function differences(): Promise<unknown[]> {
  const found: unknown[] = [];
  await verify(database.pool, (difference) => found.push(difference));
  return found;
}

/** A store of then with the lines of two tenants; what it holds, told by the present one. */
async function storeOfThen(kind: (typeof DATABASES)[number]) {
  database = await openTestDatabase(kind);
  const tenants = [newTenant(), newTenant()];
  for (const tenant of tenants) {
    await importLines(database, tenant, LINES);
    await settle(database, tenant);
  }
  const contents = () => Promise.all(tenants.map((tenant) => digestOf(database, tenant)));
  const before = await contents();
  await putRequestsInWideRows(database);
  return { before, contents, tenant: tenants[0]! };
}

const stillWide = async () =>
  (await database.pool.query(`SELECT to_regclass('wide_request') IS NOT NULL AS is`)).rows[0].is as boolean;

describe.each(DATABASES)('%s', (kind) => {
  test('everything is afterwards what an import makes of it, and goes on', async () => {
    const { before, contents, tenant } = await storeOfThen(kind);
    expect(await migrate(database.pool)).toEqual(SINCE_WIDE_REQUESTS);
    const told: number[] = [];
    expect(await moveRequests(database.pool, (share) => told.push(share))).toBe(2 * LINES.length);
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).toBe(1);
    expect(await stillWide()).toBe(false);
    expect(await contents()).toEqual(before);
    expect(await differences()).toEqual([]);
    expect(await moveRequests(database.pool)).toBe(0);
    // The same lines again are known; others find the parameters that are there, and those that are not.
    expect(await importLines(database, tenant, LINES)).toMatchObject({ accepted: 0 });
    const sets = async () => (await database.pool.query('SELECT 1 FROM parameter_set')).rowCount;
    const known = await sets();
    const more = (sid: string) => [{ time: '2024-05-11T23:00:00Z', sid }];
    await importLines(database, tenant, more('session 3'));
    expect(await sets()).toBe(known);
    await importLines(database, tenant, more('another'));
    expect(await sets()).toBe(known! + 1);
    expect(await differences()).toEqual([]);
  });
});

test.skipIf(!DATABASES.includes('PostgreSQL'))(
  'whatever statement it is killed at, the next start completes it',
  { timeout: 300_000 },
  async () => {
    const { before, contents } = await storeOfThen('PostgreSQL');
    await migrate(database.pool);
    for (let killedAt = 1; await stillWide(); killedAt += 1) {
      await moveRequests(killing(database.pool, killedAt)).catch(() => {});
    }
    expect(await contents()).toEqual(before);
    expect(await differences()).toEqual([]);
  },
);

/** The pool, whose connections are cut by the server when they send their n-th statement. */
function killing(pool: Database['pool'], at: number): Database['pool'] {
  let sent = 0;
  const cut = async (client: { query(text: string): Promise<unknown> }) => {
    const { rows } = (await client.query('SELECT pg_backend_pid() AS pid')) as { rows: { pid: number }[] };
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name !== 'connect') return Reflect.get(target, name).bind(target);
      return async () => {
        const client = await target.connect();
        const query = client.query.bind(client);
        return new Proxy(client, {
          get(inner, property) {
            if (property === 'release') return () => inner.release(sent >= at);
            if (property !== 'query') return Reflect.get(inner, property);
            return async (...sentQuery: Parameters<typeof query>) => {
              sent += 1;
              if (sent === at) await cut({ query: (text) => query(text) as never });
              return query(...sentQuery);
            };
          },
        });
      };
    },
  });
}
