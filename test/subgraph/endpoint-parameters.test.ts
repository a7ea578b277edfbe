import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_REQUESTS } from '../../subgraph/endpoint-parameters/endpoint-parameters.repository.ts';
import { sensitiveName } from '../../subgraph/endpoint-parameters/sensitive-name.ts';
import { parseSessionsConfig } from '../../subgraph/ingest/session-key/sessions-config.ts';
import { onDatabases, openGraph } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What is sent to an endpoint, by the requests that were answered and are no attack.

let clock = 0;
const at = (query: string | undefined, more: Partial<Line> = {}): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 100 * clock++).toISOString(),
  sid: 's',
  path: '/search',
  status: 200,
  query,
  ...more,
});

interface Parameters {
  requestCount: number;
  exact: boolean;
  nodes: { name: string; source: string; requestCount: number; kinds: string[]; sensitive: string | null }[];
  leftOutCount: number;
}

onDatabases(({ database, graph }) => {
  const FIELDS = 'requestCount exact nodes { name source requestCount kinds sensitive } leftOutCount';

  async function parametersOf(tenant: string, period: object | null = null): Promise<Parameters> {
    const { sessions } = await graph.query<{
      sessions: { nodes: { requests: { nodes: { endpoint: { sessionParameters: Parameters } }[] } }[] };
    }>(
      tenant,
      `query ($period: SessionTimeRange) { sessions(first: 1) { nodes { requests(first: 1, filter: { endpoint: "/search" }) {
        nodes { endpoint { sessionParameters(period: $period) { ${FIELDS} } } } } } } }`,
      { period },
    );
    return sessions.nodes[0]!.requests.nodes[0]!.endpoint.sessionParameters;
  }
  /** `q 3 TEXT,INTEGER`, of query strings. */
  const told = ({ nodes }: Parameters) =>
    nodes
      .filter(({ source }) => source === 'REQUEST_QUERY')
      .map(({ name, requestCount, kinds }) => `${name} ${requestCount} ${kinds.join()}`);

  test('names, how often they are sent, what they look like, and what is sensitive by its name', async () => {
    const tenant = newTenant();
    const uuid = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
    await importLines(database, tenant, [
      at(`q=shoes&page=2&sort=`),
      at(`q=42&page=3&id=${uuid}&email=a%40b.example&since=2024-05-12T10%3A00`),
      at('q=red+shoes&page=x&filter%5Bcolour%5D=red&tags[0]=a&tags[1]=b&next=https%3A%2F%2Fb.example%2F&price=1.5'),
      at('q=a&q=7&exact=true&hash=9e107d9d372bb6826bd81d3542a419d6&password=hunter2&cardNumber=4111111111111111'),
      at(undefined),
    ]);
    const found = await parametersOf(tenant);
    expect(found).toMatchObject({ requestCount: 5, exact: true, leftOutCount: 0 });
    expect(told(found)).toEqual([
      'q 4 TEXT,INTEGER',
      'page 3 INTEGER,TEXT',
      'cardNumber 1 INTEGER',
      'email 1 EMAIL',
      'exact 1 BOOLEAN',
      'filter[colour] 1 TEXT',
      'hash 1 HEX',
      `id 1 UUID`,
      'next 1 URL',
      'password 1 HIDDEN',
      'price 1 NUMBER',
      'since 1 DATE',
      'sort 1 EMPTY',
      'tags[] 1 TEXT',
    ]);
    expect(found.nodes.flatMap(({ name, sensitive }) => (sensitive ? [[name, sensitive]] : []))).toEqual([
      ['sid', 'CREDENTIALS'],
      ['cardNumber', 'FINANCIAL'],
      ['email', 'PII'],
      ['password', 'CREDENTIALS'],
    ]);
  });

  test('what the settings of the import take out of requests is among them, once where the query has it too; the client is not', async () => {
    const tenant = newTenant();
    const context = [
      { source: 'REQUEST_HEADER', name: 'X-Shop' },
      { source: 'REQUEST_QUERY', name: 'user', hash: true },
      { source: 'REQUEST_BODY', name: '$.order.id' },
    ];
    const config = parseSessionsConfig(JSON.stringify({ context }), 'sessions.config.json');
    const content = {
      requestHeaders: [
        { name: 'X-Shop', value: '17' },
        { name: 'User-Agent', value: 'curl' },
      ],
      requestBody: { mediaType: 'application/json', sizeBytes: 20, text: '{"order":{"id":"7"}}' },
    };
    await importLines(database, tenant, [at('user=alice', { content, ip: '192.0.2.7' })], { config });
    const { nodes } = await parametersOf(tenant);
    expect(nodes.map(({ source, name, kinds }) => [source, name, kinds.join()])).toEqual([
      ['REQUEST_BODY', '$.order.id', 'INTEGER'],
      ['REQUEST_HEADER', 'X-Shop', 'INTEGER'],
      ['REQUEST_COOKIE', 'sid', 'HIDDEN'],
      ['REQUEST_QUERY', 'user', 'HIDDEN'],
    ]);
  });

  test('what was refused, blocked or an attack names no parameter, and neither does what no program would call one', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      at('real=1', { status: 302 }),
      at('refused=1', { status: 403 }),
      at('unanswered=1', { status: undefined }),
      at('stopped=1', { blocked: true }),
      at('attack=1', { detections: [{ type: 'sqli' }] }),
      at('alice&bob=1&<script>=1&1=2&&=3&a%20b=1'),
      at('elsewhere=1', { path: '/other' }),
    ]);
    await importLines(database, newTenant(), [at('theirs=1')]);
    const found = await parametersOf(tenant);
    expect(told(found)).toEqual(['bob 1 INTEGER', 'real 1 INTEGER']);
    // alice, <script>, 1, the empty one and "a b"
    expect(found).toMatchObject({ requestCount: 2, exact: true, leftOutCount: 5 });
  });

  test('thousands of names that somebody makes up do not drive out those that are used, and are counted', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      ...Array.from({ length: 1_500 }, (_, index) => at(`aa${index}=${index}`)),
      ...Array.from({ length: 3 }, () => at('q=shoes&page=1')),
    ]);
    const found = await parametersOf(tenant);
    expect(told(found).slice(0, 2)).toEqual(['page 3 INTEGER', 'q 3 TEXT']);
    expect(found).toMatchObject({ requestCount: 1_503, exact: true });
    expect(found.nodes).toHaveLength(50);
    // beside the cookie
    expect(found.leftOutCount).toBe(1_500 - 47);
    await importLines(database, tenant, [at(Array.from({ length: 65 }, (_, index) => `b${index}=1`).join('&'))]);
    expect((await parametersOf(tenant)).exact).toBe(false);
  });

  test('of more requests than are looked at, those of the newest days count, and it is said', async () => {
    const tenant = newTenant();
    const on = (day: string, count: number, query: string) =>
      Array.from({ length: count }, () => at(query, { time: `2024-05-${day}T10:00:00Z` }));
    await importLines(database, tenant, [
      ...on('12', 20, 'old=1'),
      ...on('13', MAX_REQUESTS, 'late=1'),
      ...on('14', 10, 'new=1'),
    ]);
    const found = await parametersOf(tenant);
    expect(told(found)).toEqual([`late ${MAX_REQUESTS - 10} INTEGER`, 'new 10 INTEGER']);
    expect(found).toMatchObject({ requestCount: MAX_REQUESTS, exact: false });
    const scoped = await parametersOf(tenant, { from: '2024-05-11T00:00:00Z', to: '2024-05-12T10:00:01Z' });
    expect(told(scoped)).toEqual(['old 20 INTEGER']);
    expect(scoped).toMatchObject({ requestCount: 20, exact: true });
    expect(await parametersOf(tenant, { to: '2024-05-12T10:00:00Z' })).toEqual({
      requestCount: 0,
      exact: true,
      nodes: [],
      leftOutCount: 0,
    });
  }, 60_000);

  test('a page of endpoints costs one statement; names are seen without the scope for content, what values look like is not', async () => {
    const tenant = newTenant();
    const lines = (count: number) =>
      Array.from({ length: count }, (_, index) => at(`p${index}=1`, { path: `/of${index}x` }));
    await importLines(database, tenant, lines(40));
    const question = (first: number) => `{ sessions(first: 1) { nodes { requests(first: ${first}) {
      nodes { endpoint { sessionParameters { ${FIELDS} } } } } } } }`;
    const statements = async (first: number) => (await statementsOf(() => graph.query(tenant, question(first)))).length;
    expect(await statements(40)).toBe(await statements(2));

    const reader = await openGraph(database, { scopes: ['sessions:read'] });
    const { data, errors } = await reader.ask(tenant, question(1));
    expect(JSON.stringify(data)).toContain('"name":"p39","source":"REQUEST_QUERY","requestCount":1,"kinds":null');
    expect(errors!.map(({ extensions }) => extensions)).toContainEqual({
      code: 'FORBIDDEN',
      scope: 'sessions:content',
    });
    await reader.app.close();
  });

  test('whatever is sent, each name is counted once for each request that brings it', async () => {
    const name = fc.constantFrom('a', 'b', 'c[0]', 'c[17]', 'c%5B%5D', 'no name', '');
    const value = fc.constantFrom('1', 'x', '');
    const query = fc.array(fc.tuple(name, value), { maxLength: 5 });
    const line = fc.record({ query, status: fc.constantFrom(200, 404), sid: fc.constantFrom('x', 'y') });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 15 }), async (drawn) => {
        const tenant = newTenant();
        const spelled = drawn.map(({ query: pairs, ...more }) =>
          at(pairs.map(([one, other]) => `${one}=${other}`).join('&'), more),
        );
        await importLines(database, tenant, [...spelled, at('a=1', { status: 404 })]);
        const counts = new Map<string, number>();
        for (const { query: pairs, status } of drawn) {
          if (status !== 200) continue;
          const names = pairs.map(([each]) => each.replace(/^c.*/, 'c[]')).filter((each) => /^[abc]/.test(each));
          for (const each of new Set(names)) counts.set(each, (counts.get(each) ?? 0) + 1);
        }
        const { nodes } = await parametersOf(tenant);
        const found = nodes.filter(({ source }) => source === 'REQUEST_QUERY');
        expect(new Map(found.map((each) => [each.name, each.requestCount]))).toEqual(counts);
      }),
      { numRuns: 20 },
    );
  });
});

test.each([
  ['user[email]', 'PII'],
  ['firstName', 'PII'],
  ['first_name', 'PII'],
  ['billing.card-number', 'FINANCIAL'],
  ['IBAN', 'FINANCIAL'],
  ['patient_id', 'MEDICAL'],
  ['new_password', 'CREDENTIALS'],
  ['cardinality', null],
  ['discard', null],
  ['mailing', null],
  ['page_token', null],
  ['q', null],
])('%s is by its name: %s', (name, kind) => {
  expect(sensitiveName('REQUEST_QUERY', name)).toBe(kind);
});
