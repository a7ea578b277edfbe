import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RequestFilter } from '../../subgraph/filters/filter.type.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { filterInSession, period, requestFilter, sessionFilter, traffic } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import {
  durationOf,
  endOf,
  inPeriod,
  type NaiveRequest,
  type NaiveSession,
  requestMeets,
  sessionMeets,
  startOf,
} from '../support/naive-filter.ts';
import { seed, withKnownEndpoints, withKnownIds } from '../support/naive-sessions.ts';

// Lists and totals against a plain evaluation of the same filter over the same requests.

interface List {
  totalCount: { value: number; exact: boolean };
  nodes: { id: string }[];
  edges: { cursor: string; position?: number; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const LIST = `totalCount { value exact } nodes { id } edges { cursor node { id } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
const SESSIONS = `query ($period: SessionTimeRange, $filter: SessionFilter, $orderBy: SessionOrder, $first: Int!, $after: String, $before: String) {
  list: sessions(period: $period, filter: $filter, orderBy: $orderBy, first: $first, after: $after, before: $before) { ${LIST} } }`;
const REQUESTS = `query ($id: ID!, $period: SessionTimeRange, $filter: SessionRequestFilter, $orderBy: SessionRequestOrder, $first: Int!, $after: String, $before: String) {
  session(id: $id) { list: requests(period: $period, filter: $filter, orderBy: $orderBy, first: $first, after: $after, before: $before) {
    ${LIST.replace('cursor', 'cursor position')} } } }`;

onDatabases(({ database, graph }) => {
  test('sessions equal the plain evaluation, page by page and in both directions', async () => {
    const order = fc.record({
      field: fc.constantFrom('LAST_SEEN_AT', 'STARTED_AT', 'DURATION', 'REQUEST_COUNT', 'ATTACK_COUNT', 'RISK'),
      direction: fc.constantFrom('ASC', 'DESC'),
    });
    const question = fc.record({ period, filter: sessionFilter, orderBy: fc.option(order, { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 8, maxLength: 8 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter: drawn, orderBy } of questions) {
          const filter = withKnownIds(drawn, sessions);
          const found = sessions.filter((session) => sessionMeets(session, scope, filter));
          const expected = inOrder(found, orderBy).map(({ id }) => id);
          const pages = (first: number, at: object) =>
            graph
              .query<{ list: List }>(tenant, SESSIONS, { period: scope, filter, orderBy, first, ...at })
              .then(({ list }) => list);
          await expectPages(pages, expected, 2);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('requests of a session equal the plain evaluation, page by page and in both directions', async () => {
    const order = fc.record({
      field: fc.constantFrom('TIME', 'DURATION', 'SIZE'),
      direction: fc.constantFrom('ASC', 'DESC'),
    });
    const question = fc.record({
      period,
      filter: filterInSession,
      orderBy: fc.option(order, { nil: undefined }),
      part: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 8, maxLength: 8 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter: drawn, orderBy, part } of questions) {
          const filter = withKnownEndpoints(drawn, sessions);
          const session = sessions[part % sessions.length]!;
          const inScope = session.requests.filter((each) => inPeriod(each, scope));
          const found = inScope.filter((each) => requestMeets(each, filter, inScope));
          const expected = requestsInOrder(found, orderBy).map(({ id }) => id);
          const pages = (first: number, at: object) =>
            graph
              .query<{ session: { list: List } }>(tenant, REQUESTS, {
                id: session.id,
                period: scope,
                filter,
                orderBy,
                first,
                ...at,
              })
              .then((data) => data.session.list);
          await expectPages(pages, expected, 3);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('a condition more never makes a list longer, and every listed session has a request that matches', async () => {
    await fc.assert(
      fc.asyncProperty(traffic, period, requestFilter, requestFilter, async (lines, scope, one, other) => {
        const { tenant } = await seed(database, graph, lines);
        const { anyOf: _, ...wider } = one;
        const narrower = { ...wider, anyOf: [withoutNesting(other)] };
        const count = async (filter: RequestFilter) => {
          const { list } = await graph.query<{
            list: { totalCount: { value: number }; nodes: { requests: { totalCount: { value: number } } }[] };
          }>(
            tenant,
            `query ($period: SessionTimeRange, $filter: SessionFilter, $request: SessionRequestFilter) {
               list: sessions(period: $period, filter: $filter, first: 200) {
                 totalCount { value } nodes { requests(period: $period, filter: $request, first: 1) { totalCount { value } } } } }`,
            { period: scope, filter: { requests: [filter] }, request: filter },
          );
          for (const { requests } of list.nodes) expect(requests.totalCount.value).toBeGreaterThan(0);
          return list.totalCount.value;
        };
        expect(await count(narrower)).toBeLessThanOrEqual(await count(wider));
      }),
      { numRuns: 25 },
    );
  });

  test('everything derived agrees with the requests afterwards', async () => {
    const differences: unknown[] = [];
    const summary = await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
    expect(summary.sessions).toBeGreaterThan(100);
  });
});

/** The whole list at once, then in pages from its beginning, then in pages from its end. */
async function expectPages(
  ask: (first: number, at: { after?: string; before?: string }) => Promise<List>,
  expected: string[],
  size: number,
): Promise<void> {
  const whole = await ask(200, {});
  expect(whole.nodes.map(({ id }) => id)).toEqual(expected);
  expect(whole.totalCount).toEqual({ value: expected.length, exact: true });
  expect(whole.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  for (const [index, { position }] of whole.edges.entries()) {
    if (position !== undefined) expect(position).toBe(index + 1);
  }
  const forward: string[] = [];
  let page = await ask(size, {});
  for (;;) {
    expect(page.pageInfo.hasPreviousPage).toBe(forward.length > 0);
    forward.push(...page.nodes.map(({ id }) => id));
    expect(page.pageInfo.hasNextPage).toBe(forward.length < expected.length);
    if (!page.pageInfo.hasNextPage) break;
    page = await ask(size, { after: page.pageInfo.endCursor! });
  }
  expect(forward).toEqual(expected);
  const last = whole.edges.at(-1);
  if (!last) return;
  const backward = [last.node.id];
  let before = last.cursor;
  for (;;) {
    const previous = await ask(size, { before });
    backward.unshift(...previous.nodes.map(({ id }) => id));
    expect(previous.pageInfo.hasPreviousPage).toBe(backward.length < expected.length);
    if (previous.nodes.length > 0) expect(previous.pageInfo.hasNextPage).toBe(true);
    if (!previous.pageInfo.hasPreviousPage) break;
    before = previous.pageInfo.startCursor!;
  }
  expect(backward).toEqual(expected);
}

type Order = { field: string; direction: string } | undefined;

function inOrder(sessions: NaiveSession[], order: Order): NaiveSession[] {
  const measures: Record<string, (session: NaiveSession) => number> = {
    LAST_SEEN_AT: endOf,
    STARTED_AT: startOf,
    DURATION: durationOf,
    REQUEST_COUNT: ({ requests }) => requests.length,
    ATTACK_COUNT: ({ requests }) =>
      requests.flatMap(({ detections }) => detections.filter(({ falsePositive }) => !falsePositive)).length,
  };
  const isAscending = order?.direction === 'ASC';
  measures.RISK = ({ risk }) => risk ?? (isAscending ? 1_000 : -1_000);
  const measure = measures[order?.field ?? 'LAST_SEEN_AT']!;
  // Equal ones by key and day: an id is both.
  const ascending = sessions.toSorted((a, b) => measure(a) - measure(b) || (a.id < b.id ? -1 : 1));
  return isAscending ? ascending : ascending.reverse();
}

function requestsInOrder(requests: NaiveRequest[], order: Order): NaiveRequest[] {
  const isAscending = order?.direction === 'ASC';
  const none = isAscending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const measures: Record<string, (request: NaiveRequest) => number> = {
    TIME: () => 0,
    DURATION: ({ durationMs }) => durationMs ?? none,
    SIZE: ({ sizeBytes }) => sizeBytes ?? none,
  };
  const measure = measures[order?.field ?? 'TIME']!;
  const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  const ascending = requests.toSorted(
    (a, b) => compare(measure(a), measure(b)) || compare(a.time.getTime(), b.time.getTime()) || a.seq - b.seq,
  );
  return isAscending ? ascending : ascending.reverse();
}

function withoutNesting({ anyOf: _anyOf, not: _not, ...filter }: RequestFilter): RequestFilter {
  return filter;
}
