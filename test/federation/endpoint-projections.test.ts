import { afterAll, expect, test } from 'vitest';
import { parseFlowsFile } from '../../subgraph/business-flows/flows-file.ts';
import { readSpecification } from '../../subgraph/endpoints/read-openapi.ts';
import { applyEndpoints } from '../../subgraph/projections/endpoint-projections.ts';
import { parseEndpoints } from '../../subgraph/projections/projection-batch.ts';
import { settleRisk } from '../../subgraph/settling/settle-risk.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { onDatabases } from '../support/graph.ts';
import { differencesOf, pusher } from '../support/projections.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What the discovery pushes of endpoints: stored, and before what specifications and flows files derive.

const HOST = 'a.example';
const line = (second: number, method: string, path: string, more: Partial<Line> = {}): Line => ({
  time: `2024-05-12T10:00:${String(second).padStart(2, '0')}Z`,
  sid: 's',
  host: HOST,
  method,
  path,
  status: 200,
  ...more,
});
const endpoint = (method: string, pathTemplate: string) => ({ method, host: HOST, pathTemplate });

onDatabases(({ database, graph }) => {
  afterAll(async () => expect(await differencesOf(database)).toEqual([]));

  const push = (tenant: string, items: object[]) => pusher(graph.app).accepted(tenant, 'endpoints', { items });
  const applyFile = (tenant: string, file: object) =>
    applyFlows(database.pool, tenant, parseFlowsFile(JSON.stringify(file), 'flows.json'));

  /** The summary of each endpoint by method and template. */
  async function summaries(tenant: string): Promise<Record<string, object>> {
    const { sessionKnownEndpoints: known } = await graph.query<{
      sessionKnownEndpoints: {
        nodes: { summary: { method: string; pathTemplate: string; businessFlows: object[] } }[];
      };
    }>(
      tenant,
      `{ sessionKnownEndpoints { nodes { summary { method pathTemplate riskScore riskLevel riskReasons rogue
           protections { name state } sensitiveData businessFlows { code } } } } }`,
    );
    return Object.fromEntries(
      known.nodes.map(({ summary: { method, pathTemplate, ...facts } }) => [`${method} ${pathTemplate}`, facts]),
    );
  }
  const NOTHING = {
    riskScore: null,
    riskLevel: null,
    riskReasons: [],
    rogue: null,
    protections: [],
    sensitiveData: [],
    businessFlows: [],
  };

  test('what it says shows at once in filters, statistics, facets and chips, and no request is rewritten', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      line(1, 'POST', '/pay'),
      line(2, 'GET', '/pay'),
      line(3, 'GET', '/', { sid: 'other' }),
    ]);
    const stored = async () =>
      (await database.pool.query('SELECT xmin, * FROM request WHERE tenant = $1 ORDER BY seq', [tenant])).rows;
    const before = await stored();
    const filter = {
      endpointRiskLevels: ['HIGH'],
      rogue: ['SHADOW'],
      sensitiveData: ['FINANCIAL'],
      businessFlows: ['BILLING'],
    };
    const look = () =>
      graph.query<{
        all: { totalCount: { value: number } };
        each: { totalCount: { value: number } };
        first: { facets: object[]; nodes: { statistics: object[]; businessFlows: object[] }[] };
      }>(
        tenant,
        `query ($all: SessionFilter, $each: SessionFilter) {
           all: sessions(filter: $all) { totalCount { value } }
           each: sessions(filter: $each) { totalCount { value } }
           first: sessions {
             facets(dimensions: [ROGUE, ENDPOINT_RISK_LEVEL, SENSITIVE_DATA, BUSINESS_FLOW]) { buckets { key count } }
             nodes { businessFlows { flow { code } requestCount share }
               statistics(dimensions: [ROGUE, ENDPOINT_RISK_LEVEL, SENSITIVE_DATA, BUSINESS_FLOW]) { buckets { key count } } } } }`,
        {
          all: { requests: [filter] },
          each: { requests: Object.entries(filter).map(([name, values]) => ({ [name]: values })) },
        },
      );
    expect(await look()).toMatchObject({ all: { totalCount: { value: 0 } }, each: { totalCount: { value: 0 } } });
    const facts = {
      riskScore: 9,
      riskReasons: ['BOLA'],
      rogue: 'SHADOW',
      protections: [{ name: 'WAF', state: 'OFF' }],
      sensitiveData: ['FINANCIAL'],
      businessFlows: ['BILLING', 'AUTH', 'BILLING'],
    };
    expect(await push(tenant, [{ ...endpoint('POST', '/pay'), version: 1, ...facts }])).toEqual({
      applied: 1,
      waiting: 0,
      ignored: 0,
    });
    const buckets = (...pairs: [string | null, number][]) => ({
      buckets: pairs.map(([key, count]) => ({ key, count })),
    });
    const shown = await look();
    expect(shown).toMatchObject({ all: { totalCount: { value: 1 } }, each: { totalCount: { value: 1 } } });
    expect(shown.first.facets).toEqual([
      buckets([null, 2], ['SHADOW', 1]),
      buckets([null, 2], ['HIGH', 1]),
      buckets([null, 2], ['FINANCIAL', 1]),
      buckets([null, 2], ['AUTH', 1], ['BILLING', 1]),
    ]);
    expect(shown.first.nodes[1]).toEqual({
      businessFlows: [
        { flow: { code: 'AUTH' }, requestCount: 1, share: 0.5 },
        { flow: { code: 'BILLING' }, requestCount: 1, share: 0.5 },
      ],
      statistics: [
        buckets(['SHADOW', 1], [null, 1]),
        buckets(['HIGH', 1], [null, 1]),
        buckets(['FINANCIAL', 1], [null, 1]),
        buckets(['AUTH', 1], ['BILLING', 1], [null, 1]),
      ],
    });
    expect((await summaries(tenant))['POST /pay']).toEqual({
      ...facts,
      riskLevel: 'HIGH',
      businessFlows: [{ code: 'AUTH' }, { code: 'BILLING' }],
    });
    expect(await stored()).toEqual(before);
  });

  test('field by field it goes before flows file and specification, loaded before or after', async () => {
    const tenant = newTenant();
    const file = {
      rules: [{ flow: 'AUTH', path: '*' }],
      endpoints: [
        {
          ...endpoint('GET', '/a'),
          riskScore: 2,
          riskReasons: ['old'],
          sensitiveData: ['PII'],
          protections: [{ name: 'WAF', state: 'ACTIVE' }],
        },
      ],
    };
    const specification = readSpecification('openapi: 3.0.0\npaths:\n  /b: { get: {} }\n', 'shop.yaml', { host: HOST });
    const derived = {
      riskScore: 2,
      riskLevel: 'LOW',
      riskReasons: ['old'],
      rogue: 'SHADOW',
      protections: [{ name: 'WAF', state: 'ACTIVE' }],
      sensitiveData: ['PII'],
      businessFlows: [{ code: 'AUTH' }],
    };
    await importLines(database, tenant, [line(1, 'GET', '/a')]);
    await applyFile(tenant, file);
    await changeSpecifications(database, tenant, { load: [specification] });
    expect(await summaries(tenant)).toEqual({ 'GET /a': derived });
    const said = async (version: number, facts: object) => {
      await push(tenant, [{ ...endpoint('GET', '/a'), version, ...facts }]);
      const now = await summaries(tenant);
      await applyFile(tenant, {});
      await applyFile(tenant, file);
      await changeSpecifications(database, tenant, { remove: [specification.name] });
      await changeSpecifications(database, tenant, { load: [specification] });
      expect(await summaries(tenant)).toEqual(now);
      return now['GET /a'];
    };
    expect(await said(1, { riskScore: 8 })).toEqual({ ...derived, riskScore: 8, riskLevel: 'HIGH' });
    expect(await said(2, { rogue: null, businessFlows: ['SMS_GW'] })).toEqual({
      ...derived,
      rogue: null,
      businessFlows: [{ code: 'SMS_GW' }],
    });
    const nothing = {
      riskScore: null,
      riskReasons: null,
      rogue: null,
      protections: null,
      sensitiveData: null,
      businessFlows: null,
    };
    expect(await said(3, nothing)).toEqual(NOTHING);
    expect(await said(4, { sensitiveData: [], rogue: 'ZOMBIE' })).toEqual({
      ...derived,
      sensitiveData: [],
      rogue: 'ZOMBIE',
    });
    // It has requests, so an orphan it is not.
    expect(await said(5, { rogue: 'ORPHAN' })).toEqual(derived);
    expect(await said(6, { deleted: true })).toEqual(derived);
    const { endpoints, withFlow } = await applyFile(tenant, {});
    expect([endpoints, withFlow]).toEqual([1, 0]);
    await push(tenant, [{ ...endpoint('GET', '/a'), version: 7, businessFlows: ['OWN_CODE'] }]);
    expect((await applyFile(tenant, {})).withFlow).toBe(1);
  });

  test('an endpoint without requests waits for them, by id and by name', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await importLines(database, tenant, [line(1, 'GET', '/first')]);
    const { sessionKnownEndpoints: known } = await graph.query<{
      sessionKnownEndpoints: { nodes: { summary: { id: string } }[] };
    }>(tenant, '{ sessionKnownEndpoints { nodes { summary { id } } } }');
    const [{ summary }] = known.nodes as [{ summary: { id: string } }];
    expect(
      await push(tenant, [
        { id: summary.id, version: 5, riskScore: 3 },
        { method: 'GET', host: HOST.toUpperCase(), pathTemplate: '/users/{int}', version: 5, riskScore: 4 },
        { method: 'GET', host: null, pathTemplate: '/users/{int}', version: 5, riskScore: 5 },
        { ...endpoint('GET', '/gone'), version: 5, deleted: true },
        { id: summary.id, version: 4, riskScore: 9 },
      ]),
    ).toEqual({ applied: 2, waiting: 2, ignored: 1 });
    const lines = [line(2, 'GET', '/users/7'), line(3, 'GET', '/users/8', { host: null }), line(4, 'GET', '/gone')];
    await importLines(database, tenant, lines);
    await importLines(database, other, [line(1, 'GET', '/first'), ...lines]);
    const { sessionKnownEndpoints: all } = await graph.query<{
      sessionKnownEndpoints: {
        nodes: { summary: { host: string | null; pathTemplate: string; riskScore: number }[] }[];
      };
    }>(tenant, '{ sessionKnownEndpoints { nodes { summary { host pathTemplate riskScore } } } }');
    const scores = all.nodes.map(({ summary: each }) => each);
    expect(scores).toHaveLength(4);
    expect(scores).toEqual(
      expect.arrayContaining([
        { host: HOST, pathTemplate: '/first', riskScore: 3 },
        { host: HOST, pathTemplate: '/users/{int}', riskScore: 4 },
        { host: null, pathTemplate: '/users/{int}', riskScore: 5 },
        { host: HOST, pathTemplate: '/gone', riskScore: null },
      ]),
    );
    // Another tenant's endpoints of the same names know nothing of it.
    expect(Object.values(await summaries(other))).toEqual([NOTHING, NOTHING, NOTHING]);
  });

  test('requests that a specification moves to another endpoint meet what was said of that one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line(1, 'GET', '/users/7')]);
    expect(
      await push(tenant, [
        { ...endpoint('GET', '/users/{int}'), version: 1, riskScore: 2 },
        { ...endpoint('GET', '/users/{id}'), version: 1, riskScore: 9 },
      ]),
    ).toEqual({ applied: 1, waiting: 1, ignored: 0 });
    const specification = readSpecification('openapi: 3.0.0\npaths:\n  /users/{id}: { get: {} }\n', 'users.yaml', {
      host: HOST,
    });
    const score = async () =>
      Object.fromEntries(
        Object.entries(await summaries(tenant)).map(([name, facts]) => [name, (facts as typeof NOTHING).riskScore]),
      );
    expect(await score()).toEqual({ 'GET /users/{int}': 2 });
    await changeSpecifications(database, tenant, { load: [specification] });
    expect(await score()).toEqual({ 'GET /users/{id}': 9 });
    await changeSpecifications(database, tenant, { remove: [specification.name] });
    expect(await score()).toEqual({ 'GET /users/{int}': 2 });
  });

  test('what is not newer is ignored, after a deletion too', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line(1, 'GET', '/a')]);
    const say = (version: number, facts: object) => push(tenant, [{ ...endpoint('GET', '/a'), version, ...facts }]);
    const score = async () => (await summaries(tenant))['GET /a'];
    expect(await say(7, { riskScore: 7 })).toMatchObject({ applied: 1 });
    for (const version of [7, 6, 0]) expect(await say(version, { riskScore: 1 })).toMatchObject({ ignored: 1 });
    expect(await score()).toMatchObject({ riskScore: 7 });
    expect(await say(Number.MAX_SAFE_INTEGER - 1, { deleted: true })).toMatchObject({ applied: 1 });
    expect(await say(8, { riskScore: 1 })).toMatchObject({ ignored: 1 });
    expect(await score()).toEqual(NOTHING);
    expect(await say(Number.MAX_SAFE_INTEGER, { riskScore: 1 })).toMatchObject({ applied: 1 });
    expect(await score()).toMatchObject({ riskScore: 1 });
  });

  test('verify finds facts that are not what was pushed', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line(1, 'GET', '/a')]);
    await push(tenant, [{ ...endpoint('GET', '/a'), version: 1, riskScore: 7, sensitiveData: ['PII'] }]);
    // Computed now, and not in the middle of what follows.
    await settleRisk(database, tenant);
    const set = (columns: string) => database.pool.query(`UPDATE endpoint SET ${columns} WHERE tenant = $1`, [tenant]);
    await set(`risk_score = NULL, sensitive_data = '{}'`);
    expect((await differencesOf(database)).map(({ what }) => what).sort()).toEqual([
      'risk',
      'riskScore',
      'sensitiveData',
    ]);
    await set(`risk_score = 7, sensitive_data = '{PII}'`);
  });

  test('a batch of a thousand costs as many statements as one of ten', async () => {
    const tenant = newTenant();
    const paths = Array.from(
      { length: 1_000 },
      (_, index) => `/path-${'abcdefghij'[index % 10]}${'x'.repeat(index / 10)}`,
    );
    await importLines(
      database,
      tenant,
      paths.map((path, index) => line(index % 60, 'GET', path)),
    );
    const items = (version: number) =>
      paths.map((path) => ({ ...endpoint('GET', path), version, riskScore: 5, businessFlows: ['AUTH'] }));
    // Not by a push: risk scores are computed behind its answer, whenever that is.
    const apply = (some: object[]) => applyEndpoints(database.pool, tenant, parseEndpoints(tenant, { items: some }));
    const few = await statementsOf(() => apply(items(1).slice(0, 10)));
    const many = await statementsOf(async () =>
      expect(await apply(items(2))).toEqual({ applied: 1_000, waiting: 0, ignored: 0 }),
    );
    expect(many.length).toBe(few.length);
    // Former ids, and the positions whose values are a parameter, are two of them.
    expect(many.length).toBeLessThanOrEqual(13);
    // Of a batch that says nothing new, still less.
    expect((await statementsOf(() => apply(items(2)))).length).toBeLessThanOrEqual(3);
  });
});
