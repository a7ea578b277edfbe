import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FilterValue } from '../../web-components/state/filter.type.ts';
import { FILTERS, type FilterDefinition, isSingle } from '../../web-components/state/filter-fields.ts';
import { ALL_TIME, resolveTime, type TimeSelection } from '../../web-components/state/time-range.ts';
import {
  conditionOf,
  INITIAL_VIEW,
  type View,
  withCondition,
  withGroup,
  withOnly,
  withTime,
  withValue,
} from '../../web-components/state/view.ts';
import { toOptionsWhere, toRequestFilter, toWhere } from '../../web-components/state/where.ts';
import { traffic } from '../support/arbitraries.ts';
import { givenGraph } from '../support/graph.ts';
import { seed } from '../support/naive-sessions.ts';
import { PLAIN_SAMPLES, type PlainSample } from '../support/plain-fields.ts';

// The laws that the elements promise of their filters, asked of the server with the questions that the elements ask.

const { database, graph } = givenGraph('embedded');

const NOW = Date.parse('2024-05-14T09:00:00Z');
const ZONE = 'Europe/Berlin';

/** Those of the plain fields, by the name that the filter has in links. */
const PLAIN_VALUES = FILTERS.flatMap(({ id, of, toFilter }): [string, readonly FilterValue[]][] => {
  const [field] = of === 'request' ? Object.keys(toFilter([''])) : [];
  const sample = (PLAIN_SAMPLES as Record<string, PlainSample>)[field!];
  return sample ? [[id, sample.has === 'one' ? sample.values : [...sample.values, null]]] : [];
});

/** Values that the random traffic has, and some that it has not. */
const VALUES: { [id: string]: readonly FilterValue[] } = {
  ...Object.fromEntries(PLAIN_VALUES),
  type: ['sqli', 'xss', 'rce'],
  code: ['200', '403', '404', '500', '4xx', '2xx', null],
  ip: ['10.0.0.1', '10.0.0.0/8', '192.168.7.9', null],
  flow: ['AUTH', 'ACC_MGMT', 'BILLING', null],
  user: ['alice', 'Bob', 'bob_2', null],
  role: ['admin', 'user', null],
  request: ['r0', 'r1', 'r2', 'r3'],
  attack: ['att-1', 'att-2'],
  endpoint: ['login', '/users/*', 'POST login', '_'],
  malicious: ['yes', 'no'],
  blocked: ['yes', 'no'],
  risk: ['LOW', 'MEDIUM', 'HIGH', null],
  confirmed: ['CONFIRMED', 'UNCONFIRMED'],
  kind: ['API', 'PAGE', 'STATIC', null],
  rogue: ['SHADOW', null],
  sensitive: ['PII', 'CREDENTIALS', null],
  'time-taken': ['1.5..', '..20', '10..100'],
  size: ['1..', '..20'],
  parameter: ['sid', 'sid=one', 'none'],
  requests: ['2..', '..4'],
  attacks: ['1..', '..2'],
  endpoints: ['2..', '..3'],
  length: ['1000..'],
};

const TIMES: readonly TimeSelection[] = [
  ALL_TIME,
  { kind: 'last', amount: 40, unit: 'h' },
  { kind: 'named', name: 'yesterday' },
  { kind: 'between', from: '2024-05-12T11:00:00.000Z', to: '2024-05-13T12:00:00.000Z' },
];

const ofTraffic = FILTERS.filter(({ id }) => VALUES[id]);
const definition = fc.constantFrom(...ofTraffic);
const some = (of: FilterDefinition, maxLength: number, minLength = 0) =>
  fc.uniqueArray(fc.constantFrom(...VALUES[of.id]!), { minLength, maxLength: isSingle(of) ? 1 : maxLength });

/** A few conditions, or nothing is ever found. */
const view: fc.Arbitrary<View> = fc
  .tuple(
    fc.constantFrom(...TIMES),
    fc.constantFrom('one' as const, 'any' as const),
    fc.uniqueArray(definition, { maxLength: 3 }),
  )
  .chain(([time, match, definitions]) =>
    fc
      .tuple(
        ...definitions.map((of) =>
          of.excludable
            ? fc.oneof(
                { weight: 3, arbitrary: fc.tuple(some(of, 3, 1), fc.constant([])) },
                { weight: 2, arbitrary: fc.tuple(fc.constant([]), some(of, 2, 1)) },
              )
            : fc.tuple(some(of, 1, 1), fc.constant([])),
        ),
      )
      .map((conditions) =>
        conditions.reduce(
          (made, [only, not], index) => withCondition(made, definitions[index]!.id, { only, not }),
          withTime({ ...INITIAL_VIEW, match }, time),
        ),
      ),
  );

const ofRequests = ofTraffic.filter(({ of }) => of === 'request');
/** Other requests beside it, in an order or in any. */
const viewWithGroups: fc.Arbitrary<View> = fc
  .tuple(
    view,
    fc.array(
      fc.record({
        name: fc.constantFrom('then.1' as const, 'then.2' as const, 'and.1' as const),
        asked: fc
          .constantFrom(...ofRequests)
          .chain((of) => fc.tuple(fc.constant(of), some(of, 3, 1), of.excludable ? fc.boolean() : fc.constant(false))),
        withinMs: fc.option(fc.constantFrom(0, 1_000, 43_200_000), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([start, groups]) =>
    groups.reduce((made, { name, asked: [of, values, not], withinMs }) => {
      const condition = not ? { only: [], not: values } : { only: values, not: [] };
      const { conditions } = withCondition(INITIAL_VIEW, of.id, condition);
      return withGroup(made, name, { conditions, ...(name !== 'and.1' && withinMs !== undefined && { withinMs }) });
    }, start),
  );

async function total(tenant: string, of: View): Promise<number> {
  const { sessions } = await graph.query<{ sessions: { totalCount: { value: number } } }>(
    tenant,
    `query ($period: SessionTimeRange, $filter: SessionFilter) {
       sessions(period: $period, filter: $filter) { totalCount { value } } }`,
    toWhere(of, NOW, ZONE),
  );
  return sessions.totalCount.value;
}

test('a filter more never makes the list longer', async () => {
  const more = definition.chain((of) =>
    fc.record({
      of: fc.constant(of),
      values: some(of, 2, 1),
      not: of.excludable ? fc.boolean() : fc.constant(false),
    }),
  );
  let found = 0;
  await fc.assert(
    fc.asyncProperty(traffic, fc.array(fc.tuple(view, more), { minLength: 5, maxLength: 5 }), async (lines, cases) => {
      const { tenant } = await seed(database, graph, lines);
      for (const [wider, { of, values, not }] of cases) {
        // Another value of a filter in use widens it: only a new condition, or one more exclusion, narrows.
        if (!not && conditionOf(wider, of.id).only.length > 0) continue;
        const condition = conditionOf(wider, of.id);
        const narrower = withCondition(
          wider,
          of.id,
          not ? { ...condition, not: [...condition.not, ...values] } : { ...condition, only: values },
        );
        const [before, after] = [await total(tenant, wider), await total(tenant, narrower)];
        expect(after).toBeLessThanOrEqual(before);
        if (after > 0) found += 1;
      }
    }),
    { numRuns: 25 },
  );
  expect(found).toBeGreaterThan(10);
});

test('the number beside a value is the total of the list after "only" that value', async () => {
  const listed = fc.constantFrom(...ofTraffic.filter(({ dimension }) => dimension));
  let looked = 0;
  await fc.assert(
    fc.asyncProperty(
      traffic,
      fc.array(fc.tuple(view, listed), { minLength: 5, maxLength: 5 }),
      async (lines, cases) => {
        const { tenant } = await seed(database, graph, lines);
        for (const [of, { id, dimension }] of cases) {
          const { options } = await graph.query<{ options: { key: FilterValue; count: number }[] }>(
            tenant,
            `query ($dimension: SessionDimension!, $period: SessionTimeRange, $filter: SessionFilter) {
             options: sessionFilterOptions(dimension: $dimension, period: $period, filter: $filter, first: 50) { key count } }`,
            { dimension, ...toOptionsWhere(of, id, NOW, ZONE) },
          );
          for (const { key, count } of options.slice(0, 4)) {
            expect({ id, key, total: await total(tenant, withOnly(of, id, key)) }).toEqual({ id, key, total: count });
            looked += 1;
          }
        }
      },
    ),
    { numRuns: 25 },
  );
  expect(looked).toBeGreaterThan(60);
});

test.each([
  ['one request', view, 60],
  ['several requests, in an order or not', viewWithGroups, 20],
] as const)(
  'of views that ask for %s every listed session shows at least one, and as many as match',
  async (_of, drawn, least) => {
    let looked = 0;
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(drawn, { minLength: 6, maxLength: 6 }), async (lines, views) => {
        const { tenant } = await seed(database, graph, lines);
        for (const of of views) {
          const { sessions } = await graph.query<{
            sessions: { edges: Edge[] };
          }>(
            tenant,
            `query ($period: SessionTimeRange, $filter: SessionFilter, $requests: SessionRequestFilter) {
             sessions(period: $period, filter: $filter, first: 50) { edges {
               match { requestCount { value } }
               node { requests(period: $period, filter: $requests, first: 1) { totalCount { value } } } } } }`,
            { ...toWhere(of, NOW, ZONE), requests: toRequestFilter(of) },
          );
          for (const { node, match } of sessions.edges) {
            expect(node.requests.totalCount.value).toBeGreaterThan(0);
            // What the list counts as matching is what the open session shows.
            expect(node.requests.totalCount.value).toBe(match.requestCount.value);
            looked += 1;
          }
        }
      }),
      { numRuns: 25 },
    );
    expect(looked).toBeGreaterThan(least);
  },
);

interface Edge {
  match: { requestCount: { value: number } };
  node: { requests: { totalCount: { value: number } } };
}

test('facts of the session choose sessions, and hide none of their requests', () => {
  const ofSession = fc.constantFrom(...ofTraffic.filter(({ of }) => of === 'session'));
  fc.assert(
    fc.property(
      view,
      ofSession.chain((of) => fc.tuple(fc.constant(of), fc.constantFrom(...VALUES[of.id]!), fc.boolean())),
      (start, [of, value, not]) => {
        const chosen = withValue(start, of.id, value, not && of.excludable ? 'not' : 'only');
        expect(toRequestFilter(chosen)).toEqual(toRequestFilter(start));
        expect(toWhere(chosen, NOW, ZONE).period).toEqual(resolveTime(start.time, NOW, ZONE));
      },
    ),
  );
});
