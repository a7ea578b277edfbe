import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Period } from '../../subgraph/filters/filter.type.ts';
import { period, traffic } from '../support/arbitraries.ts';
import { DATABASES } from '../support/database.ts';
import { givenGraph } from '../support/graph.ts';
import { inPeriod, type NaiveRequest, type NaiveSession, requestMeets } from '../support/naive-filter.ts';
import { seed } from '../support/naive-sessions.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What other consoles come from where they have no list of their own: the attacks and endpoints that the store knows.

interface Known<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: { value: number; exact: boolean };
}
interface Attack {
  id: string;
  types: { code: string }[];
  detectionCount: number;
  requestCount: number;
  sessionCount: number;
  blockedRequestCount: number;
  firstSeenAt: string;
  lastSeenAt: string;
  latestRequestId: string;
}
interface Endpoint {
  summary: { id: string };
  requestCount: number;
  sessionCount: number;
  maliciousRequestCount: number;
  lastSeenAt: string;
}

const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount { value exact }';
const ATTACKS = `query ($period: SessionTimeRange, $first: Int! = 200, $after: String) {
  list: sessionKnownAttacks(period: $period, first: $first, after: $after) { ${PAGE} nodes { id types { code }
    detectionCount requestCount sessionCount blockedRequestCount firstSeenAt lastSeenAt latestRequestId } } }`;
const ENDPOINTS = `query ($search: String, $period: SessionTimeRange, $all: Boolean, $first: Int! = 200, $after: String) {
  list: sessionKnownEndpoints(search: $search, period: $period, includeUnconfirmed: $all, first: $first, after: $after) { ${PAGE}
    nodes { summary { id } requestCount sessionCount maliciousRequestCount lastSeenAt } } }`;

const PERIODS: [string, Period | undefined][] = [
  ['everything kept', undefined],
  ['a period that cuts sessions', { from: new Date('2024-05-14T09:30:00Z'), to: new Date('2024-05-17T15:45:00Z') }],
];

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, {}, { content: 'recorded' });

  const ask = async <Node>(tenant: string, query: string, variables: object) =>
    (await graph.query<{ list: Known<Node> }>(tenant, query, variables)).list;

  /** Number of sessions of each field; as many fields in one question as may have a name. */
  async function totalsOf(fields: string[], scope: Period | undefined): Promise<number[]> {
    const totals: number[] = [];
    for (let at = 0; at < fields.length; at += 15) {
      const named = fields.slice(at, at + 15).map((field, n) => `n${n}: ${field} { totalCount { value } }`);
      const found = await graph.query<Record<string, { totalCount: { value: number } }>>(
        'default',
        `query ($period: SessionTimeRange) { ${named.join(' ')} }`,
        { period: scope },
      );
      totals.push(...named.map((_, n) => found[`n${n}`]!.totalCount.value));
    }
    return totals;
  }

  test.each(PERIODS)('sessions of a known attack are those that it leads to: demo traffic, %s', async (_, scope) => {
    const { nodes, totalCount } = await ask<Attack>('default', ATTACKS, { period: scope });
    expect(totalCount).toEqual({ value: nodes.length, exact: true });
    expect(nodes.length).toBeGreaterThan(5);
    const fields = nodes.map(({ id }) => `sessionsForAttack(attackId: ${JSON.stringify(id)}, period: $period)`);
    expect(nodes.map(({ sessionCount }) => sessionCount)).toEqual(await totalsOf(fields, scope));
  });

  test.each(PERIODS)('sessions of a known endpoint are those that it leads to: demo traffic, %s', async (_, scope) => {
    const { nodes } = await ask<Endpoint>('default', ENDPOINTS, { period: scope, all: true });
    expect(nodes).toHaveLength(200);
    const fields = nodes.map(
      ({ summary }) => `sessions(period: $period, filter: { requests: [{ endpointIds: ["${summary.id}"] }] })`,
    );
    expect(nodes.map(({ sessionCount }) => sessionCount)).toEqual(await totalsOf(fields, scope));
  });

  test('a long page costs as many statements as a short one, and nothing for what is not asked', async () => {
    const cost = async (query: string, variables: object) =>
      (await statementsOf(() => graph.query('default', query, variables))).length;
    for (const query of [ATTACKS, ENDPOINTS]) {
      expect(await cost(query, { first: 200 })).toBe(3);
      expect(await cost(query, { first: 2 })).toBe(3);
    }
    expect(await cost('{ sessionKnownAttacks { nodes { id sessionCount } } }', {})).toBe(1);
    expect(await cost('{ sessionKnownEndpoints { totalCount { value } } }', {})).toBe(1);
  });

  test('both equal the plain evaluation, page by page, detections marked as false positive included', async () => {
    // The last two find an endpoint by some of its requests only.
    const search = fc.constantFrom(undefined, 'login', 'POST login', 'get /users/{int}', '_', '/users/?', 'users/22');
    const question = fc.record({ period, search, all: fc.option(fc.boolean()) });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 4, maxLength: 4 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, search: text, all } of questions) {
          const inScope = requestsOf(sessions).filter(({ request }) => inPeriod(request, scope));
          const attacks = (at: object) => ask<Attack>(tenant, ATTACKS, { period: scope, ...at });
          await expectPages(attacks, expectedAttacks(inScope), 1);
          const endpoints = (at: object) =>
            ask<Endpoint>(tenant, ENDPOINTS, { period: scope, search: text, all, ...at });
          const listed = all ? inScope : inScope.filter(({ request }) => request.confirmed);
          await expectPages(endpoints, expectedEndpoints(listed, text), 2);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('attacks of the same moment are in the order of their ids, whatever these hold, and pages lose none', async () => {
    const tenant = newTenant();
    const ids = ['b', 'B', 'a"1', 'ä', 'a\\', '*', '☃ 雪', "a'--"];
    await importLines(
      database,
      tenant,
      ids.map((attackId) => ({ time: '2024-05-12T10:00:00Z', sid: 's', detections: [{ type: 'bola', attackId }] })),
    );
    const whole = await ask<Attack>(tenant, ATTACKS, {});
    expect(whole.nodes.map(({ id }) => id)).toEqual(ids.toSorted((a, b) => Buffer.from(a).compare(Buffer.from(b))));
    await expectPages((at) => ask<Attack>(tenant, ATTACKS, at), whole.nodes, 3);
    expect((await ask<Attack>(newTenant(), ATTACKS, {})).nodes).toEqual([]);
  });

  test('a search finds an endpoint by any of its requests, and its numbers stay those of all of them', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { time: '2024-05-12T10:00:00Z', sid: 's1', path: '/users/1', detections: [{ type: 'bola' }] },
      { time: '2024-05-12T10:00:01Z', sid: 's2', path: '/users/22' },
      { time: '2024-05-12T10:00:02Z', sid: 's2', path: '/users/22', method: 'POST' },
    ]);
    const { nodes, totalCount } = await ask<Endpoint>(tenant, ENDPOINTS, { search: 'get /users/2*', all: true });
    expect(nodes).toMatchObject([{ requestCount: 2, sessionCount: 2, maliciousRequestCount: 1 }]);
    expect(totalCount).toEqual({ value: 1, exact: true });
  });

  test('what cannot be meant is refused with its place', async () => {
    const { list } = await graph.query<{ list: Known<Endpoint> }>('default', ENDPOINTS, { first: 1 });
    const attacks = (...place: unknown[]) => `sessionKnownAttacks(after: "${cursor('KNOWN_ATTACKS', ...place)}")`;
    const refused: [string, string][] = [
      ['sessionKnownAttacks(first: 0)', 'first'],
      ['sessionKnownAttacks(after: "x")', 'after'],
      [`sessionKnownAttacks(after: "${list.pageInfo.endCursor}")`, 'after'],
      [attacks('2024-05-12T10:00:00.000Z', 'a\0'), 'after'],
      // Times for JavaScript, not for PostgreSQL.
      [attacks('2024', 'a'), 'after'],
      [attacks('0000-01-01T00:00:00.000Z', 'a'), 'after'],
      [attacks(null, 'a'), 'after'],
      ['sessionKnownAttacks(period: { from: "2024-05-13T00:00:00Z", to: "2024-05-12T00:00:00Z" })', 'period'],
      ['sessionKnownEndpoints(first: 201)', 'first'],
      [`sessionKnownEndpoints(after: "${cursor('KNOWN_ENDPOINTS', '1', 'x')}")`, 'after'],
      ['sessionKnownEndpoints(search: " ")', 'search'],
      ['sessionKnownEndpoints(search: "a\\u0000")', 'search'],
      ['sessionKnownEndpoints(period: { from: "9999-12-31T23:00:00Z" })', 'period.from'],
    ];
    for (const [field, path] of refused) {
      const { errors } = await graph.ask('default', `{ ${field} { nodes { lastSeenAt } } }`);
      expect(errors?.[0], field).toMatchObject({
        message: expect.stringMatching(`^${path}`),
        extensions: { code: 'BAD_USER_INPUT', path },
      });
    }
  });
});

function cursor(...place: unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

interface Placed {
  request: NaiveRequest;
  session: string;
}

function requestsOf(sessions: NaiveSession[]): Placed[] {
  return sessions.flatMap(({ id, requests }) => requests.map((request) => ({ request, session: id })));
}

function expectedAttacks(requests: Placed[]): Attack[] {
  const naming =
    (id: string) =>
    ({ attackId }: { attackId: string | null }) =>
      attackId === id;
  const ids = distinct(requests.flatMap(({ request }) => request.detections.map(({ attackId }) => attackId)));
  const attacks = ids
    .filter((id) => id !== null)
    .map((id): Attack => {
      const own = requests.filter(({ request }) => request.detections.some(naming(id)));
      const types = own.flatMap(({ request }) => request.detections.filter(naming(id)).map(({ type }) => type));
      const often = (type: string) => types.filter((each) => each === type).length;
      const inOrder = own
        .map(({ request }) => request)
        .toSorted((a, b) => a.time.getTime() - b.time.getTime() || a.seq - b.seq);
      return {
        id,
        types: distinct(types)
          .toSorted((a, b) => often(b) - often(a) || (a < b ? -1 : 1))
          .map((code) => ({ code })),
        detectionCount: types.length,
        requestCount: own.length,
        sessionCount: distinct(own.map(({ session }) => session)).length,
        blockedRequestCount: own.filter(({ request }) => request.blocked).length,
        firstSeenAt: inOrder[0]!.time.toISOString(),
        lastSeenAt: inOrder.at(-1)!.time.toISOString(),
        latestRequestId: inOrder.at(-1)!.id,
      };
    });
  return attacks.toSorted((a, b) => Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt) || (a.id < b.id ? -1 : 1));
}

/** Numbers of all requests of the endpoints that one of them finds. */
function expectedEndpoints(requests: Placed[], search: string | undefined): Endpoint[] {
  const found = requests.filter(({ request }) => requestMeets(request, { endpoint: search }));
  const endpoints = distinct(found.map(({ request }) => request.endpointId)).map((id): Endpoint => {
    const own = requests.filter(({ request }) => request.endpointId === id);
    return {
      summary: { id },
      requestCount: own.length,
      sessionCount: distinct(own.map(({ session }) => session)).length,
      maliciousRequestCount: own.filter(({ request }) => requestMeets(request, { malicious: true })).length,
      lastSeenAt: new Date(Math.max(...own.map(({ request }) => request.time.getTime()))).toISOString(),
    };
  });
  return endpoints.toSorted((a, b) => b.requestCount - a.requestCount || (a.summary.id < b.summary.id ? -1 : 1));
}

/** The whole list at once, then in pages. */
async function expectPages<Node>(
  page: (at: { first: number; after?: string | null }) => Promise<Known<Node>>,
  expected: Node[],
  size: number,
): Promise<void> {
  const whole = await page({ first: 200 });
  expect(whole.nodes).toEqual(expected);
  expect(whole.totalCount).toEqual({ value: expected.length, exact: true });
  const read: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const { nodes, pageInfo }: Known<Node> = await page({ first: size, after });
    expect(pageInfo.hasPreviousPage).toBe(read.length > 0);
    read.push(...nodes);
    expect(pageInfo.hasNextPage).toBe(read.length < expected.length);
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  expect(read).toEqual(expected);
  if (after === null) return;
  const { nodes, pageInfo } = await page({ first: size, after });
  expect([nodes, pageInfo]).toEqual([
    [],
    { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
  ]);
}

function distinct<T>(values: T[]): T[] {
  return [...new Set(values)];
}
