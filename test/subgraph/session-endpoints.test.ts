import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RELATIVE_ERROR } from '../../subgraph/baselines/histogram.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { period } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import { filterOfMeasured, measuredTraffic } from '../support/measured-traffic.ts';
import { type Measured, NaiveBaselines, quantile, quantileOfLists } from '../support/naive-baselines.ts';
import { inPeriod, type NaiveRequest, requestMeets } from '../support/naive-filter.ts';
import { seed } from '../support/naive-sessions.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// The endpoints of a session as a table: what it did at each, beside what is usual there.

interface Row {
  summary: { id: string; pathTemplate: string; riskScore: number | null };
  requestCount: number;
  clientErrorCount: number;
  serverErrorCount: number;
  durationMsCount: number;
  durationMsMedian: number | null;
  durationMsP95: number | null;
  durationMsExpectedCount: number;
  durationMsExpectedMedian: number | null;
  durationMsExpectedP95: number | null;
  deviations: { metric: string; requestCount: number; degree: string }[];
}
interface Table {
  endpointCount: number;
  requestCount: number;
  rows: Row[];
}
const ROW = `summary { id pathTemplate riskScore } requestCount clientErrorCount serverErrorCount durationMsCount
  durationMsMedian durationMsP95 durationMsExpectedCount durationMsExpectedMedian durationMsExpectedP95
  deviations { metric requestCount degree }`;
const TABLE = `endpointCount requestCount rows { ${ROW} }`;

const order = fc.option(
  fc.record({
    field: fc.constantFrom('REQUESTS', 'ERRORS', 'DURATION_MEDIAN', 'DURATION_P95', 'DEVIATIONS', 'RISK'),
    direction: fc.constantFrom('ASC', 'DESC'),
  }),
);
/** What an order goes by; null: it comes last. */
const VALUES: Record<string, (row: Row) => number | null> = {
  REQUESTS: ({ requestCount }) => requestCount,
  ERRORS: ({ clientErrorCount, serverErrorCount }) => clientErrorCount + serverErrorCount,
  DURATION_MEDIAN: ({ durationMsMedian }) => durationMsMedian,
  DURATION_P95: ({ durationMsP95 }) => durationMsP95,
  RISK: ({ summary }) => summary.riskScore,
};

onDatabases(({ database, graph }) => {
  const tableOf = async (tenant: string, request: string, variables: object = {}, fields = TABLE): Promise<Table> => {
    const data = await graph.query<{ request: { session: { endpoints: Table } } }>(
      tenant,
      `query ($id: ID!, $period: SessionTimeRange, $filter: SessionRequestFilter, $orderBy: SessionEndpointOrder, $first: Int! = 200) {
        request(id: $id) { session { endpoints(period: $period, filter: $filter, orderBy: $orderBy, first: $first) { ${fields} } } } }`,
      { id: request, ...variables },
    );
    return data.request.session.endpoints;
  };

  test('says of each endpoint what its requests say, under every period and filter', async () => {
    let rows = 0;
    let usual = 0;
    let deviating = 0;
    const question = fc.record({ period, filter: filterOfMeasured, orderBy: order });
    await fc.assert(
      fc.asyncProperty(measuredTraffic, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, asks) => {
        // One that surely stands out, and is asked for.
        const slow = { ...lines[0]!, id: 'slow', durationMs: 60_000 };
        const { tenant, sessions } = await seed(database, graph, [...lines, slow]);
        const its = sessions.find(({ requests }) => requests.some(({ id }) => id === slow.id))!;
        const surely = { period: null, filter: { ids: [slow.id] }, orderBy: null };
        const known = new Map(
          sessions.flatMap(({ id: session, requests }) =>
            requests.map((each): [string, Measured] => [each.id, { ...each, session, endpoint: each.endpointId }]),
          ),
        );
        const baselines = new NaiveBaselines([...known.values()]);
        for (const [index, asked] of [surely, ...asks].entries()) {
          const { requests } = index === 0 ? its : sessions[index % sessions.length]!;
          const table = await tableOf(tenant, requests[0]!.id, asked);
          const inScope = requests.filter((each) => inPeriod(each, asked.period));
          const met = inScope.filter((each) => requestMeets(each, asked.filter, inScope));
          const groups = new Map<string, NaiveRequest[]>();
          for (const each of met) groups.set(each.endpointId, [...(groups.get(each.endpointId) ?? []), each]);
          expect(table).toMatchObject({ endpointCount: groups.size, requestCount: met.length });
          expect(table.rows.map(({ summary }) => summary.id).sort()).toEqual([...groups.keys()].sort());
          for (const row of table.rows) {
            const own = groups.get(row.summary.id)!;
            const times = own.flatMap(({ durationMs }) => durationMs ?? []).sort((a, b) => a - b);
            const statuses = (least: number) => own.filter(({ status }) => Math.floor((status ?? 0) / 100) === least);
            expect(row).toMatchObject({
              requestCount: own.length,
              clientErrorCount: statuses(4).length,
              serverErrorCount: statuses(5).length,
              durationMsCount: times.length,
              durationMsMedian: quantile(times, 0.5) ?? null,
              durationMsP95: quantile(times, 0.95) ?? null,
            });
            const lists = own
              .filter(({ durationMs }) => durationMs !== null)
              .map(({ id }) => baselines.comparedWith(known.get(id)!, 'durationMs'))
              .filter(({ length }) => length >= 50);
            expect(row.durationMsExpectedCount).toBe(lists.length);
            for (const [told, percent] of [
              [row.durationMsExpectedMedian, 50],
              [row.durationMsExpectedP95, 95],
            ] as const) {
              if (lists.length === 0) expect(told).toBeNull();
              else {
                const exact = quantileOfLists(lists, percent);
                // A microsecond is the smallest difference that is told apart.
                expect(Math.abs(told! - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR + 0.001);
              }
            }
            const deviation = (metric: 'DURATION' | 'SIZE') =>
              own.filter(({ deviations }) => deviations.includes(metric)).length;
            expect(row.deviations.map(({ metric, requestCount }) => [metric, requestCount])).toEqual(
              (['DURATION', 'SIZE'] as const)
                .map((metric) => [metric, deviation(metric)] as const)
                .filter(([, count]) => count > 0),
            );
            rows += 1;
            if (lists.length > 0) usual += 1;
            deviating += row.deviations.length;
          }
          const field = asked.orderBy?.field ?? 'REQUESTS';
          const sign = asked.orderBy?.direction === 'ASC' ? 1 : -1;
          const keyOf =
            VALUES[field] ??
            (({ summary }: Row) => groups.get(summary.id)!.filter(({ deviations }) => deviations.length > 0).length);
          const keys = table.rows.map((row) => {
            const value = keyOf(row);
            return [
              value === null ? Number.POSITIVE_INFINITY : sign * value,
              -row.requestCount,
              row.summary.id,
            ] as const;
          });
          expect(keys).toEqual(keys.toSorted(([a, b, c], [d, e, f]) => a - d || b - e || (c < f ? -1 : 1)));
          // Fewer rows are the first of the same, and the numbers stay those of all.
          if (groups.size > 1) {
            const few = await tableOf(tenant, requests[0]!.id, { ...asked, first: 1 });
            expect(few).toEqual({ ...table, rows: table.rows.slice(0, 1) });
          }
        }
      }),
      { numRuns: 15 },
    );
    expect(rows).toBeGreaterThan(50);
    expect(usual).toBeGreaterThan(10);
    expect(deviating).toBeGreaterThan(0);
  });

  const at = (minute: number) => new Date(Date.UTC(2024, 4, 12, 10) + minute * 60_000).toISOString();
  const shop = (path: string, durationMs: number, change: Partial<Line> = {}): Line => ({
    time: at(0),
    sid: 'others',
    host: 'shop.example',
    path,
    status: 200,
    durationMs,
    ...change,
  });

  test('tells the slow endpoint of a session from the one that always takes that long', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      ...Array.from({ length: 60 }, () => shop('/report', 900)),
      ...Array.from({ length: 60 }, () => shop('/cart', 20)),
      ...Array.from({ length: 4 }, (_, n) => shop('/report', 900, { id: `report${n}`, sid: 'me', time: at(n) })),
      ...Array.from({ length: 3 }, (_, n) => shop('/cart', 800, { id: `cart${n}`, sid: 'me', time: at(n) })),
      shop('/cart', 20, { id: 'error', sid: 'me', time: at(9), status: 503 }),
    ]);
    await settle(database, tenant);
    const orderBy = { field: 'DEVIATIONS', direction: 'DESC' };
    const { rows, ...all } = await tableOf(tenant, 'cart0', { orderBy });
    expect(all).toEqual({ endpointCount: 2, requestCount: 8 });
    expect(rows.map(({ summary: { pathTemplate }, ...row }) => [pathTemplate, row])).toMatchObject([
      [
        '/cart',
        {
          requestCount: 4,
          serverErrorCount: 1,
          durationMsMedian: 800,
          durationMsP95: 800,
          durationMsExpectedMedian: 20,
          durationMsExpectedP95: 20,
          // Of the 503 nothing is usual.
          durationMsExpectedCount: 3,
          deviations: [{ metric: 'DURATION', requestCount: 3, degree: 'EXTREME' }],
        },
      ],
      ['/report', { durationMsMedian: 900, durationMsExpectedMedian: 900, deviations: [] }],
    ]);
    // What the filter hides is in no number.
    const slow = await tableOf(tenant, 'cart0', { filter: { deviations: ['DURATION'] } });
    expect(slow).toMatchObject({ endpointCount: 1, requestCount: 3, rows: [{ requestCount: 3, serverErrorCount: 0 }] });
  });

  test('costs three statements, however many endpoints and sessions there are, and two without what is usual', async () => {
    const tenant = newTenant();
    await importLines(
      database,
      tenant,
      Array.from({ length: 90 }, (_, n) => shop(`/p${n % 30}`, n, { id: `r${n}`, sid: `s${n % 3}`, time: at(n) })),
    );
    const ask = (fields: string) =>
      statementsOf(() => graph.query(tenant, `{ sessions { nodes { endpoints { rows { ${fields} } } } } }`));
    const list = await statementsOf(() => graph.query(tenant, '{ sessions { nodes { id } } }'));
    expect(await ask('requestCount')).toHaveLength(list.length + 1);
    expect(await ask('requestCount summary { id }')).toHaveLength(list.length + 2);
    expect(await ask('summary { id } durationMsExpectedMedian durationMsExpectedP95')).toHaveLength(list.length + 3);
  });

  test('refuses a number of rows that no page has, and is empty where no request meets the filter', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [shop('/cart', 20, { id: 'one' })]);
    await expect(tableOf(tenant, 'one', { first: 201 })).rejects.toThrow('first: must be from 1 to 200');
    expect(await tableOf(tenant, 'one', { filter: { methods: ['BREW'] } })).toEqual({
      endpointCount: 0,
      requestCount: 0,
      rows: [],
    });
  });
});
