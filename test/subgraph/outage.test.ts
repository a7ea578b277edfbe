import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { afterEach, describe, expect, inject, type MockInstance, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { isDatabaseAway } from '../../subgraph/db/database-away.ts';
import { PrismaClient } from '../../subgraph/generated/prisma/client.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { exportSession, sessionOf } from '../support/export.ts';
import { openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// PostgreSQL goes away under a server, and comes back: clients hear what they can act on, the log does not drown.

const HEARD = {
  message: 'the database is not available at the moment: ask again in a while',
  extensions: { code: 'DATABASE_UNAVAILABLE', retryable: true },
};

let said: MockInstance;
afterEach(() => said?.mockRestore());
const lines = () => said.mock.calls.map((call) => call.map(String).join(' '));

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(inject('postgresUrl')!);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Takes a database away from everybody, and gives it back. */
function outageOf(database: Database) {
  const name = new URL(database.url).pathname.slice(1);
  return {
    begin: async () => {
      await onServer(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
      await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    },
    end: () => onServer(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`),
  };
}

describe.runIf(DATABASES.includes('PostgreSQL'))('while the database is away', () => {
  test('every question is told that it may be asked again, the log has a line, and one with the number at the end', async () => {
    const database = await openTestDatabase('PostgreSQL');
    const graph = await openGraph(database);
    onTestFinished(async () => {
      await graph.app.close();
      await database.close();
    });
    const tenant = newTenant();
    await importLines(database, tenant, [{ time: '2026-11-20T12:00:00Z', sid: 's', id: 'one' }]);
    const id = await sessionOf(graph, tenant, 'one');
    const { url } = await exportSession(graph, tenant, { sessionId: id, format: 'CSV' });
    const outage = outageOf(database);
    said = vi.spyOn(console, 'error').mockImplementation(() => {});

    await outage.begin();
    const LIST = '{ sessions { nodes { id } } sessionKnownAttacks { nodes { id } } sessionAttackTypes { code } }';
    const answers = await Promise.all(Array.from({ length: 40 }, () => graph.ask(tenant, LIST)));
    for (const { data, errors } of answers) {
      expect(data).toEqual({ sessions: null, sessionKnownAttacks: null, sessionAttackTypes: expect.any(Array) });
      expect(errors).toHaveLength(2);
      for (const error of errors!) expect(error).toMatchObject(HEARD);
      expect(JSON.stringify(errors)).not.toMatch(/SELECT|test_|node_modules|prisma|57P01|55000/i);
    }
    const BLOCK = `mutation ($id: ID!) { blockSession(input: { sessionId: $id, reason: "x", idempotencyKey: "k" }) { __typename } }`;
    expect(await graph.ask(tenant, BLOCK, { id })).toMatchObject({ data: { blockSession: null }, errors: [HEARD] });
    const file = await graph.app.inject(url!);
    expect([file.statusCode, file.json().message]).toEqual([503, HEARD.message]);
    const payload = { items: [{ id: 'a1', version: 1, falsePositive: true }] };
    const pushed = await graph.app.inject({ method: 'PUT', url: '/ingest/projections/attacks', payload });
    expect([pushed.statusCode, pushed.json()]).toEqual([503, { error: HEARD.message }]);
    expect((await graph.app.inject('/health')).statusCode).toBe(503);
    expect(lines()).toEqual([expect.stringMatching(/^the database is not available: [^\n]+$/)]);

    await outage.end();
    // Without a question that would find it out.
    await expect.poll(() => lines().length, { timeout: 20_000 }).toBe(2);
    const [, failed] =
      /^the database is available again after [\d.]+ s: (\d+) failed meanwhile$/.exec(lines()[1]!) ?? [];
    expect(Number(failed)).toBeGreaterThanOrEqual(40 * 2 + 3);
    expect((await graph.ask(tenant, LIST)).errors).toBeUndefined();
    expect(await graph.ask(tenant, BLOCK, { id })).toEqual({
      data: { blockSession: { __typename: 'SessionBlockSuccess' } },
    });
    expect(lines()).toHaveLength(2);
  });

  test('a second outage is another one', async () => {
    const database = await openTestDatabase('PostgreSQL');
    const graph = await openGraph(database);
    onTestFinished(async () => {
      await graph.app.close();
      await database.close();
    });
    said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const outage = outageOf(database);
    for (const round of [1, 2]) {
      await outage.begin();
      expect((await graph.ask('t', '{ sessions { nodes { id } } }')).errors).toMatchObject([HEARD]);
      await outage.end();
      await expect.poll(() => lines().length, { timeout: 20_000 }).toBe(2 * round);
    }
  });
});

describe('what counts as away', () => {
  /** The error of a statement on a pool, as the driver tells it and as Prisma does. */
  async function errorsOf(options: pg.PoolConfig, hold = false, statement = 'SELECT 1'): Promise<unknown[]> {
    const pool = new pg.Pool({ connectionTimeoutMillis: 2_000, ...options });
    pool.on('error', () => {});
    const held = hold ? await pool.connect() : null;
    const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
    const caught = (work: Promise<unknown>) =>
      work.then(
        () => 'no error',
        (error: unknown) => error,
      );
    try {
      return [await caught(pool.query(statement)), await caught(prisma.$queryRawUnsafe(statement))];
    } finally {
      held?.release();
      await prisma.$disconnect();
      await pool.end();
    }
  }

  async function portOf(silent: boolean): Promise<number> {
    const server = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (silent) onTestFinished(() => void server.close());
    else await new Promise((resolve) => server.close(resolve));
    return port;
  }

  test('nobody listens, nobody answers, no socket, no such host', async () => {
    for (const options of [
      { host: '127.0.0.1', port: await portOf(false) },
      { host: '127.0.0.1', port: await portOf(true), connectionTimeoutMillis: 200 },
      { host: '/no/such/folder' },
      { host: 'no-such-host.invalid' },
    ]) {
      const errors = await errorsOf({ user: 'u', database: 'd', ...options });
      expect(errors.map(isDatabaseAway), String(errors)).toEqual([true, true]);
    }
  });

  test.runIf(DATABASES.includes('PostgreSQL'))(
    'a pool with no connection left, a user or a database that is gone',
    async () => {
      const url = inject('postgresUrl')!;
      const exhausted = await errorsOf({ connectionString: url, max: 1, connectionTimeoutMillis: 200 }, true);
      expect(exhausted.map(isDatabaseAway), String(exhausted)).toEqual([true, true]);
      for (const change of [{ pathname: '/no_such_database' }, { username: 'no_such_user' }]) {
        const errors = await errorsOf({
          connectionString: Object.assign<URL, object>(new URL(url), change).toString(),
        });
        expect(errors.map(isDatabaseAway), String(errors)).toEqual([true, true]);
      }
    },
  );

  test.runIf(DATABASES.includes('PostgreSQL'))(
    'mistakes of a statement, and one that took too long, do not',
    async () => {
      const connectionString = inject('postgresUrl')!;
      for (const statement of ['SELECT nonsense', 'SELECT 1/0', 'SELEC', `SELECT 'x'::int`]) {
        const errors = await errorsOf({ connectionString }, false, statement);
        expect(errors.map(isDatabaseAway), String(errors)).toEqual([false, false]);
      }
      const late = await errorsOf({ connectionString, statement_timeout: 50 }, false, 'SELECT pg_sleep(1)::text');
      expect(late.map(isDatabaseAway), String(late)).toEqual([false, false]);
    },
  );

  test('nor does a file that is missing, or a fault of ours', () => {
    const missing = () => readFileSync('/no/such/file');
    for (const fault of [missing, () => JSON.parse('{'), () => null!['x' as never]]) {
      let error: unknown;
      try {
        fault();
      } catch (thrown) {
        error = thrown;
      }
      expect(isDatabaseAway(error)).toBe(false);
    }
    expect([null, undefined, 'x', {}].map(isDatabaseAway)).toEqual([false, false, false, false]);
  });
});
