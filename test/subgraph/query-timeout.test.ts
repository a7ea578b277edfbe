import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { buildCli, Place } from '../support/cli.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { exportSession, sessionOf } from '../support/export.ts';
import { type Graph, givenDatabase, openGraph } from '../support/graph.ts';
import { repeatRequest } from '../support/many-requests.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// A statement of a query is cut off when it takes too long. Locks that the tests hold make statements as slow as is needed.

/** Much longer than any statement here takes without a lock. */
const TIMEOUT_MS = 1_500;
const TOO_SLOW = {
  message: expect.stringMatching(/^the database did not answer within the time .*shorter period/),
  extensions: { code: 'TIMEOUT', requestId: expect.any(String) },
};

const session = (id: string) => ({ id, sid: id, time: '2024-05-12T10:00:00Z', path: `/${id}`, status: 200 });

async function startGraph(database: Database): Promise<{ graph: Graph; origin: string }> {
  const graph = await openGraph(database);
  await graph.app.listen({ port: 0, host: '127.0.0.1' });
  return { graph, origin: `http://127.0.0.1:${(graph.app.server.address() as AddressInfo).port}` };
}

describe.runIf(DATABASES.includes('PostgreSQL'))('on a PostgreSQL server', () => {
  const database = givenDatabase('PostgreSQL', { queryTimeoutMs: TIMEOUT_MS });
  let graph: Graph;
  let origin: string;
  beforeAll(async () => {
    ({ graph, origin } = await startGraph(database));
  });
  afterAll(() => graph.app.close());

  /** Does something while nobody can read some tables. */
  async function whileLocked<Result>(tables: string, work: () => Promise<Result>): Promise<Result> {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
      return await work();
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  const LIST = `{ sessions { nodes { id } totalCount { value } facets(dimensions: [METHOD]) { total } timeline { bucketMs } } }`;

  test('a number that takes too long is null with an error, and the page beside it is there', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const whole = await graph.query<{ sessions: { nodes: unknown[] } }>(tenant, LIST);
    // All of them are read from counters.
    const { data, errors } = await whileLocked('facet_count, timeline_count', () => graph.ask(tenant, LIST));
    const tooSlow = ['totalCount', 'facets', 'timeline'];
    expect(data).toEqual({
      sessions: { ...whole.sessions, ...Object.fromEntries(tooSlow.map((each) => [each, null])) },
    });
    expect(errors).toHaveLength(tooSlow.length);
    for (const field of tooSlow) {
      expect(errors).toContainEqual(expect.objectContaining({ ...TOO_SLOW, path: ['sessions', field] }));
    }
  });

  test('a timeline and statistics that take too long are null with an error, and their session is there', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const id = await sessionOf(graph, tenant, 'one');
    // Without a filter, statistics are counted already.
    const query = `query ($id: ID!) { session(id: $id) { requestCount timeline { bucketMs }
      statistics(dimensions: [METHOD], filter: { statuses: [200] }) { total } } }`;
    const { data, errors } = await whileLocked('request', () => graph.ask(tenant, query, { id }));
    expect(data).toEqual({ session: { requestCount: 1, timeline: null, statistics: null } });
    expect(errors?.map(({ extensions }) => extensions)).toEqual(Array(2).fill(TOO_SLOW.extensions));
  });

  test('a page that takes too long is an error without SQL, and the same connections answer the next questions', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const ask = () => Promise.all(Array.from({ length: 12 }, () => graph.ask(tenant, '{ sessions { nodes { id } } }')));
    for (const { data, errors } of await whileLocked('session', ask)) {
      expect(data).toEqual({ sessions: null });
      expect(errors).toEqual([expect.objectContaining({ ...TOO_SLOW, path: ['sessions', 'nodes'] })]);
      expect(JSON.stringify(errors)).not.toMatch(/select|57014|prisma/i);
    }
    for (const answer of await ask()) expect(answer).toEqual({ data: { sessions: { nodes: [expect.anything()] } } });
  });

  test('an import that waits longer than that is not cut off', async () => {
    const tenant = newTenant();
    const importing = await whileLocked('session', async () => {
      const summary = importLines(database, tenant, [session('one'), session('two')]);
      await expect
        .poll(async () => {
          const waiting = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = $1';
          return (await database.pool.query(waiting, ['Lock'])).rows[0].n;
        })
        .toBe(1);
      // It waits already, and so longer than this question.
      const { errors } = await graph.ask(tenant, '{ sessions { nodes { id } } }');
      expect(errors).toMatchObject([TOO_SLOW]);
      // Within an object: a promise alone would be waited for.
      return { summary };
    });
    expect(await importing.summary).toMatchObject({ accepted: 2, sessions: 2 });
    expect(await graph.query(tenant, '{ sessions { totalCount { value } } }')).toEqual({
      sessions: { totalCount: { value: 2 } },
    });
  });

  test('an export of many pages may take longer in all', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('many')]);
    await repeatRequest(database, tenant, 'many', 19_999);
    const { url } = await exportSession(graph, tenant, {
      sessionId: await sessionOf(graph, tenant, 'many'),
      format: 'CSV',
    });
    const [response] = (await once(get(`${origin}${url}`), 'response')) as [IncomingMessage];
    // A slow reader: nothing is read for longer than a statement may take.
    await wait(TIMEOUT_MS * 1.2);
    let lines = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) for (const byte of chunk) if (byte === 10) lines += 1;
    expect(lines).toBe(20_001);
  });

  test('an export that cannot begin in time says so in place of the file', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [session('one')]);
    const sessionId = await sessionOf(graph, tenant, 'one');
    const { url } = await exportSession(graph, tenant, { sessionId, format: 'CSV' });
    const answer = await whileLocked('session', () => graph.app.inject({ url: url! }));
    expect(answer.statusCode).toBe(503);
    expect(answer.json().message).toEqual(TOO_SLOW.message);
    expect((await graph.app.inject({ url: url! })).statusCode).toBe(200);
  });
});

test.runIf(DATABASES.includes('PostgreSQL'))('QUERY_TIMEOUT_MS is the limit of a server', async () => {
  buildCli();
  const place = await Place.on('PostgreSQL');
  const { address } = await place.serve({ DEMO: '0', QUERY_TIMEOUT_MS: '500' });
  const other = new pg.Client(place.env.DATABASE_URL);
  await other.connect();
  await other.query('BEGIN');
  await other.query('LOCK TABLE session IN ACCESS EXCLUSIVE MODE');
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ sessions { nodes { id } } }' }),
  });
  expect(await response.json()).toMatchObject({ data: { sessions: null }, errors: [TOO_SLOW] });
  await other.end();
  await place.remove();
});

test('the embedded database has no such limit, and whoever leaves in the middle of a query disturbs nobody', async () => {
  const database = await openTestDatabase('embedded', { queryTimeoutMs: 1 });
  const { graph, origin } = await startGraph(database);
  const tenant = newTenant();
  await importLines(database, tenant, [session('many')]);
  await repeatRequest(database, tenant, 'many', 4_999);
  const query = '{ sessions { nodes { statistics(dimensions: [METHOD], filter: { statuses: [200] }) { total } } } }';
  const headers = { 'content-type': 'application/json', 'x-sessions-tenant': tenant };
  const left = request(`${origin}/graphql`, { method: 'POST', headers });
  left.on('error', () => {});
  const arrived = once(graph.app.server, 'request');
  left.end(JSON.stringify({ query }));
  await arrived;
  left.destroy();
  expect(await graph.query(tenant, query)).toEqual({ sessions: { nodes: [{ statistics: [{ total: 5_000 }] }] } });
  await graph.app.close();
  await database.close();
});
