import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyFlows } from '../../subgraph/store/flows-store.ts';
import { period, traffic } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import { endOf, inPeriod, requestMeets, sessionMeets } from '../support/naive-filter.ts';
import { seed } from '../support/naive-sessions.ts';
import { statementsOf } from '../support/statements.ts';
import { openSubgraph, type Subgraph } from '../support/subgraph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What the entities of other subgraphs lead to, as gateways ask for it: many references at once, most of them repeated.

interface Edge {
  cursor: string;
  position?: number;
  node: { id: string };
}
interface List {
  nodes: { id: string }[];
  edges: Edge[];
  totalCount: { value: number; exact: boolean };
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string | null };
}

const LIST = `nodes { id } edges { cursor node { id } } totalCount { value exact }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
const ATTACKS = ['a0', 'a1', 'a2', 'a3', 'a4'];
const PERIOD = '{ from: "2024-05-12T00:05:00Z", to: "2024-05-12T00:40:00Z" }';

const references = (ids: readonly unknown[], __typename = 'Attack') => ids.map((id) => ({ __typename, id }));
/** As the Apollo gateway sends them: each as often as it was found. */
const repeated = Array.from({ length: 1_250 }, (_, index) => ATTACKS[index % ATTACKS.length]!);

onDatabases(({ database, graph }) => {
  let subgraph: Subgraph;
  beforeAll(async () => {
    subgraph = await openSubgraph(database);
  });
  afterAll(() => subgraph.close());

  const attacked = async (attacks = ATTACKS.length) => {
    const tenant = newTenant();
    await importLines(database, tenant, attacksOverSessions(attacks));
    return tenant;
  };
  const plainList = async (tenant: string, attackId: string, page: object = {}) => {
    const { list } = await graph.query<{ list: List }>(
      tenant,
      `query ($filter: SessionFilter, $first: Int! = 50, $after: String) {
        list: sessions(filter: $filter, first: $first, after: $after) { ${LIST} } }`,
      { filter: { requests: [{ attackIds: [attackId] }] }, ...page },
    );
    return list;
  };

  test.each([
    ['the page', 'sessions(first: 3) { nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage } }', 1],
    ['its number of sessions', 'sessions { totalCount { value exact } }', 1],
    ['why each is listed', 'sessions { edges { match { requestCount { value } firstAt lastAt reasons } } }', 2],
    ['what lies in the period', `sessions(period: ${PERIOD}) { edges { inPeriod { requestCount } } }`, 2],
    ['the page of requests', 'sessionRequests(first: 3) { nodes { id } pageInfo { hasNextPage } }', 1],
    ['its number of requests', 'sessionRequests { totalCount { value exact } }', 1],
    ['the positions of requests', 'sessionRequests(first: 3) { edges { position } }', 2],
  ])('1,250 references to 5 attacks: %s', async (_, fields, expected) => {
    const tenant = await attacked();
    const one = await Promise.all(ATTACKS.map((id) => subgraph.entities(tenant, references([id]), 'Attack', fields)));
    let found: unknown[] = [];
    const statements = await statementsOf(async () => {
      found = await subgraph.entities(tenant, references(repeated), 'Attack', fields);
    });
    expect(statements).toHaveLength(expected);
    expect(found).toEqual(repeated.map((id) => one[ATTACKS.indexOf(id)]![0]));
  });

  test('a page behind a cursor looks back once for all attacks', async () => {
    const tenant = await attacked();
    const { edges } = await plainList(tenant, 'a0');
    const after = { type: 'String', value: edges[1]!.cursor };
    let found: { sessions: List }[] = [];
    const statements = await statementsOf(async () => {
      found = (await subgraph.entities<{ sessions: List }>(
        tenant,
        references(repeated),
        'Attack',
        'sessions(first: 2, after: $after) { nodes { id } pageInfo { hasPreviousPage } }',
        { after },
      )) as { sessions: List }[];
    });
    expect(statements).toHaveLength(2);
    for (const [index, attack] of ATTACKS.entries()) {
      const { nodes, pageInfo } = await plainList(tenant, attack, { first: 2, after: after.value });
      expect(found[index]!.sessions.nodes).toEqual(nodes);
      expect(found[index]!.sessions.pageInfo.hasPreviousPage).toBe(pageInfo.hasPreviousPage);
    }
  });

  test('a hundred attacks share a statement, and all of them are answered', async () => {
    const tenant = await attacked(120);
    const ids = Array.from({ length: 120 }, (_, index) => `a${index}`);
    let found: { id: string; sessions: List }[] = [];
    const statements = await statementsOf(async () => {
      found = (await subgraph.entities<{ id: string; sessions: List }>(
        tenant,
        references(ids),
        'Attack',
        'id sessions(first: 5) { edges { node { id } match { reasons } } totalCount { value } }',
      )) as { id: string; sessions: List }[];
    });
    // Page, number and matches, each of the first hundred and of the rest.
    expect(statements).toHaveLength(6);
    for (const { id, sessions } of found) {
      const { nodes, totalCount } = await plainList(tenant, id, { first: 5 });
      expect([id, sessions.edges.map(({ node }) => node)]).toEqual([id, nodes]);
      expect(sessions.totalCount.value).toBe(totalCount.value);
    }
  });

  test('the sessions of an attack are those of the list and of the way in, and their cursors are the same', async () => {
    const tenant = await attacked();
    const whole = await plainList(tenant, 'a2');
    expect(whole.nodes.length).toBeGreaterThan(4);
    const { sessionsForAttack } = await graph.query<{ sessionsForAttack: List }>(
      tenant,
      `{ sessionsForAttack(attackId: "a2") { ${LIST} } }`,
    );
    expect(sessionsForAttack).toEqual(whole);
    const page = async (after: string | null) => {
      const [attack] = await subgraph.entities<{ sessions: List }>(
        tenant,
        references(['a2']),
        'Attack',
        `sessions(first: 2, after: $after) { ${LIST} }`,
        { after: { type: 'String', value: after } },
      );
      return attack!.sessions;
    };
    const first = await page(null);
    const second = await plainList(tenant, 'a2', { first: 2, after: first.pageInfo.endCursor });
    const third = await page(second.pageInfo.endCursor);
    expect([...first.edges, ...second.edges, ...third.edges]).toEqual(whole.edges.slice(0, 6));
    expect(third.totalCount).toEqual(whole.totalCount);
    expect(third.pageInfo.hasPreviousPage).toBe(true);
  });

  test('an id that is unknown, of another tenant, or no id at all costs nothing but itself', async () => {
    const [tenant, other] = [await attacked(), newTenant()];
    await importLines(database, other, [
      { time: '2024-05-12T10:00:00Z', id: 'x', detections: [{ type: 'rce', attackId: 'elsewhere' }] },
    ]);
    const fields = `id sessions { ${LIST} } sessionRequests { ${LIST} }`;
    const [unknown, foreign, ...malformed] = await subgraph.entities<Record<'sessions' | 'sessionRequests', List>>(
      tenant,
      references(['nobody', 'elsewhere', 'a\u0000', '\ud800', '', '*', 7, null, ['a1'], { id: 'a1' }]),
      'Attack',
      fields,
    );
    const empty = {
      nodes: [],
      edges: [],
      totalCount: { value: 0, exact: true },
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    };
    for (const each of [unknown, foreign]) expect(each).toMatchObject({ sessions: empty, sessionRequests: empty });
    for (const each of malformed.filter((found) => found !== null)) {
      expect(each).toMatchObject({ sessions: empty, sessionRequests: empty });
    }
    const endpoints = await subgraph.entities<{ sessions: List }>(
      tenant,
      references(['nothing', 'a\u0000', '*'], 'Endpoint'),
      'Endpoint',
      `sessions { ${LIST} }`,
    );
    for (const each of endpoints.filter((found) => found !== null)) expect(each.sessions).toEqual(empty);
  });

  test('an endpoint leads to its sessions, a detection to its attack, a request to its endpoint', async () => {
    const tenant = await attacked();
    const { request } = await graph.query<{
      request: {
        endpoint: { id: string; sessions: List };
        endpointSummary: { id: string };
        detections: { attackId: string | null; attack: { id: string; sessions: List } | null }[];
        session: { topEndpoints: { endpoint: { id: string }; summary: { id: string } }[] };
      };
    }>(
      tenant,
      `{ request(id: "r6") { endpointSummary { id } endpoint { id sessions { ${LIST} } }
        detections { attackId attack { id sessions { ${LIST} } } } session { topEndpoints { endpoint { id } summary { id } } } } }`,
    );
    expect(request.endpoint.id).toBe(request.endpointSummary.id);
    const { sessions } = await graph.query<{ sessions: List }>(
      tenant,
      `query ($ids: [ID]) { sessions(filter: { requests: [{ endpointIds: $ids }] }) { ${LIST} } }`,
      { ids: [request.endpoint.id] },
    );
    expect(request.endpoint.sessions).toEqual(sessions);
    const [named, unnamed] = request.detections;
    expect(named!.attack).toEqual({ id: named!.attackId, sessions: await plainList(tenant, named!.attackId!) });
    expect(unnamed).toEqual({ attackId: null, attack: null });
    for (const { endpoint, summary } of request.session.topEndpoints) expect(endpoint).toEqual(summary);
  });

  test('the sessions of all business flows share a statement', async () => {
    const tenant = await attacked();
    const rules = [
      { flow: 'BILLING', path: '/orders*' },
      { flow: 'AUTH', path: '/login' },
    ];
    await applyFlows(database.pool, tenant, { flows: [], rules, endpoints: [] });
    let flows: { code: string; sessions: List }[] = [];
    const statements = await statementsOf(async () => {
      ({ flows } = await graph.query<{ flows: typeof flows }>(
        tenant,
        '{ flows: sessionBusinessFlows { code sessions(first: 4) { nodes { id } totalCount { value } } } }',
      ));
    });
    // Flows, pages, numbers.
    expect(statements).toHaveLength(3);
    for (const { code, sessions } of flows) {
      const { list } = await graph.query<{ list: List }>(
        tenant,
        `query ($flows: [ID]) { list: sessions(first: 4, filter: { requests: [{ businessFlows: $flows }] }) {
          nodes { id } totalCount { value } } }`,
        { flows: [code] },
      );
      expect([code, sessions]).toEqual([code, list]);
    }
    expect(flows.filter(({ sessions }) => sessions.totalCount.value > 0).map(({ code }) => code)).toEqual([
      'AUTH',
      'BILLING',
    ]);
  });

  test('sessions and requests of attacks equal the plain evaluation, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(traffic, period, async (lines, scope) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        const ids = ['att-1', 'att-2', 'att-3'];
        const pages = (field: string) => walk(subgraph, tenant, ids, field, scope);
        const ofSessions = await pages('sessions');
        const ofRequests = await pages('sessionRequests');
        const together = await subgraph.entities<Record<'sessions' | 'sessionRequests', List>>(
          tenant,
          references(ids),
          'Attack',
          'sessions(period: $period, first: 200) { nodes { id } } sessionRequests(first: 200) { nodes { id } }',
          { period: { type: 'SessionTimeRange', value: scope } },
        );
        for (const [index, id] of ids.entries()) {
          const found = sessions
            .filter((session) => sessionMeets(session, scope, { requests: [{ attackIds: [id] }] }))
            .toSorted((a, b) => endOf(b) - endOf(a) || (a.id < b.id ? 1 : -1));
          expect(ofSessions[index]).toEqual(found.map((session) => session.id));
          const requests = sessions
            .flatMap((session) => session.requests)
            .filter((request) => inPeriod(request) && requestMeets(request, { attackIds: [id] }))
            .toSorted((a, b) => b.time.getTime() - a.time.getTime() || b.seq - a.seq);
          expect(ofRequests[index]).toEqual(requests.map((request) => request.id));
          expect(together[index]!.sessions.nodes.map((node) => node.id)).toEqual(ofSessions[index]);
          expect(together[index]!.sessionRequests.nodes.map((node) => node.id)).toEqual(ofRequests[index]);
        }
      }),
      { numRuns: 20 },
    );
  });
});

/** All ids of a list of each attack, in pages of two, every page with numbers that fit. */
async function walk(
  subgraph: Subgraph,
  tenant: string,
  ids: string[],
  field: string,
  scope: { from?: Date | null; to?: Date | null } | undefined,
): Promise<string[][]> {
  const period = field === 'sessions' ? 'period: $period,' : '';
  const position = field === 'sessions' ? '' : 'position';
  return Promise.all(
    ids.map(async (id) => {
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const found: (Record<string, List> | null)[] = await subgraph.entities(
          tenant,
          references([id]),
          'Attack',
          `${field}(${period} first: 2, after: $after) { ${LIST.replace('cursor', `cursor ${position}`)} }`,
          {
            after: { type: 'String', value: after },
            ...(period ? { period: { type: 'SessionTimeRange', value: scope } } : {}),
          },
        );
        const { edges, nodes, pageInfo, totalCount }: List = found[0]![field]!;
        expect(pageInfo.hasPreviousPage).toBe(seen.length > 0);
        if (position) {
          expect(edges.map((edge) => edge.position)).toEqual(edges.map((_, index) => seen.length + index + 1));
        }
        seen.push(...nodes.map((node) => node.id));
        expect(totalCount.exact).toBe(true);
        expect(pageInfo.hasNextPage).toBe(seen.length < totalCount.value);
        if (!pageInfo.hasNextPage) return seen;
        after = pageInfo.endCursor;
      }
    }),
  );
}

/** Every attack in several sessions, and every session with several attacks; `r0`, `r1`, ... a minute apart. */
function attacksOverSessions(attacks: number): Line[] {
  return Array.from({ length: attacks * 12 }, (_, index) => ({
    id: `r${index}`,
    time: new Date(Date.UTC(2024, 4, 12) + index * 60_000).toISOString(),
    sid: `session ${index % 9}`,
    method: index % 2 ? 'POST' : 'GET',
    path: index % 3 ? `/orders/${index}` : '/login',
    status: 200,
    detections: [
      { type: 'sqli', attackId: `a${(index * 7) % attacks}`, falsePositive: index % 4 === 0 },
      { type: 'xss' },
    ],
  }));
}
