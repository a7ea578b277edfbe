import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, placeOfBucket } from '../../subgraph/baselines/histogram.ts';
import { sql } from '../../subgraph/db/sql.ts';
import type { Period } from '../../subgraph/filters/filter.type.ts';
import { scaleBucket } from '../../subgraph/timelines/buckets.sql.ts';
import { timeAxis } from '../../subgraph/timelines/time-axis.ts';
import { filterInSession, period, sessionFilter, traffic } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import { inPeriod, matchesOf, type NaiveRequest, requestMeets, sessionMeets } from '../support/naive-filter.ts';
import { seed, withKnownIds } from '../support/naive-sessions.ts';

// Timelines against a plain count over the same requests, and against the totals that the server itself gives.

interface Bucket {
  start: string;
  requests: number;
  malicious: number;
  blocked: number;
  clientErrors: number;
  serverErrors: number;
  durationMsCount: number;
  durationMsP95: number | null;
}
type Timeline = { bucketMs: number; buckets: Bucket[] } | null;
const TIMELINE =
  '{ bucketMs buckets { start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95 } }';

const DAY = 86_400_000;
// Parts of a second, seconds, minutes, hours and days, as the decision lists them; then weeks, doubled.
const WIDTHS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200].map((s) => s * 1_000),
  ...[1, 2, 7, 14, 28, 56].map((days) => days * DAY),
];
// Where two weeks, four weeks and so on are counted from.
const MONDAY = Date.parse('0001-01-01T00:00:00Z');

/** The random traffic with half of its requests at any time of their day. */
const spread = fc
  .tuple(traffic, fc.array(fc.nat({ max: DAY - 1 }), { minLength: 40, maxLength: 40 }))
  .map(([lines, at]) =>
    lines.map((line, index) =>
      index % 2 === 0
        ? line
        : {
            ...line,
            time: new Date(Date.parse(`${line.time.slice(0, 10)}T00:00:00Z`) + at[index % at.length]!).toISOString(),
          },
    ),
  );
const most = fc.oneof(fc.integer({ min: 1, max: 120 }), fc.constantFrom(1, 2, 60, 120));

onDatabases(({ database, graph }) => {
  test('the timeline of a session adds up to its requests under the same period and filter', async () => {
    const question = fc.record({ period, filter: filterInSession, part: fc.nat(), buckets: most });
    await fc.assert(
      fc.asyncProperty(spread, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter, part, buckets } of questions) {
          const { id, requests } = sessions[part % sessions.length]!;
          const { session } = await graph.query<{
            session: { filtered: Timeline; whole: Timeline; requests: { totalCount: { value: number } } };
          }>(
            tenant,
            `query ($id: ID!, $period: SessionTimeRange, $filter: SessionRequestFilter, $buckets: Int!) { session(id: $id) {
               filtered: timeline(period: $period, filter: $filter, buckets: $buckets) ${TIMELINE}
               whole: timeline(period: $period, buckets: $buckets) ${TIMELINE}
               requests(period: $period, filter: $filter) { totalCount { value } } } }`,
            { id, period: scope, filter, buckets },
          );
          const inScope = requests.filter((each) => inPeriod(each, scope));
          const times = requests.map(({ time }) => time.getTime());
          const first = Math.max(Math.min(...times), scope?.from?.getTime() ?? Number.NEGATIVE_INFINITY);
          const last = Math.min(Math.max(...times), scope?.to ? scope.to.getTime() - 1 : Number.POSITIVE_INFINITY);
          const expected = (members: NaiveRequest[], withMarked: boolean) =>
            first > last ? null : timelineOf(members, first, last, buckets, withMarked);
          const met = inScope.filter((each) => requestMeets(each, filter, inScope));
          expect(session.filtered).toEqual(expected(met, filter.includeFalsePositives ?? false));
          expect(session.whole).toEqual(expected(inScope, false));
          expect(sumOf(session.filtered)).toBe(session.requests.totalCount.value);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('the timeline of a list adds up to the matches of its sessions', async () => {
    const until = fc.option(
      fc.date({ min: new Date('2024-05-11T00:00:00Z'), max: new Date('2024-05-16T00:00:00Z'), noInvalidDate: true }),
    );
    const question = fc.record({ period, filter: sessionFilter, buckets: most, until });
    await fc.assert(
      fc.asyncProperty(spread, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        const kept = sessions.flatMap(({ requests }) => requests.map(({ time }) => time.getTime()));
        for (const { period: scope, filter: drawn, buckets, until } of questions) {
          const filter = withKnownIds(drawn, sessions);
          const { list } = await graph.query<{
            list: { timeline: Timeline; edges: { match: { requestCount: { value: number } } }[] };
          }>(
            tenant,
            `query ($period: SessionTimeRange, $filter: SessionFilter, $buckets: Int!, $until: DateTime) {
               list: sessions(period: $period, filter: $filter, first: 200) {
                 timeline(buckets: $buckets, until: $until) ${TIMELINE} edges { match { requestCount { value } } } } }`,
            { period: scope, filter, buckets, until },
          );
          const matching = sessions
            .filter((session) => sessionMeets(session, scope, filter))
            .flatMap(({ requests }) =>
              matchesOf(
                requests.filter((each) => inPeriod(each, scope)),
                filter,
              ),
            );
          const entries = [...(filter?.requests ?? []), ...(filter?.sequence ?? []).map(({ request }) => request)];
          const [first, last] = endsOf(scope, kept, until);
          const withMarked = entries.some(({ includeFalsePositives }) => includeFalsePositives);
          expect(list.timeline).toEqual(first > last ? null : timelineOf(matching, first, last, buckets, withMarked));
          expect(sumOf(list.timeline)).toBe(list.edges.reduce((sum, { match }) => sum + match.requestCount.value, 0));
        }
      }),
      { numRuns: 15 },
    );
  });
});

onDatabases(({ database, graph }) => {
  test('the p95 of any timeline is told to 1 %, alike with and without a filter, and exactly where times are equal', async () => {
    const duration = fc.oneof(
      fc.constantFrom(0, 0, 20, 20, 20.5),
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 3_600_000, noNaN: true }),
      fc.constant(undefined),
    );
    const line = fc.record({ durationMs: duration, at: fc.nat({ max: DAY - 1 }), sid: fc.constantFrom('one', 'two') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(1, 6, 96),
        async (lines, buckets) => {
          const { tenant, sessions } = await seed(
            database,
            graph,
            lines.map(({ at, ...each }, index) => ({
              ...each,
              id: `r${index}`,
              method: 'GET',
              path: '/',
              sourceTags: [],
              detections: [],
              blocked: false,
              time: new Date(Date.UTC(2024, 4, 12) + at).toISOString(),
            })),
          );
          const open = 'period: { from: "2024-05-12T00:00:00Z", to: "2024-05-13T00:00:00Z" }';
          // What every request meets.
          const all = 'blocked: false';
          const answer = await graph.query<{
            counted: { timeline: Timeline; nodes: { id: string; timeline: Timeline; filtered: Timeline }[] };
            filtered: { timeline: Timeline };
          }>(
            tenant,
            `query ($buckets: Int!) {
             counted: sessions(${open}) { timeline(buckets: $buckets) ${TIMELINE}
               nodes { id timeline(buckets: $buckets) ${TIMELINE} filtered: timeline(buckets: $buckets, filter: { ${all} }) ${TIMELINE} } }
             filtered: sessions(${open}, filter: { requests: [{ ${all} }] }) { timeline(buckets: $buckets) ${TIMELINE} } }`,
            { buckets },
          );
          expect(answer.filtered.timeline).toEqual(answer.counted.timeline);
          const timelines = [
            { timeline: answer.counted.timeline, requests: sessions.flatMap(({ requests }) => requests) },
            ...answer.counted.nodes.map(({ id, timeline, filtered }) => {
              expect(filtered).toEqual(timeline);
              return { timeline, requests: sessions.find((session) => session.id === id)!.requests };
            }),
          ];
          for (const { timeline, requests } of timelines) expectPercentiles(timeline!, requests);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('SQL puts a time into the bucket of the scale that an import puts it into', async () => {
    // Around the edge of every bucket: nothing is nearer to one.
    const edges = Array.from({ length: placeOfBucket(bucketOf(1e12)) }, (_, bucket) => Math.round(1.01 ** bucket));
    const units = [...new Set(edges.flatMap((edge) => [edge - 1, edge, edge + 1]))].filter((each) => each <= 1e12);
    const { text, values } =
      sql`SELECT units, ${scaleBucket(sql`units`)} AS bucket FROM unnest(${units}::float8[]) AS units`;
    const { rows } = await database.pool.query<{ units: number; bucket: number }>(text, values);
    expect(rows.map(({ bucket }) => bucket)).toEqual(rows.map((row) => bucketOf(row.units)));
  });
});

/** Against the sorted times, which are kept as whole microseconds. */
function expectPercentiles({ bucketMs, buckets }: NonNullable<Timeline>, requests: NaiveRequest[]): void {
  for (const { start, durationMsCount, durationMsP95 } of buckets) {
    const times = requests
      .filter(({ time }) => time.getTime() >= Date.parse(start) && time.getTime() < Date.parse(start) + bucketMs)
      .flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]))
      .toSorted((a, b) => a - b);
    expect(durationMsCount).toBe(times.length);
    const measured = times[Math.ceil(0.95 * times.length) - 1];
    if (measured === undefined) expect(durationMsP95).toBeNull();
    else expect(Math.abs(durationMsP95! - measured)).toBeLessThanOrEqual(measured * 0.01 + 0.000_5);
    if (new Set(times).size === 1 && Number.isInteger(measured)) expect(durationMsP95).toBe(measured);
  }
}

test('an axis covers its span with no more buckets than asked for', () => {
  const time = fc.integer({ min: Date.UTC(1901, 0, 1), max: Date.UTC(9999, 11, 31) });
  const length = fc.oneof(...[3, 5, 7, 9, 11, 14].map((digits) => fc.nat({ max: 10 ** digits })));
  fc.assert(
    fc.property(time, length, most, (begin, ms, buckets) => {
      const [first, last] = [new Date(begin), new Date(Math.min(begin + ms, Date.UTC(9999, 11, 31)))];
      const { bucketMs, starts } = timeAxis({ first, last }, buckets);
      expect(starts.length).toBeGreaterThanOrEqual(1);
      expect(starts.length).toBeLessThanOrEqual(buckets);
      expect(starts[0]!.getTime()).toBeLessThanOrEqual(first.getTime());
      expect(first.getTime()).toBeLessThan(starts[0]!.getTime() + bucketMs);
      expect(starts.at(-1)!.getTime()).toBeLessThanOrEqual(last.getTime());
      expect(last.getTime()).toBeLessThan(starts.at(-1)!.getTime() + bucketMs);
      // Edges are whole parts of a second, seconds, minutes, hours; of days and weeks, midnights.
      for (const start of starts) expect(Math.abs(start.getTime() % Math.min(bucketMs, DAY))).toBe(0);
      if (bucketMs % (7 * DAY) === 0) for (const start of starts) expect(start.getUTCDay()).toBe(1);
    }),
    { numRuns: 2_000 },
  );
});

/** First and last moment of a list's timeline. */
function endsOf(scope: Period | undefined, kept: number[], until: Date | null): [number, number] {
  const last = Math.max(...kept, until?.getTime() ?? Number.NEGATIVE_INFINITY);
  return [scope?.from?.getTime() ?? Math.min(...kept), scope?.to ? scope.to.getTime() - 1 : last];
}

function timelineOf(requests: NaiveRequest[], first: number, last: number, most: number, withMarked: boolean) {
  const place = (time: number, width: number) => Math.floor((time - MONDAY) / width);
  const widths = first === last ? WIDTHS.filter((width) => width >= 1_000) : WIDTHS;
  const bucketMs = widths.find((width) => place(last, width) - place(first, width) < most)!;
  const buckets: Bucket[] = [];
  for (let at = place(first, bucketMs); at <= place(last, bucketMs); at += 1) {
    const own = requests.filter(({ time }) => place(time.getTime(), bucketMs) === at);
    const counting = ({ detections }: NaiveRequest) => detections.some((each) => withMarked || !each.falsePositive);
    const classOf = ({ status }: NaiveRequest) => (status === null ? null : Math.floor(status / 100));
    const durations = own.map(({ durationMs }) => durationMs).filter((value) => value !== null);
    buckets.push({
      start: new Date(MONDAY + at * bucketMs).toISOString(),
      requests: own.length,
      malicious: own.filter(counting).length,
      blocked: own.filter(({ blocked }) => blocked).length,
      clientErrors: own.filter((each) => classOf(each) === 4).length,
      serverErrors: own.filter((each) => classOf(each) === 5).length,
      durationMsCount: durations.length,
      durationMsP95: durations.toSorted((a, b) => a - b)[Math.ceil(0.95 * durations.length) - 1] ?? null,
    });
  }
  return { bucketMs, buckets };
}

function sumOf(timeline: Timeline): number {
  return (timeline?.buckets ?? []).reduce((sum, { requests }) => sum + requests, 0);
}
