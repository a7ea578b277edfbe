import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onDatabases } from '../support/graph.ts';
import { rowsRead, statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// The codes of listed methods and the methods of listed codes follow from the pairs that a session keeps. That facets are
// right under every other filter is tested in statistics-laws.test.ts.

interface Facet {
  exact: boolean;
  total: number;
  buckets: { key: string | null; count: number }[];
}

const FACET = `query ($period: SessionTimeRange, $filter: SessionFilter, $dimension: SessionDimension!) {
  sessions(period: $period, filter: $filter) { facets(dimensions: [$dimension], first: 200) { exact total buckets { key count } } } }`;

const METHODS = ['GET', 'POST', 'GET*', '*'];
const STATUSES = [200, 404, 500, undefined];

const line = fc.record({
  sid: fc.constantFrom('a', 'b', 'c', 'many'),
  // Two days, some hours of each.
  hour: fc.constantFrom(1, 2, 3, 25, 26),
  method: fc.constantFrom(...METHODS),
  status: fc.constantFrom(...STATUSES),
});
type Drawn = { sid: string; hour: number; method: string; status: number | undefined };

const at = (hour: number) => new Date(Date.UTC(2024, 4, 11, hour)).toISOString();

/** More pairs than a session keeps, on the first day. */
const MANY: Drawn[] = Array.from({ length: 70 }, (_, index) => ({
  sid: 'many',
  hour: 2,
  method: index % 2 ? 'GET' : 'POST',
  status: 200 + index,
}));

const question = fc.oneof(
  fc.record({ asked: fc.constant('STATUS' as const), values: fc.subarray(METHODS, { minLength: 1 }) }),
  fc.record({ asked: fc.constant('METHOD' as const), values: fc.subarray(STATUSES, { minLength: 1 }) }),
);
const period = fc.constantFrom({}, { from: at(2) }, { from: at(2), to: at(26) }, { from: at(0), to: at(24) });

function expected(lines: readonly Drawn[], { asked, values }: { asked: string; values: readonly unknown[] }) {
  const sessions = new Map<string | null, Set<string>>();
  for (const { sid, hour, method, status } of lines) {
    const [value, other] = asked === 'STATUS' ? [status?.toString() ?? null, method] : [method, status];
    if (!values.includes(other)) continue;
    const found = sessions.get(value) ?? new Set();
    sessions.set(value, found.add(`${sid} ${hour < 24}`));
  }
  return sorted([...sessions].map(([key, found]) => ({ key, count: found.size })));
}

const sorted = (buckets: Facet['buckets']) => buckets.sort((a, b) => String(a.key).localeCompare(String(b.key)));

onDatabases(({ database, graph }) => {
  const ask = async (tenant: string, dimension: string, requests: object, scope = {}) => {
    const variables = { period: scope, filter: { requests: [requests] }, dimension };
    const { sessions } = await graph.query<{ sessions: { facets: [Facet] } }>(tenant, FACET, variables);
    return sessions.facets[0];
  };

  test('the codes of methods and the methods of codes are those of the requests, however the period cuts sessions', async () => {
    const asked = fc.array(fc.tuple(question, period), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 25 }), fc.boolean(), asked, async (few, big, all) => {
        const drawn = big ? [...few, ...MANY] : few;
        const tenant = newTenant();
        const lines = drawn.map(
          ({ hour, ...rest }, index): Line => ({ ...rest, time: at(hour), path: `/items/${index}`, id: `r${index}` }),
        );
        await importLines(database, tenant, lines);
        for (const [each, scope] of all) {
          const { from = at(0), to = at(48) } = scope as { from?: string; to?: string };
          const inside = drawn.filter(({ hour }) => at(hour) >= from && at(hour) < to);
          const filter =
            each.asked === 'STATUS' ? { methods: each.values } : { statuses: each.values.map((it) => it ?? null) };
          const facet = await ask(tenant, each.asked, filter, scope);
          expect({ ...facet, buckets: sorted(facet.buckets) }).toMatchObject({
            exact: true,
            buckets: expected(inside, each),
          });
        }
      }),
      { numRuns: 15 },
    );
  });

  test('no request is read for them, and as many rows whatever sessions have', async () => {
    const tenant = newTenant();
    const lines = Array.from({ length: 2_000 }, (_, index): Line => {
      const [method, status] = [index % 3 ? 'GET' : 'POST', index % 5 ? 200 : 404];
      return { sid: `session ${index % 20}`, time: at(1 + (index % 4)), path: `/items/${index}`, method, status };
    });
    await importLines(database, tenant, lines);
    await database.pool.query('ANALYZE');
    let rows = 0;
    const statements = await statementsOf(() => ask(tenant, 'STATUS', { methods: ['POST'] }));
    for (const statement of statements) rows += await rowsRead(database, statement);
    expect(rows).toBeLessThanOrEqual(3 * 20);
  });
});
