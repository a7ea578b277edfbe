import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Period, RequestFilter, SessionFilter } from '../../subgraph/filters/filter.type.ts';
import { filterInSession, period, sessionFilter, traffic } from '../support/arbitraries.ts';
import { type Graph, onDatabases } from '../support/graph.ts';
import {
  inPeriod,
  matchesOf,
  type NaiveRequest,
  type NaiveSession,
  orMissing,
  requestMeets,
  sessionMeets,
} from '../support/naive-filter.ts';
import { seed, withKnownEndpoints, withKnownIds } from '../support/naive-sessions.ts';
import { ofSamples, sampleValuesOf } from '../support/plain-fields.ts';

// Statistics, facets, options, period totals and matches against a plain count over the same requests.

type Value = string | null;
interface Bucket {
  key: Value;
  count: number;
  visible: number;
  share: number | null;
}
interface Statistics {
  dimension: string;
  total: number;
  valueCount: number;
  exact: boolean;
  buckets: Bucket[];
}

const STATISTICS = 'dimension total valueCount exact buckets { key label count visible share }';

/** The values of a request in a dimension, and the conditions that are the dimension's own. */
const DIMENSIONS: Record<string, { values(request: NaiveRequest): readonly Value[]; own: (keyof RequestFilter)[] }> = {
  ...Object.fromEntries(
    Object.values(
      ofSamples((sample, name) => [
        sample.dimension,
        { values: (request: NaiveRequest) => sampleValuesOf(sample, request), own: [name] },
      ]),
    ),
  ),
  ROLE: { values: ({ role }) => [role], own: ['roles'] },
  USER: { values: ({ user }) => [user], own: ['users'] },
  IP: { values: ({ ip }) => [ip], own: ['ips'] },
  STATUS: { values: ({ status }) => [status && String(status)], own: ['statuses', 'statusClasses'] },
  STATUS_CLASS: { values: ({ status }) => [status && String(status)[0]!], own: ['statuses', 'statusClasses'] },
  BUSINESS_FLOW: { values: ({ businessFlows }) => orMissing(businessFlows), own: ['businessFlows'] },
  ENDPOINT_RISK_LEVEL: { values: ({ riskLevel }) => [riskLevel], own: ['endpointRiskLevels'] },
  ENDPOINT_CONFIRMATION: {
    values: ({ confirmed }) => [confirmed ? 'CONFIRMED' : 'UNCONFIRMED'],
    own: ['endpointConfirmations'],
  },
  ENDPOINT_KIND: { values: ({ kind }) => [kind], own: ['endpointKinds'] },
  ROGUE: { values: () => [null], own: ['rogue'] },
  SENSITIVE_DATA: { values: ({ sensitiveData }) => orMissing(sensitiveData), own: ['sensitiveData'] },
  DEVIATION: { values: ({ deviations }) => deviations, own: ['deviations'] },
  ENDPOINT: { values: (request) => [request.endpointId], own: ['endpointIds'] },
  ATTACK_TYPE: { values: () => [], own: ['attackTypes'] },
} as Record<string, { values(request: NaiveRequest): readonly Value[]; own: (keyof RequestFilter)[] }>;
const NAMES = Object.keys(DIMENSIONS);

onDatabases(({ database, graph }) => {
  test('statistics of a session count its requests in the period, and show what the filter leaves of them', async () => {
    const question = fc.record({ period, filter: filterInSession, part: fc.nat() });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter: drawn, part } of questions) {
          const filter = withKnownEndpoints(drawn, sessions);
          const session = sessions[part % sessions.length]!;
          const answer = await graph.query<{ session: { statistics: Statistics[] } }>(
            tenant,
            `query ($id: ID!, $period: SessionTimeRange, $filter: SessionRequestFilter, $dimensions: [SessionDimension!]!) {
               session(id: $id) { statistics(dimensions: $dimensions, period: $period, filter: $filter, first: 200) {
                 dimension total valueCount exact buckets { key count visible share } } } }`,
            { id: session.id, period: scope, filter, dimensions: NAMES },
          );
          const requests = session.requests.filter((each) => inPeriod(each, scope));
          expect(answer.session.statistics.map(plain)).toEqual(
            NAMES.map((dimension) => statisticsOf(dimension, requests, filter)),
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  test('a facet counts the sessions that its value would leave, and so do the options of a picker', async () => {
    const question = fc.record({ period, filter: sessionFilter, dimension: fc.constantFrom(...NAMES) });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter: drawn, dimension } of questions) {
          const filter = withKnownIds(drawn, sessions) ?? {};
          const answer = await graph.query<{ sessions: { facets: [Statistics] }; options: Bucket[] }>(
            tenant,
            `query ($period: SessionTimeRange, $filter: SessionFilter, $dimension: SessionDimension!) {
               sessions(period: $period, filter: $filter) { facets(dimensions: [$dimension], first: 200) {
                 dimension total valueCount exact buckets { key count visible share } } }
               options: sessionFilterOptions(dimension: $dimension, period: $period, filter: $filter, first: 200) {
                 key count visible share } }`,
            { period: scope, filter, dimension },
          );
          const [facet] = answer.sessions.facets;
          expect(plain(facet)).toEqual(facetOf(dimension, sessions, scope, filter));
          expect(answer.options).toEqual(facet.buckets);
          await expectOnlyValues(graph, tenant, scope, filter, facet);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('facets without a filter, or with conditions of their own alone, count the sessions of any period', async () => {
    // Ends on, before and after midnight and between requests; days that are cut at both ends, and one that is cut twice.
    const moment = fc.oneof(
      fc.constantFrom(...['12', '13', '14'].map((day) => new Date(`2024-05-${day}T00:00:00Z`))),
      fc.date({ min: new Date('2024-05-11T00:00:00Z'), max: new Date('2024-05-15T00:00:00Z'), noInvalidDate: true }),
    );
    const anyPeriod = fc.oneof(
      period,
      fc
        .tuple(fc.option(moment, { nil: undefined }), fc.option(moment, { nil: undefined }))
        .map(([from, to]) => (from && to && from > to ? { from: to, to: from } : { from, to })),
    );
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(anyPeriod, { minLength: 4, maxLength: 4 }), async (lines, periods) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const scope of periods) {
          for (const filter of [{}, { requests: [{ methods: ['GET'] }] }]) {
            const asked = filter.requests ? ['METHOD'] : NAMES;
            const { list } = await graph.query<{ list: { totalCount: object; facets: Statistics[] } }>(
              tenant,
              `query ($period: SessionTimeRange, $filter: SessionFilter, $dimensions: [SessionDimension!]!) {
                 list: sessions(period: $period, filter: $filter) { totalCount { value exact }
                   facets(dimensions: $dimensions, first: 200) { dimension total valueCount exact buckets { key count visible share } } } }`,
              { period: scope, filter, dimensions: asked },
            );
            const expected = asked.map((dimension) => facetOf(dimension, sessions, scope, filter));
            expect(list.facets.map(plain)).toEqual(expected);
            const found = sessions.filter((session) => sessionMeets(session, scope, filter));
            expect(list.totalCount).toEqual({ value: found.length, exact: true });
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  test('what is counted of a session and what its requests say is the same', async () => {
    const question = fc.record({ scope: fc.option(period, { nil: undefined }), first: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 3, maxLength: 3 }), async (lines, questions) => {
        const { tenant } = await seed(database, graph, lines);
        for (const { scope, first } of questions) {
          const { list } = await graph.query<{ list: { nodes: { counted: Statistics[]; read: Statistics[] }[] } }>(
            tenant,
            `query ($period: SessionTimeRange, $first: Int!, $dimensions: [SessionDimension!]!) {
               list: sessions(first: 20) { nodes {
                 counted: statistics(dimensions: $dimensions, period: $period, first: $first) { ${STATISTICS} }
                 read: statistics(dimensions: $dimensions, period: $period, first: $first, filter: { not: [{ methods: ["NEVER"] }] }) { ${STATISTICS} } } } }`,
            { period: scope, first, dimensions: NAMES },
          );
          for (const { counted, read } of list.nodes) expect(counted).toEqual(read);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('each listed session says what the period and the filter leave of it', async () => {
    const question = fc.record({ period, filter: sessionFilter });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter: drawn } of questions) {
          const filter = withKnownIds(drawn, sessions);
          const answer = await graph.query<{ sessions: { edges: Edge[] } }>(
            tenant,
            `query ($period: SessionTimeRange, $filter: SessionFilter) { sessions(period: $period, filter: $filter, first: 200) {
               edges { node { id }
                 inPeriod { requestCount attackCount maliciousRequestCount blockedRequestCount startedAt lastSeenAt }
                 match { requestCount { value exact } firstAt lastAt reasons } } } }`,
            { period: scope, filter },
          );
          for (const edge of answer.sessions.edges) {
            const session = sessions.find(({ id }) => id === edge.node.id)!;
            expectExplained(edge, session, scope, filter ?? {});
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

/** Buckets without an order: equal counts are ordered by value, which another test looks at. */
function plain({ dimension, total, valueCount, exact, buckets }: Statistics) {
  return { dimension, total, valueCount, exact, buckets: sorted(buckets) };
}

function sorted(buckets: Bucket[]): Bucket[] {
  return buckets.toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
}

/** What a request weighs in a dimension: itself once per value, and as many detections as it has. */
function weights(dimension: string, request: NaiveRequest, withMarked: boolean): readonly Value[] {
  if (dimension !== 'ATTACK_TYPE') return DIMENSIONS[dimension]!.values(request);
  return request.detections.filter(({ falsePositive }) => withMarked || !falsePositive).map(({ type }) => type);
}

function without(filter: RequestFilter, own: (keyof RequestFilter)[]): RequestFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !own.includes(name as keyof RequestFilter)));
}

function statisticsOf(dimension: string, requests: NaiveRequest[], filter: RequestFilter) {
  const withMarked = filter.includeFalsePositives ?? false;
  const others = without(filter, DIMENSIONS[dimension]!.own);
  const all = requests.flatMap((request) => weights(dimension, request, withMarked));
  const visible = requests
    .filter((request) => requestMeets(request, others, requests))
    .flatMap((request) => weights(dimension, request, withMarked));
  const isPerson = dimension === 'USER' || dimension === 'ROLE';
  const withValue = all.filter((value) => value !== null).length;
  const total = dimension === 'ATTACK_TYPE' ? all.length : isPerson ? withValue : requests.length;
  const keys = [...new Set(all)];
  const buckets = keys.map((key) => {
    const count = all.filter((value) => value === key).length;
    const share = total === 0 || (isPerson && key === null) ? null : count / total;
    return { key, count, visible: visible.filter((value) => value === key).length, share };
  });
  return { dimension, total, valueCount: keys.length, exact: true, buckets: sorted(buckets) };
}

function facetOf(dimension: string, sessions: NaiveSession[], scope: Period | undefined, filter: SessionFilter) {
  const person = { USER: 'users', ROLE: 'roles' }[dimension] as 'users' | 'roles' | undefined;
  const [first = {}, ...others] = filter.requests ?? [];
  const entry = person ? first : without(first, DIMENSIONS[dimension]!.own);
  const rest: SessionFilter = person ? { ...filter, [person]: undefined } : { ...filter, requests: [entry, ...others] };
  const found = sessions.filter((session) => sessionMeets(session, scope, rest));
  const values = found.map((session) => {
    if (person) {
      const own = session.requests.map((request) => (person === 'users' ? request.user : request.role));
      const present = own.filter((value) => value !== null);
      return [...new Set<Value>(present.length > 0 ? present : [null])];
    }
    const matching = session.requests.filter((each) => inPeriod(each, scope) && requestMeets(each, entry));
    return [
      ...new Set(matching.flatMap((request) => weights(dimension, request, entry.includeFalsePositives ?? false))),
    ];
  });
  const keys = [...new Set(values.flat())];
  const buckets = keys.map((key) => {
    const count = values.filter((each) => each.includes(key)).length;
    return { key, count, visible: count, share: found.length === 0 ? null : count / found.length };
  });
  return { dimension, total: found.length, valueCount: keys.length, exact: true, buckets: sorted(buckets) };
}

/** The law of facets, asked of the server itself: the count is the total of the list after "only" that value. */
async function expectOnlyValues(
  graph: Graph,
  tenant: string,
  scope: Period | undefined,
  filter: SessionFilter,
  { dimension, buckets }: Statistics,
): Promise<void> {
  // The class of "no response" is asked by its code.
  const asked = buckets.filter(({ key }) => dimension !== 'STATUS_CLASS' || key !== null);
  for (const { key, count } of asked.slice(0, 2)) {
    const { sessions } = await graph.query<{ sessions: { totalCount: { value: number } } }>(
      tenant,
      `query ($period: SessionTimeRange, $filter: SessionFilter) {
         sessions(period: $period, filter: $filter) { totalCount { value } } }`,
      { period: scope, filter: only(dimension, key, filter) },
    );
    expect(sessions.totalCount.value).toBe(count);
  }
}

function only(dimension: string, key: Value, filter: SessionFilter): SessionFilter {
  if (dimension === 'USER') return { ...filter, users: { anyOf: [key] } };
  if (dimension === 'ROLE') return { ...filter, roles: { anyOf: [key] } };
  const [first = {}, ...others] = filter.requests ?? [];
  const [field] = dimension === 'STATUS_CLASS' ? ['statusClasses'] : DIMENSIONS[dimension]!.own;
  const value = dimension.startsWith('STATUS') && key !== null ? Number(key) : key;
  return { ...filter, requests: [{ ...without(first, DIMENSIONS[dimension]!.own), [field!]: [value] }, ...others] };
}

interface Edge {
  node: { id: string };
  inPeriod: Record<string, number | string>;
  match: { requestCount: { value: number; exact: boolean }; firstAt: string; lastAt: string; reasons: string[] };
}

function expectExplained(
  { inPeriod: totals, match }: Edge,
  session: NaiveSession,
  scope: Period | undefined,
  filter: SessionFilter,
): void {
  const requests = session.requests.filter((each) => inPeriod(each, scope));
  const counting = (each: NaiveRequest) => each.detections.filter(({ falsePositive }) => !falsePositive).length;
  const times = (of: NaiveRequest[]) => of.map(({ time }) => time.toISOString()).toSorted();
  expect(totals).toEqual({
    requestCount: requests.length,
    attackCount: requests.reduce((sum, each) => sum + counting(each), 0),
    maliciousRequestCount: requests.filter((each) => counting(each) > 0).length,
    blockedRequestCount: requests.filter(({ blocked }) => blocked).length,
    startedAt: times(requests)[0],
    lastSeenAt: times(requests).at(-1),
  });
  const matching = matchesOf(requests, filter);
  expect(match).toMatchObject({
    requestCount: { value: matching.length, exact: true },
    firstAt: times(matching)[0],
    lastAt: times(matching).at(-1),
  });
  expect(match.requestCount.value).toBeGreaterThan(0);
  const asksOfRequests = filter.requests ?? filter.sequence;
  expect(match.reasons.length).toBe(!asksOfRequests ? 0 : Math.min(3, kinds(matching).size));
  for (const reason of match.reasons) expect(kinds(matching)).toContain(reason);
}

function kinds(requests: NaiveRequest[]): Set<string> {
  return new Set(
    requests.map(({ method, template, status, detections }) => {
      const types = [...new Set(detections.filter(({ falsePositive }) => !falsePositive).map(({ type }) => type))];
      return [method, template, status ?? 'no response', ...(types.length > 0 ? [types.join(', ')] : [])].join(' ');
    }),
  );
}
