import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../subgraph/db/database.ts';
import type { ServerOptions } from '../../subgraph/server.ts';
import { DATABASES } from '../support/database.ts';
import { exportSession, sessionOf } from '../support/export.ts';
import { type Graph, givenDatabase, onDatabases, openGraph } from '../support/graph.ts';
import { startPostgresCluster } from '../support/postgres-cluster.ts';
import { throwawayPlace } from '../support/run-folder.ts';
import { importLines, newTenant } from '../support/traffic.ts';
import { askOver, Front, type Heard, whileAsking, whileLocked } from '../support/under-load.ts';

// More is asked than the server can do, or the database stands still: what waits is bounded in number and in time, and whoever is turned away
// hears why, and when to come again.

const LIST = '{ sessions { nodes { id } totalCount { value } } }';
const session = (id: string) => ({ id, sid: id, time: '2024-05-12T10:00:00Z', path: `/${id}`, status: 200 });

async function given(
  database: Database,
  options: Partial<ServerOptions> = {},
): Promise<{ graph: Graph; origin: string }> {
  const graph = await openGraph(database, options);
  onTestFinished(() => graph.app.close());
  await graph.app.listen({ port: 0, host: '127.0.0.1' });
  return { graph, origin: `http://127.0.0.1:${(graph.app.server.address() as AddressInfo).port}` };
}

const codesOf = (heard: readonly Heard[]) => [
  ...new Set(heard.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))),
];

describe.runIf(DATABASES.includes('PostgreSQL'))('on a PostgreSQL server', () => {
  const database = givenDatabase('PostgreSQL', { queryTimeoutMs: 60_000 });

  /** Statements of ours that PostgreSQL works on, or has wait for a lock. */
  const working = async (state: string) =>
    (
      await database.pool.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'api-sessions' AND ${state}`,
      )
    ).rows.map(({ pid }) => pid);
  const WAITING = `wait_event_type = 'Lock' AND state = 'active'`;

  test('a table is locked under many questions: some are told to come again, none waits longer than it may, and it lives', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const admission = { atOnce: 6, atOncePerCaller: 4, waiting: 12 };
    // Long enough that all have come before the first is over, on a busy machine too.
    const { origin } = await given(database, { admission, requestTimeoutMs: 8_000 });
    const heard = await whileLocked(database, 'session, request', async () => {
      const asked = Array.from({ length: 40 }, (_, n) => askOver(origin, tenant, LIST, `person-${n % 4}`));
      expect((await fetch(`${origin}/health/live`)).status).toBe(200);
      return Promise.all(asked);
    });
    const codes = heard.map(({ errors }) => errors[0]?.extensions.code);
    // Those inside had their time, and those that waited for a turn at most the rest of theirs; the others were turned away at once.
    expect(new Set(codes)).toEqual(new Set(['TIMEOUT', 'OVERLOADED']));
    expect(codes.filter((code) => code === 'OVERLOADED').length).toBeGreaterThanOrEqual(40 - 6 - 12);
    expect(codes.filter((code) => code === 'TIMEOUT').length).toBeGreaterThanOrEqual(6);
    for (const { status, errors, retryAfter } of heard) {
      const [{ extensions, message }] = errors as [Heard['errors'][number]];
      if (extensions.code === 'TIMEOUT')
        expect([status, message]).toEqual([200, expect.stringContaining('8000 ms (REQUEST_TIMEOUT_MS)')]);
      else {
        expect(status).toBe(503);
        expect(extensions).toEqual({
          code: 'OVERLOADED',
          retryable: true,
          retryAfterMs: expect.any(Number),
          requestId: expect.any(String),
        });
        expect(Number(retryAfter)).toBe(Math.ceil(Number(extensions.retryAfterMs) / 1_000));
      }
    }
    expect(await working(WAITING)).toEqual([]);
    expect((await askOver(origin, tenant, LIST)).errors).toEqual([]);
  });

  test('what is known when the time is over is there, and what is not is null for that reason', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { origin } = await given(database, { requestTimeoutMs: 1_000 });
    const query = '{ sessions { nodes { id } facets(dimensions: [METHOD]) { total } } }';
    const { data, errors } = await whileLocked(database, 'facet_count', () => askOver(origin, tenant, query));
    expect(data).toEqual({ sessions: { nodes: [{ id: expect.any(String) }], facets: null } });
    expect(codesOf([{ errors } as Heard])).toEqual(['TIMEOUT']);
  });

  test('a client that leaves takes its statements along, and their connections are good for the next', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { origin } = await given(database);
    const pids = await whileLocked(database, 'session', async () => {
      const headers = { 'content-type': 'application/json', 'x-sessions-tenant': tenant };
      const left = request(`${origin}/graphql`, { method: 'POST', headers });
      left.on('error', () => {});
      left.end(JSON.stringify({ query: LIST }));
      await expect.poll(() => working(WAITING)).not.toEqual([]);
      const asked = await working(WAITING);
      left.destroy();
      await expect.poll(() => working(WAITING)).toEqual([]);
      return asked;
    });
    expect(await working(`state = 'idle'`)).toEqual(expect.arrayContaining(pids));
    expect((await askOver(origin, tenant, LIST)).errors).toEqual([]);
  });

  test('a client that leaves a file takes its statement along', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { graph, origin } = await given(database);
    const sessionId = await sessionOf(graph, tenant, 'one');
    const { url } = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
    await whileLocked(database, 'request', async () => {
      const left = request(`${origin}${url}`);
      left.on('error', () => {});
      left.end();
      await expect.poll(() => working(WAITING)).toHaveLength(1);
      left.destroy();
      await expect.poll(() => working(WAITING)).toEqual([]);
    });
  });

  test('an action whose time is over is not done, and is done when it is asked for again', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { graph, origin } = await given(database, { requestTimeoutMs: 1_000 });
    const id = await sessionOf(graph, tenant, 'one');
    const block = `mutation { blockSession(input: { sessionId: "${id}", reason: "x", idempotencyKey: "k" }) { __typename } }`;
    const late = await whileLocked(database, 'outbox', () => askOver(origin, tenant, block));
    expect(late).toMatchObject({ data: { blockSession: null }, errors: [{ extensions: { code: 'TIMEOUT' } }] });
    expect(await graph.query(tenant, '{ sessionDenylist { nodes { id } } }')).toEqual({
      sessionDenylist: { nodes: [] },
    });
    expect((await askOver(origin, tenant, block)).data).toEqual({
      blockSession: { __typename: 'SessionBlockSuccess' },
    });
  });

  test('connections are cut off a hundred times under load: what is lost may be asked again', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { origin } = await given(database);
    const heard = await whileAsking(
      () => askOver(origin, tenant, LIST),
      {},
      async () => {
        const cutter = new pg.Client(database.url);
        await cutter.connect();
        for (let cut = 0; cut < 100; await sleep(5)) {
          const { rows } = await cutter.query<{ cut: number }>(
            `SELECT count(pg_terminate_backend(pid))::int AS cut FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()`,
          );
          cut += rows[0]!.cut;
        }
        await cutter.end();
      },
    );
    for (const { errors } of heard)
      for (const { extensions } of errors) expect(extensions).toMatchObject({ retryable: true });
    expect(codesOf(heard)).toEqual(['DATABASE_UNAVAILABLE']);
    await expect.poll(async () => (await askOver(origin, tenant, LIST)).errors).toEqual([]);
  });
});

test.runIf(DATABASES.includes('PostgreSQL'))(
  'PostgreSQL ends and comes back under load: what is lost may be asked again, and soon there is an answer',
  async () => {
    const folder = mkdtempSync(join(throwawayPlace(), 'api-sessions-restarted-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    // Its user is another one.
    chmodSync(folder, 0o711);
    const data = join(folder, 'data');
    const front = await Front.begin();
    let cluster = await startPostgresCluster({ data });
    onTestFinished(async () => {
      front.end();
      await cluster.stop();
    });
    front.leadTo(cluster.url);
    const url = `postgresql://postgres@127.0.0.1:${front.port}/postgres?sslmode=disable`;
    const database = await openDatabase({ url, dataDirectory: null, queryTimeoutMs: 30_000, retentionDays: null });
    onTestFinished(() => database.close());
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { origin } = await given(database);
    const heard = await whileAsking(
      () => askOver(origin, tenant, LIST),
      {},
      async () => {
        await sleep(200);
        front.leadTo(null);
        await cluster.stop();
        await sleep(500);
        expect((await fetch(`${origin}/health/live`)).status).toBe(200);
        cluster = await startPostgresCluster({ data });
        front.leadTo(cluster.url);
        await expect.poll(async () => (await askOver(origin, tenant, LIST)).errors, { timeout: 5_000 }).toEqual([]);
      },
    );
    for (const { errors } of heard)
      for (const { extensions } of errors) expect(extensions).toMatchObject({ retryable: true });
    expect(codesOf(heard)).toEqual(['DATABASE_UNAVAILABLE']);
  },
);

onDatabases(({ database }) => {
  test('a caller who asks too often is told when to come again, and nobody else is', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const { graph, origin } = await given(database, { ratePerMinute: 3 });
    const sessionId = await sessionOf(graph, tenant, 'one');
    const { url } = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
    for (let n = 0; n < 3; n += 1) expect((await askOver(origin, tenant, LIST, 'eager')).status).toBe(200);
    const refused = await askOver(origin, tenant, LIST, 'eager');
    expect(refused).toMatchObject({
      status: 429,
      errors: [
        {
          message: expect.stringContaining('more than 3 times within a minute (RATE_LIMIT_PER_MINUTE)'),
          extensions: { code: 'RATE_LIMITED', retryable: true },
        },
      ],
    });
    expect(Number(refused.retryAfter)).toBeGreaterThan(50);
    expect((await askOver(origin, tenant, LIST, 'other')).status).toBe(200);
    // Files have no actor: the link is of a tenant.
    const files = await Promise.all(Array.from({ length: 4 }, () => fetch(`${origin}${url}`)));
    expect(files.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
    await Promise.all(files.map((file) => file.text()));
  });

  test('a request that does not arrive ends, and holds nobody up', async () => {
    const { origin } = await given(database, { bodyTimeoutMs: 300 });
    const { hostname, port } = new URL(origin);
    const half = connect(Number(port), hostname);
    half.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":`,
    );
    const silent = connect(Number(port), hostname);
    silent.write('POST /gra');
    const [answer] = await once(half, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
    for (const socket of [half, silent]) if (!socket.closed) await once(socket.resume(), 'close');
  });
});

describe('on the embedded database', () => {
  const database = givenDatabase('embedded');

  test('while it works on something long, a question ends with its time, and the next one is answered', async () => {
    const { origin } = await given(database, { requestTimeoutMs: 500 });
    const client = await database.pool.connect();
    await client.query('BEGIN');
    const late = await askOver(origin, 't', LIST);
    await client.query('COMMIT');
    client.release();
    expect(codesOf([late])).toEqual(['TIMEOUT']);
    await expect.poll(async () => (await askOver(origin, 't', LIST)).errors).toEqual([]);
  });
});
