import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { compileRules } from '../../subgraph/business-flows/flow-rules.ts';
import { type FlowsFile, parseFlowsFile } from '../../subgraph/business-flows/flows-file.ts';
import { likeMatcher } from '../../subgraph/business-flows/like-matcher.ts';
import { readSpecification } from '../../subgraph/endpoints/read-openapi.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { StartupError } from '../../subgraph/startup-error.ts';
import { applyFlows, readFlows } from '../../subgraph/store/flows-store.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import type { Difference } from '../../subgraph/verify/verify-session.ts';
import { onDatabases } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

const parse = (file: object) => parseFlowsFile(JSON.stringify(file), 'flows.json');

describe('a flows file', () => {
  test.each<[string | object, RegExp]>([
    ['{ "rules": [}', /^flows\.json:1:13: not JSON: expected a value/],
    [[], /^flows\.json: \/ must be object/],
    [{ rule: [] }, /^flows\.json: \/ has an unknown key "rule"/],
    [{ rules: [{ path: 'x' }] }, /^flows\.json: \/rules\/0 must have required property 'flow'/],
    [{ rules: [{ flow: 'AUTH' }] }, /^flows\.json: \/rules\/0 needs one of method, path, host, tag/],
    [
      { flows: [{ code: 'MY', label: 'My' }], rules: [{ flow: 'MINE', path: 'x' }] },
      /^flows\.json: \/rules\/0\/flow "MINE" is no flow: name it under \/flows, or use one of AI_LLM, .*SMS_GW, MY/,
    ],
    [{ flows: [{ code: 'a b', label: 'x' }] }, /^flows\.json: \/flows\/0\/code must match pattern/],
    [
      {
        flows: [
          { code: 'A', label: 'x' },
          { code: 'A', label: 'y' },
        ],
      },
      /^flows\.json: \/flows\/1\/code is that of \/flows\/0/,
    ],
    [
      { endpoints: [{ method: 'GET', pathTemplate: '/', businessFlows: ['AUTH', 'X'] }] },
      /^flows\.json: \/endpoints\/0\/businessFlows\/1 "X" is no flow/,
    ],
    [{ endpoints: [{ method: 'GET', pathTemplate: '/', riskScore: 11 }] }, /\/endpoints\/0\/riskScore must be <= 10/],
    [
      { endpoints: [{ method: 'GET', pathTemplate: '/', protections: [{ name: 'WAF', state: 'ON' }] }] },
      /\/endpoints\/0\/protections\/0\/state must be one of ACTIVE, MONITORING, OFF/,
    ],
    [
      {
        endpoints: [
          { method: 'GET', host: 'A.example', pathTemplate: '/' },
          { method: 'GET', host: 'a.example', pathTemplate: '/' },
        ],
      },
      /^flows\.json: \/endpoints\/1 names the endpoint of \/endpoints\/0/,
    ],
  ])('%j is refused with its place', (file, message) => {
    const text = typeof file === 'string' ? file : JSON.stringify(file);
    expect(() => parseFlowsFile(text, 'flows.json')).toThrow(message);
    expect(() => parseFlowsFile(text, 'flows.json')).toThrow(StartupError);
  });
});

describe('rules', () => {
  const endpoint = { method: 'POST', host: 'a.example', pathTemplate: '/v1/Login/{id}', tags: ['users'] };
  test.each([
    [{ path: 'login' }, true],
    [{ path: '/login*' }, false],
    [{ path: '/v?/login/*' }, true],
    [{ path: 'POST login' }, true],
    [{ path: 'GET login' }, false],
    [{ path: '{id}' }, true],
    [{ path: '_' }, false],
    [{ path: '%' }, false],
    [{ method: 'post' }, true],
    [{ method: 'GET', path: 'login' }, false],
    [{ host: 'A.EXAMPLE' }, true],
    [{ host: 'b.example' }, false],
    [{ tag: 'users' }, true],
    [{ tag: 'Users' }, false],
    [{ tag: 'users', host: 'b.example' }, false],
  ])('%j', (conditions, meets) => {
    expect(compileRules([{ flow: 'AUTH', ...conditions }])(endpoint).has('AUTH')).toBe(meets);
  });
});

onDatabases(({ database, graph }) => {
  afterAll(async () => {
    const differences: Difference[] = [];
    await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  });

  const apply = (tenant: string, file: object) => applyFlows(database.pool, tenant, parse(file));
  const line = (second: number, method: string, path: string, more: Partial<Line> = {}): Line => ({
    time: `2024-05-12T10:00:${String(second).padStart(2, '0')}Z`,
    sid: 's',
    host: 'a.example',
    method,
    path,
    ...more,
  });
  const shares = async (tenant: string) => {
    const { sessions } = await graph.query<{
      sessions: { nodes: { businessFlows: { flow: { code: string }; requestCount: number; share: number }[] }[] };
    }>(tenant, '{ sessions { nodes { businessFlows { flow { code } requestCount share } } } }');
    return sessions.nodes.map(({ businessFlows }) =>
      businessFlows.map(({ flow, requestCount, share }) => `${flow.code} ${requestCount} ${share}`),
    );
  };

  test('shares are of all requests of the session; an endpoint may be in two flows', async () => {
    const tenant = newTenant();
    await apply(tenant, {
      rules: [
        { flow: 'AUTH', path: 'login' },
        { flow: 'ACC_MGMT', path: '/users*' },
        { flow: 'BILLING', path: '*/cards' },
      ],
    });
    await importLines(database, tenant, [
      line(1, 'POST', '/login'),
      line(2, 'GET', '/users/1'),
      line(3, 'GET', '/users/2'),
      line(4, 'GET', '/users/1/cards'),
      line(5, 'GET', '/'),
      line(6, 'GET', '/', { sid: 'other' }),
    ]);
    expect(await shares(tenant)).toEqual([[], ['ACC_MGMT 3 0.6', 'AUTH 1 0.2', 'BILLING 1 0.2']]);
  });

  test('changed rules and facts change chips, filters and shares at once, and no request', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line(1, 'POST', '/pay'), line(2, 'GET', '/pay'), line(3, 'GET', '/')]);
    const requests = () => database.pool.query('SELECT xmin, * FROM request WHERE tenant = $1 ORDER BY seq', [tenant]);
    const found = async (filter: object) => {
      const { sessions } = await graph.query<{
        sessions: { totalCount: { value: number }; nodes: { requests: { totalCount: { value: number } } }[] };
      }>(
        tenant,
        `query ($filter: SessionFilter, $own: SessionRequestFilter) {
           sessions(filter: $filter) { totalCount { value } nodes { requests(filter: $own) { totalCount { value } } } } }`,
        { filter: { requests: [filter] }, own: filter },
      );
      return [sessions.totalCount.value, sessions.nodes[0]?.requests.totalCount.value ?? 0];
    };
    const before = (await requests()).rows;
    expect(await found({ businessFlows: ['BILLING'] })).toEqual([0, 0]);
    expect(await apply(tenant, { rules: [{ flow: 'BILLING', path: '/pay' }] })).toEqual({
      endpoints: 3,
      withFlow: 2,
      entriesThatApply: 0,
    });
    expect(await found({ businessFlows: ['BILLING'] })).toEqual([1, 2]);
    expect(await found({ businessFlows: ['BILLING'], methods: ['POST'] })).toEqual([1, 1]);
    expect(await found({ businessFlows: [null] })).toEqual([1, 1]);
    const facts = {
      endpoints: [
        { method: 'POST', pathTemplate: '/pay', riskScore: 5, businessFlows: ['BILLING', 'ADMIN'] },
        { method: 'POST', host: 'a.example', pathTemplate: '/pay', riskScore: 8.5, sensitiveData: ['FINANCIAL'] },
        { method: 'PATCH', pathTemplate: '/later', riskScore: 1 },
      ],
    };
    expect(await apply(tenant, facts)).toEqual({ endpoints: 3, withFlow: 1, entriesThatApply: 2 });
    expect(await found({ businessFlows: ['BILLING'] })).toEqual([1, 1]);
    expect(await found({ endpointRiskLevels: ['HIGH'], sensitiveData: ['FINANCIAL'] })).toEqual([1, 1]);
    expect(await found({ endpointRiskLevels: ['MEDIUM'] })).toEqual([0, 0]);
    expect(await shares(tenant)).toEqual([[`ADMIN 1 ${1 / 3}`, `BILLING 1 ${1 / 3}`]]);
    expect((await requests()).rows).toEqual(before);
    await apply(tenant, {});
    expect(await shares(tenant)).toEqual([[]]);
  });

  test('the row says what is known of an endpoint; an entry waits for its endpoint', async () => {
    const tenant = newTenant();
    await apply(tenant, {
      flows: [
        { code: 'SHIPPING', label: 'Shipping' },
        { code: 'AUTH', label: 'Sign-in' },
      ],
      rules: [{ flow: 'AUTH', path: '/orders*' }],
      endpoints: [
        {
          method: 'GET',
          host: 'A.example',
          pathTemplate: '/orders/{int}',
          businessFlows: ['SHIPPING'],
          riskScore: 3.9,
          riskReasons: ['BOLA'],
          protections: [{ name: 'WAF', state: 'MONITORING' }],
          sensitiveData: ['PII', 'MEDICAL'],
        },
      ],
    });
    await importLines(database, tenant, [line(1, 'GET', '/orders/7', { id: 'r1' }), line(2, 'GET', '/', { id: 'r2' })]);
    const fields = `businessFlows { code label description } endpointSummary { riskScore riskLevel riskReasons rogue
      protections { name state } sensitiveData businessFlows { code } }`;
    const data = await graph.query(tenant, `{ a: request(id: "r1") { ${fields} } b: request(id: "r2") { ${fields} } }`);
    expect(data).toEqual({
      a: {
        businessFlows: [
          { code: 'AUTH', label: 'Sign-in', description: 'Sign-in, sign-out, tokens, one-time codes.' },
          { code: 'SHIPPING', label: 'Shipping', description: null },
        ],
        endpointSummary: {
          riskScore: 3.9,
          riskLevel: 'LOW',
          riskReasons: ['BOLA'],
          rogue: null,
          protections: [{ name: 'WAF', state: 'MONITORING' }],
          sensitiveData: ['PII', 'MEDICAL'],
          businessFlows: [{ code: 'AUTH' }, { code: 'SHIPPING' }],
        },
      },
      b: {
        businessFlows: [],
        endpointSummary: {
          riskScore: null,
          riskLevel: null,
          riskReasons: [],
          rogue: null,
          protections: [],
          sensitiveData: [],
          businessFlows: [],
        },
      },
    });
  });

  test('rules by tag follow the specification', async () => {
    const tenant = newTenant();
    const specification = (tag: string) =>
      readSpecification(`openapi: 3.0.0\npaths:\n  /pay: { post: { tags: [${tag}] } }\n`, 'shop.yaml', {
        host: 'a.example',
      });
    await apply(tenant, { rules: [{ flow: 'BILLING', tag: 'money' }] });
    await importLines(database, tenant, [line(1, 'POST', '/pay'), line(2, 'GET', '/pay')]);
    expect(await shares(tenant)).toEqual([[]]);
    await changeSpecifications(database, tenant, { load: [specification('money')] });
    expect(await shares(tenant)).toEqual([['BILLING 1 0.5']]);
    await changeSpecifications(database, tenant, { load: [specification('other')] });
    expect(await shares(tenant)).toEqual([[]]);
  });

  test('flows always exist, a tenant adds its own, and each leads to its sessions', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await apply(tenant, {
      flows: [
        { code: 'ZZ', label: 'Last' },
        { code: 'B2B', label: 'Partners' },
      ],
      rules: [{ flow: 'ZZ', path: '/z' }],
    });
    await importLines(database, tenant, [
      line(1, 'GET', '/z'),
      line(2, 'GET', '/', { sid: 'b' }),
      line(3, 'GET', '/z', { sid: 'c' }),
    ]);
    const query = `query ($period: SessionTimeRange) { sessionBusinessFlows {
      code sessions(period: $period, first: 1) { totalCount { value } nodes { requestCount } pageInfo { hasNextPage } } } }`;
    const { sessionBusinessFlows: flows } = await graph.query<{
      sessionBusinessFlows: { code: string; sessions: unknown }[];
    }>(tenant, query);
    expect(flows.map(({ code }) => code)).toEqual([
      'AI_LLM',
      'ACC_CREATE',
      'ACC_MGMT',
      'ADMIN',
      'AUTH',
      'BILLING',
      'SMS_GW',
      'B2B',
      'ZZ',
    ]);
    expect(flows.at(-1)!.sessions).toEqual({
      totalCount: { value: 2 },
      nodes: [{ requestCount: 1 }],
      pageInfo: { hasNextPage: true },
    });
    const period = { from: '2024-05-12T10:00:02Z' };
    const late = await graph.query<{ sessionBusinessFlows: { sessions: unknown }[] }>(tenant, query, { period });
    expect(late.sessionBusinessFlows.at(-1)!.sessions).toMatchObject({ totalCount: { value: 1 } });
    const { sessionBusinessFlows: builtIn } = await graph.query<{ sessionBusinessFlows: { code: string }[] }>(
      other,
      query,
    );
    expect(builtIn).toHaveLength(7);
  });

  test('a file is read back as it was applied, and replaces the former as a whole', async () => {
    const tenant = newTenant();
    const file: FlowsFile = {
      flows: [
        { code: 'B2B', label: 'Partners', description: 'All of them' },
        { code: 'ZZ', label: 'Last' },
      ],
      rules: [
        { flow: 'B2B', host: 'partner.example' },
        { flow: 'ZZ', path: 'x', tag: 't', method: 'GET' },
      ],
      endpoints: [{ method: 'GET', pathTemplate: '/', riskScore: 1 }],
    };
    await apply(tenant, file);
    expect(await readFlows(database.pool, tenant)).toEqual(file);
    await apply(tenant, { rules: [{ flow: 'AUTH', path: 'login' }] });
    expect(await readFlows(database.pool, tenant)).toEqual({
      flows: [],
      rules: [{ flow: 'AUTH', path: 'login' }],
      endpoints: [],
    });
  });

  test('verify finds facts that are not what rules, entries and specifications say', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line(1, 'GET', '/x')]);
    const set = (columns: string) => database.pool.query(`UPDATE endpoint SET ${columns} WHERE tenant = $1`, [tenant]);
    await set(`rogue = 'SHADOW', business_flows = '{AUTH}', risk_score = 2`);
    const differences: Difference[] = [];
    await verify(database.pool, (difference) => differences.push(difference));
    // The score of the session is there since the import, and no facts make it any more.
    expect(differences.map(({ what }) => what).sort()).toEqual(['businessFlows', 'risk', 'riskScore', 'rogue']);
    await set(`rogue = NULL, business_flows = '{}', risk_score = NULL`);
  });

  test('a pattern is matched as the database matches it', async () => {
    const piece = fc.constantFrom('%', '_', '\\%', '\\_', '\\\\', 'a', 'B', 'É', '😀', '/', '.');
    const pattern = fc.array(piece, { maxLength: 8 }).map((each) => each.join(''));
    const text = fc.array(fc.constantFrom('a', 'A', 'b', '%', '_', '\\', 'é', 'É', '😀', '/', '.'), { maxLength: 10 });
    const pairs = fc.sample(
      fc.tuple(
        pattern,
        text.map((each) => each.join('')),
      ),
      2_000,
    );
    const { rows } = await database.pool.query<{ matches: boolean }>(
      `SELECT (text COLLATE "C") ILIKE pattern AS matches
       FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS pair(pattern, text, n) ORDER BY n`,
      [pairs.map(([each]) => each), pairs.map(([, each]) => each)],
    );
    expect(pairs.map(([each, of]) => likeMatcher(each)(of))).toEqual(rows.map(({ matches }) => matches));
  });
});
