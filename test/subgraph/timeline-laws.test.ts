import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Period } from '../../subgraph/filters/filter.type.ts';
import { timeAxis } from '../../subgraph/timelines/time-axis.ts';
import { period, requestFilter, sessionFilter, traffic } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import { inPeriod, type NaiveRequest, requestMeets, sessionMeets } from '../support/naive-filter.ts';
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
// Seconds, minutes, hours and days, as the decision lists them; then weeks, doubled.
const WIDTHS = [
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
    const question = fc.record({ period, filter: requestFilter, part: fc.nat(), buckets: most });
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
          const met = inScope.filter((each) => requestMeets(each, filter));
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
          const entries = filter?.requests ?? [];
          const matching = sessions
            .filter((session) => sessionMeets(session, scope, filter))
            .flatMap(({ requests }) => requests.filter((each) => inPeriod(each, scope)))
            .filter((each) => entries.length === 0 || entries.some((entry) => requestMeets(each, entry)));
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
      // Edges are whole seconds, minutes, hours; of days and weeks, midnights.
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
  const bucketMs = WIDTHS.find((width) => place(last, width) - place(first, width) < most)!;
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
