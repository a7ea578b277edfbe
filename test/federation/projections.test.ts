import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import type { ServerOptions } from '../../subgraph/server.ts';
import { createTestServer, givenDatabase, onDatabases } from '../support/graph.ts';
import { differencesOf, pusher } from '../support/projections.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// PUT /ingest/projections: who may push, what is refused, and the laws of versions.

const PATHS = ['/a', '/b', '/c'];
const ATTACKS = ['a-1', 'a-2', 'a-3'];
const traffic = (minute: number): Line[] =>
  PATHS.flatMap((path, index) =>
    ATTACKS.map((attackId, second) => ({
      time: `2024-05-12T10:${String(minute).padStart(2, '0')}:0${second}Z`,
      sid: `s${index}`,
      host: 'a.example',
      path,
      detections: [
        { type: 'sqli', attackId },
        { type: 'xss', attackId: ATTACKS[index] },
      ],
    })),
  );
const endpoint = (path: string) => ({ method: 'GET', host: 'a.example', pathTemplate: path });

onDatabases(({ database, graph }) => {
  afterAll(async () => expect(await differencesOf(database)).toEqual([]));

  /** What the store has of a tenant but for times of pushing. */
  async function state(tenant: string): Promise<unknown> {
    const { rows } = await database.pool.query(
      `SELECT
         (SELECT jsonb_agg(to_jsonb(e) - 'tenant' - 'id' ORDER BY path_template) FROM endpoint AS e WHERE tenant = $1) AS endpoints,
         (SELECT jsonb_agg(to_jsonb(a) - 'tenant' ORDER BY id) FROM attack_projection AS a WHERE tenant = $1) AS attacks,
         (SELECT jsonb_agg(version ORDER BY version, facts) FROM endpoint_projection WHERE tenant = $1) AS versions,
         (SELECT jsonb_agg(jsonb_build_array(attack_count, malicious_count, tokens) ORDER BY started_at, attack_count, tokens)
          FROM (SELECT attack_count, malicious_count, started_at,
                  ARRAY(SELECT f FROM unnest(tokens) AS f WHERE f NOT LIKE 'e:%' ORDER BY f) AS tokens
                FROM session WHERE tenant = $1) AS s) AS sessions`,
      [tenant],
    );
    return rows[0];
  }

  test('law: batches in any order, cut anyhow and repeated, before or after the requests, end as the newest versions', async () => {
    const { accepted } = pusher(graph.app);
    const fact = fc.oneof(
      fc.record({ deleted: fc.constant(true) }),
      fc.record(
        {
          riskScore: fc.constantFrom(null, 1, 5.5, 10),
          rogue: fc.constantFrom(null, 'SHADOW', 'ORPHAN'),
          sensitiveData: fc.constantFrom(null, [], ['PII']),
          businessFlows: fc.constantFrom(null, ['AUTH'], ['BILLING', 'AUTH']),
        },
        { requiredKeys: [] },
      ),
    );
    const judgement = fc.oneof(
      fc.record({ deleted: fc.constant(true) }),
      fc.record({ falsePositive: fc.boolean() }, { requiredKeys: [] }),
    );
    // One content for each version of an item, as an owner gives them.
    const histories = fc.record({
      endpoints: fc.tuple(...PATHS.map(() => fc.array(fact, { maxLength: 4 }))),
      attacks: fc.tuple(...ATTACKS.map(() => fc.array(judgement, { maxLength: 4 }))),
    });
    await fc.assert(
      fc.asyncProperty(histories, fc.infiniteStream(fc.nat()), async ({ endpoints, attacks }, numbers) => {
        const next = (below: number) => numbers.next().value % below;
        const items = [
          ...endpoints.flatMap((history, index) =>
            history.map((facts, version) => ({
              of: 'endpoints' as const,
              ...endpoint(PATHS[index]!),
              version,
              ...facts,
            })),
          ),
          ...attacks.flatMap((history, index) =>
            history.map((facts, version) => ({ of: 'attacks' as const, id: ATTACKS[index]!, version, ...facts })),
          ),
        ];
        const pushAll = async (tenant: string, some: typeof items) => {
          for (const name of ['endpoints', 'attacks'] as const) {
            const own = some.filter(({ of }) => of === name).map(({ of: _of, ...item }) => item);
            const { applied, waiting, ignored } = await accepted(tenant, name, { items: own });
            expect(applied + waiting + ignored).toBe(own.length);
          }
        };
        const [plain, mixed] = [newTenant(), newTenant()];
        await importLines(database, plain, traffic(0));
        await pushAll(plain, items);
        // Each at least once, in any order, some again, in batches of any size, with the import somewhere between them.
        const repeated = [...items, ...items.filter(() => next(2) === 0)]
          .map((item) => ({ item, place: next(1_000) }))
          .sort((one, other) => one.place - other.place)
          .map(({ item }) => item);
        const importAt = next(repeated.length + 1);
        for (let at = 0, imported = false; at < repeated.length || !imported; ) {
          if (!imported && at >= importAt) {
            await importLines(database, mixed, traffic(0));
            imported = true;
          }
          const size = 1 + next(4);
          await pushAll(mixed, repeated.slice(at, at + size));
          at += size;
        }
        expect(await state(mixed)).toEqual(await state(plain));
      }),
      { numRuns: 15 },
    );
    expect(await differencesOf(database)).toEqual([]);
  });

  test('pushes and imports at the same time leave everything as the requests make it', async () => {
    const tenant = newTenant();
    const { accepted } = pusher(graph.app);
    const version = (each: number) =>
      Promise.all([
        accepted(tenant, 'endpoints', {
          items: PATHS.map((path) => ({ ...endpoint(path), version: each, riskScore: 1 + (each % 9) })),
        }),
        accepted(tenant, 'attacks', {
          items: ATTACKS.map((id, index) => ({ id, version: each, falsePositive: (each + index) % 2 === 0 })),
        }),
        importLines(database, tenant, traffic(each)),
      ]);
    const verified = async () => expect(await differencesOf(database)).toEqual([]);
    // Seven at one time: of many more, one may wait for the embedded database longer than a connection does.
    for (const [one, next] of [
      [1, 2],
      [3, 4],
      [5, 6],
    ] as const)
      await Promise.all([version(one), version(next), verified()]);
    const { sessions } = await graph.query<{ sessions: { nodes: { attackCount: number; requestCount: number }[] } }>(
      tenant,
      '{ sessions { nodes { attackCount requestCount } } }',
    );
    // Version 6 is the last: the first and the third attack are none.
    expect(sessions.nodes.map(({ requestCount }) => requestCount)).toEqual([18, 18, 18]);
    expect(sessions.nodes.map(({ attackCount }) => attackCount).toSorted((a, b) => a - b)).toEqual([6, 6, 24]);
  });

  test('a batch is taken whole or not at all, and only one that is taken is a sync', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, traffic(0));
    const before = await state(tenant);
    const { push } = pusher(graph.app);
    const items = PATHS.map((path) => ({ ...endpoint(path), version: 1, riskScore: 9 }));
    const bad = { items: [...items, { ...endpoint('/d'), version: 1, riskScore: 10.5 }], asOf: '2024-05-12T10:00:00Z' };
    expect(await push(tenant, 'endpoints', bad)).toMatchObject({
      status: 400,
      body: { error: '/items/3/riskScore must be <= 10' },
    });
    expect(await state(tenant)).toEqual(before);
    expect(await lags(tenant)).toEqual([
      { name: 'endpoints', syncedAt: null, lagSeconds: null },
      { name: 'attacks', syncedAt: null, lagSeconds: null },
    ]);
  });

  async function lags(tenant: string) {
    const { sessionsCapabilities } = await graph.query<{
      sessionsCapabilities: { projections: { name: string; syncedAt: string | null; lagSeconds: number | null }[] };
    }>(tenant, '{ sessionsCapabilities { projections { name syncedAt lagSeconds } } }');
    return sessionsCapabilities.projections;
  }

  test('the lag is that of the latest time up to which the owner said that it is complete', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    const { accepted } = pusher(graph.app);
    const lag = async () => {
      const [{ syncedAt, lagSeconds }] = (await lags(tenant)) as [Awaited<ReturnType<typeof lags>>[number]];
      return { isSynced: syncedAt !== null && Date.parse(syncedAt) > 0, lagSeconds };
    };
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
    await accepted(tenant, 'endpoints', { items: [] });
    expect(await lag()).toEqual({ isSynced: true, lagSeconds: null });
    await accepted(tenant, 'endpoints', { items: [], asOf: ago(7_200) });
    const hours = (await lag()).lagSeconds!;
    expect(hours).toBeGreaterThanOrEqual(7_200);
    const first = (await lags(tenant))[0]!.syncedAt!;
    await accepted(tenant, 'endpoints', { items: [], asOf: ago(86_400) });
    await accepted(tenant, 'endpoints', { items: [] });
    expect((await lag()).lagSeconds).toBeLessThan(86_400);
    expect(Date.parse((await lags(tenant))[0]!.syncedAt!)).toBeGreaterThanOrEqual(Date.parse(first));
    await accepted(tenant, 'endpoints', { items: [], asOf: ago(3_600) });
    const hour = (await lag()).lagSeconds!;
    expect(hour).toBeGreaterThanOrEqual(3_600);
    expect(hour).toBeLessThan(7_200);
    // A clock that is a little ahead of ours.
    await accepted(tenant, 'endpoints', { items: [], asOf: ago(-30) });
    expect((await lag()).lagSeconds).toBeLessThan(3_600);
    expect((await lags(tenant))[1]).toEqual({ name: 'attacks', syncedAt: null, lagSeconds: null });
    expect((await lags(other)).map(({ syncedAt }) => syncedAt)).toEqual([null, null]);
  });
});

describe('what is refused', () => {
  const database = givenDatabase('embedded');

  const server = (options: Partial<ServerOptions> = {}) => createTestServer(database, options);
  const A = { id: 'A'.repeat(22), version: 1 };
  const X = { id: 'x', version: 1 };
  const long = 'x'.repeat(1_025);

  test.each<['endpoints' | 'attacks', unknown, string | RegExp]>([
    ['endpoints', [], '/ must be object'],
    ['endpoints', {}, "/ must have required property 'items'"],
    ['endpoints', { items: [], source: 'x' }, '/ has an unknown key "source"'],
    ['endpoints', { items: [A, 1] }, '/items/1 must be object'],
    ['endpoints', { items: [{ id: A.id }] }, "/items/0 must have required property 'version'"],
    ['endpoints', { items: [{ ...A, version: 1.5 }] }, '/items/0/version must be integer'],
    ['endpoints', { items: [{ ...A, version: '1' }] }, '/items/0/version must be integer'],
    ['endpoints', { items: [{ ...A, version: -1 }] }, '/items/0/version must be >= 0'],
    ['endpoints', { items: [{ ...A, version: 2 ** 53 }] }, '/items/0/version must be <= 9007199254740991'],
    ['endpoints', { items: [{ ...A, id: "'; DROP TABLE endpoint; --" }] }, /^\/items\/0\/id must match pattern/],
    [
      'endpoints',
      { items: [{ version: 1 }] },
      '/items/0 must be named by id alone, or by method, host and pathTemplate',
    ],
    ['endpoints', { items: [{ ...A, method: 'GET' }] }, /^\/items\/0 must be named by id alone/],
    ['endpoints', { items: [A, { version: 1, method: 'GET', pathTemplate: '/' }] }, /^\/items\/1 must be named/],
    ['endpoints', { items: [{ ...A, riskScore: 0.5 }] }, '/items/0/riskScore must be >= 1'],
    ['endpoints', { items: [{ ...A, riskScore: '9' }] }, '/items/0/riskScore must be number,null'],
    ['endpoints', { items: [{ ...A, rogue: 'NO' }] }, '/items/0/rogue must be one of SHADOW, ZOMBIE, ORPHAN, null'],
    [
      'endpoints',
      { items: [{ ...A, sensitiveData: ['PII', 'PII'] }] },
      /^\/items\/0\/sensitiveData must NOT have duplicate/,
    ],
    ['endpoints', { items: [{ ...A, sensitiveData: ['pii'] }] }, /^\/items\/0\/sensitiveData\/0 must be one of PII, /],
    ['endpoints', { items: [{ ...A, businessFlows: ['<b>'] }] }, /^\/items\/0\/businessFlows\/0 must match pattern/],
    ['endpoints', { items: [{ ...A, riskReasons: ['a\0b'] }] }, /^\/items\/0\/riskReasons\/0 must match pattern/],
    [
      'endpoints',
      { items: [{ ...A, riskReasons: [long] }] },
      /^\/items\/0\/riskReasons\/0 must NOT have more than 1024/,
    ],
    [
      'endpoints',
      { items: [{ ...A, protections: [{ name: 'x' }] }] },
      "/items/0/protections/0 must have required property 'state'",
    ],
    ['endpoints', { items: [{ ...A, risk: 9 }] }, '/items/0 has an unknown key "risk"'],
    [
      'endpoints',
      { items: [{ ...A, deleted: true, riskScore: 9 }] },
      '/items/0/riskScore must be left out: the item is deleted',
    ],
    ['endpoints', { items: Array(1_001).fill(A) }, '/items must NOT have more than 1000 items'],
    ['endpoints', { items: [], asOf: 'yesterday' }, '/asOf must match format "date-time"'],
    ['endpoints', { items: [], asOf: '2999-01-01T00:00:00Z' }, '/asOf must be a time that is not in the future'],
    ['endpoints', { items: [], asOf: '2016-12-31T23:59:60Z' }, '/asOf must be a time that is not in the future'],
    ['attacks', { items: [{ ...X, id: '' }] }, '/items/0/id must NOT have fewer than 1 characters'],
    ['attacks', { items: [{ ...X, id: 'a\0' }] }, /^\/items\/0\/id must match pattern/],
    ['attacks', { items: [{ ...X, id: '\ud800' }] }, /^\/items\/0\/id must match pattern/],
    ['attacks', { items: [{ ...X, id: 7 }] }, '/items/0/id must be string'],
    ['attacks', { items: [{ ...X, falsePositive: null }] }, '/items/0/falsePositive must be boolean'],
    ['attacks', { items: [{ ...X, type: 'sqli' }] }, '/items/0 has an unknown key "type"'],
    [
      'attacks',
      { items: [{ ...X, deleted: true, falsePositive: false }] },
      '/items/0/falsePositive must be left out: the item is deleted',
    ],
    ['attacks', '{"items":[', /not valid JSON/],
    ['attacks', '{"items":[{"id":"x","version":1,"__proto__":{"falsePositive":true}}]}', /not valid JSON/],
  ])('%s %j: %s', async (name, body, error) => {
    const app = await server();
    const answer = await pusher(app).push(newTenant(), name, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: typeof error === 'string' ? error : expect.stringMatching(error) });
    await app.close();
  });

  test('whoever has no token, where there is one', async () => {
    const app = await server({ host: '0.0.0.0', apiToken: 'a token of sixteen', apiTokenTenant: 't' });
    const { push } = pusher(app);
    for (const name of ['endpoints', 'attacks'] as const) {
      expect((await push('t', name, { items: [] })).status).toBe(401);
      expect((await push('t', name, { items: [] }, { authorization: 'Bearer a token of sixteeN' })).status).toBe(401);
      const right = await push('t', name, { items: [] }, { authorization: 'Bearer a token of sixteen' });
      expect(right).toMatchObject({ status: 200, body: { applied: 0, waiting: 0, ignored: 0 } });
    }
    await app.close();
  });

  test('a page of another site: no preflight is answered, no other type of body is read, no foreign name is served', async () => {
    const app = await server();
    const { push } = pusher(app);
    const origin = 'https://evil.example';
    const preflight = await app.inject({
      method: 'OPTIONS',
      url: '/ingest/projections/endpoints',
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
    });
    expect(preflight.statusCode).toBe(404);
    const pushed = await push('t', 'endpoints', { items: [] }, { origin });
    for (const { headers } of [preflight, pushed]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect((await push('t', 'endpoints', { items: [] }, { 'content-type': type })).status).toBe(415);
    }
    expect((await push('t', 'endpoints', { items: [] }, { host: 'evil.example' })).status).toBe(421);
    for (const method of ['GET', 'POST'] as const) {
      const other = await app.inject({ method, url: '/ingest/projections/endpoints', payload: { items: [] } });
      expect(other.statusCode).toBe(404);
    }
    await app.close();
  });

  test('a tenant that is no name, a name of no projection, and a body beyond measure', async () => {
    const app = await server();
    const { push } = pusher(app);
    expect(await push("a'b", 'attacks', { items: [] })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('x-sessions-tenant') },
    });
    expect((await push('t', 'sessions' as 'attacks', { items: [] })).status).toBe(404);
    expect((await push('t', 'attacks', `{"items":[]${' '.repeat(4 * 1024 * 1024)}}`)).status).toBe(413);
    await app.close();
  });

  test('what goes wrong inside stays inside', async () => {
    const broken = { ...database, pool: { connect: () => Promise.reject(new Error('SELECT secret FROM /etc')) } };
    const app = await server({ database: broken as unknown as Database });
    expect(await pusher(app).push('t', 'endpoints', { items: [] })).toMatchObject({
      status: 500,
      body: { error: 'Internal error' },
    });
    await app.close();
  });
});
