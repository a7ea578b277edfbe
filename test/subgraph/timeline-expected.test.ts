import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RELATIVE_ERROR } from '../../subgraph/baselines/histogram.ts';
import type { RequestFilter } from '../../subgraph/filters/filter.type.ts';
import { period } from '../support/arbitraries.ts';
import { readFuzzingLog } from '../support/fuzzing-log.ts';
import { onDatabases } from '../support/graph.ts';
import { filterOfMeasured, measuredTraffic } from '../support/measured-traffic.ts';
import { type Measured, NaiveBaselines, quantileOfLists } from '../support/naive-baselines.ts';
import { inPeriod, requestMeets } from '../support/naive-filter.ts';
import { seed } from '../support/naive-sessions.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// The p95 that is usual for the requests of each bucket of a session's timeline.

interface Bucket {
  start: string;
  durationMsCount: number;
  durationMsP95: number | null;
  durationMsExpectedP95: number | null;
  durationMsExpectedCount: number;
}
type Timeline = { bucketMs: number; buckets: Bucket[] } | null;
const TIMELINE =
  '{ bucketMs buckets { start durationMsCount durationMsP95 durationMsExpectedP95 durationMsExpectedCount } }';

const buckets = fc.constantFrom(1, 2, 9, 60, 120);

onDatabases(({ database, graph }) => {
  const ofSession = async <T>(tenant: string, request: string, fields: string, variables: object = {}): Promise<T> => {
    const types = {
      period: 'SessionTimeRange',
      filter: 'SessionRequestFilter',
      rest: 'SessionRequestFilter',
      buckets: 'Int! = 60',
    };
    const used = Object.entries(types).filter(([name]) => fields.includes(`$${name}`));
    const declared = used.map(([name, type]) => `, $${name}: ${type}`).join('');
    const data = await graph.query<{ request: { session: T } }>(
      tenant,
      `query ($id: ID!${declared}) { request(id: $id) { session { ${fields} } } }`,
      { id: request, ...variables },
    );
    return data.request.session;
  };
  const timelineOf = async (tenant: string, request: string, variables: object = {}): Promise<Timeline> => {
    const fields = `timeline(period: $period, filter: $filter, buckets: $buckets) ${TIMELINE}`;
    return (await ofSession<{ timeline: Timeline }>(tenant, request, fields, variables)).timeline;
  };

  test('is what sorted values say, under every period and filter', async () => {
    let told = 0;
    const question = fc.record({ period, filter: filterOfMeasured, buckets });
    const whole = fc.record({ period: fc.constant(undefined), filter: fc.constant({}), buckets });
    await fc.assert(
      fc.asyncProperty(
        measuredTraffic,
        whole,
        fc.array(question, { minLength: 7, maxLength: 7 }),
        async (lines, ...asks) => {
          const { tenant, sessions } = await seed(database, graph, lines);
          const known = new Map(
            sessions.flatMap(({ id: session, requests }) =>
              requests.map((each): [string, Measured] => [each.id, { ...each, session, endpoint: each.endpointId }]),
            ),
          );
          const baselines = new NaiveBaselines([...known.values()]);
          for (const [index, asked] of asks.flat().entries()) {
            const { requests } = sessions[index % sessions.length]!;
            const timeline = await timelineOf(tenant, requests[0]!.id, asked);
            const inScope = requests.filter((each) => inPeriod(each, asked.period));
            const met = inScope.filter((each) => requestMeets(each, asked.filter, inScope));
            for (const bucket of timeline?.buckets ?? []) {
              const offset = ({ time }: { time: Date }) => time.getTime() - Date.parse(bucket.start);
              const timed = met
                .filter((each) => offset(each) >= 0 && offset(each) < timeline!.bucketMs)
                .filter(({ durationMs }) => durationMs !== null);
              const lists = timed
                .map(({ id }) => baselines.comparedWith(known.get(id)!, 'durationMs'))
                .filter(({ length }) => length >= 50);
              expect(bucket.durationMsCount).toBe(timed.length);
              expect(bucket.durationMsExpectedCount).toBe(lists.length);
              if (lists.length === 0) expect(bucket.durationMsExpectedP95).toBeNull();
              else {
                const exact = quantileOfLists(lists, 95);
                // A microsecond is the smallest difference that is told apart.
                const error = exact * RELATIVE_ERROR + 0.001;
                expect(Math.abs(bucket.durationMsExpectedP95! - exact)).toBeLessThanOrEqual(error);
                told += 1;
              }
            }
          }
        },
      ),
      { numRuns: 15 },
    );
    expect(told).toBeGreaterThanOrEqual(15);
  });

  test('of requests that share a baseline, it is theirs; and it is made of the requests that have one', async () => {
    let shared = 0;
    const fields = `timeline(buckets: $buckets) ${TIMELINE} requests(first: 200) { nodes { time status durationMs
      endpointSummary { id } expected { durationMsSampleCount durationMsP95 } } }`;
    interface Answer {
      timeline: NonNullable<Timeline>;
      requests: {
        nodes: {
          time: string;
          status: number | null;
          durationMs: number | null;
          endpointSummary: { id: string };
          expected: { durationMsSampleCount: number; durationMsP95: number | null } | null;
        }[];
      };
    }
    await fc.assert(
      fc.asyncProperty(measuredTraffic, buckets, async (lines, most) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { requests } of sessions.filter((each) => each.requests.length <= 200)) {
          const session = await ofSession<Answer>(tenant, requests[0]!.id, fields, { buckets: most });
          const { bucketMs, buckets: found } = session.timeline;
          for (const bucket of found) {
            const own = session.requests.nodes.filter(({ time, durationMs, expected }) => {
              const offset = Date.parse(time) - Date.parse(bucket.start);
              const isInside = offset >= 0 && offset < bucketMs;
              return isInside && durationMs !== null && expected && expected.durationMsSampleCount >= 50;
            });
            expect(bucket.durationMsExpectedCount).toBe(own.length);
            const kinds = own.map(({ endpointSummary, status }) => `${endpointSummary.id} ${status! < 400}`);
            if (new Set(kinds).size !== 1) continue;
            expect(bucket.durationMsExpectedP95).toBe(own[0]!.expected!.durationMsP95);
            shared += 1;
          }
        }
      }),
      { numRuns: 10 },
    );
    expect(shared).toBeGreaterThan(0);
  });

  test('what a filter shows and what it hides make up the whole, and its p95 lies between theirs', async () => {
    const condition = fc.constantFrom<RequestFilter>(
      { methods: ['GET'] },
      { statusClasses: [2] },
      { durationMs: { gte: 20 } },
      { endpoint: 'login' },
    );
    await fc.assert(
      fc.asyncProperty(measuredTraffic, condition, fc.nat(), buckets, async (lines, shown, part, most) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        const { requests } = sessions[part % sessions.length]!;
        const { whole, met, rest } = await ofSession<Record<string, NonNullable<Timeline>>>(
          tenant,
          requests[0]!.id,
          `whole: timeline(buckets: $buckets) ${TIMELINE} met: timeline(filter: $filter, buckets: $buckets) ${TIMELINE}
           rest: timeline(filter: $rest, buckets: $buckets) ${TIMELINE}`,
          { filter: shown, rest: { not: [shown] }, buckets: most },
        );
        for (const [index, bucket] of whole!.buckets.entries()) {
          const parts = [met!.buckets[index]!, rest!.buckets[index]!];
          expect(bucket.durationMsExpectedCount).toBe(
            parts.reduce((sum, each) => sum + each.durationMsExpectedCount, 0),
          );
          const known = parts.flatMap(({ durationMsExpectedP95 }) => durationMsExpectedP95 ?? []);
          if (known.length === 0) continue;
          const error = 1 + RELATIVE_ERROR;
          expect(bucket.durationMsExpectedP95!).toBeGreaterThanOrEqual(Math.min(...known) / error);
          expect(bucket.durationMsExpectedP95!).toBeLessThanOrEqual(Math.max(...known) * error);
        }
      }),
      { numRuns: 15 },
    );
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

  test('a slow report is usual where it is always slow, and the cart beside it is not', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      ...Array.from({ length: 60 }, () => shop('/report', 900)),
      ...Array.from({ length: 500 }, () => shop('/cart', 10)),
      ...Array.from({ length: 49 }, () => shop('/rare', 10)),
      ...Array.from({ length: 4 }, () => shop('/report', 900, { sid: 'seen', time: at(1) })),
      { ...shop('/cart', 900, { sid: 'seen', time: at(2) }), id: 'seen' },
      // Nobody knows how long these take: too few, without an answer, blocked, not measured.
      shop('/rare', 5_000, { sid: 'seen', time: at(2) }),
      shop('/cart', 5_000, { sid: 'seen', time: at(2), status: undefined }),
      shop('/cart', 5_000, { sid: 'seen', time: at(2), blocked: true }),
      { ...shop('/cart', 0, { sid: 'seen', time: at(2) }), durationMs: undefined },
      shop('/rare', 10, { sid: 'seen', time: at(3) }),
    ]);
    const timeline = await timelineOf(tenant, 'seen', { buckets: 3 });
    expect(timeline!.buckets).toEqual([
      {
        start: at(1),
        durationMsCount: 4,
        durationMsP95: 900,
        durationMsExpectedP95: 900,
        durationMsExpectedCount: 4,
      },
      {
        start: at(2),
        durationMsCount: 4,
        durationMsP95: 5_000,
        durationMsExpectedP95: 10,
        durationMsExpectedCount: 1,
      },
      {
        start: at(3),
        durationMsCount: 1,
        durationMsP95: 10,
        durationMsExpectedP95: null,
        durationMsExpectedCount: 0,
      },
    ]);
    // Another tenant with the same traffic of the session has nobody to compare it with.
    const other = newTenant();
    await importLines(database, other, [shop('/cart', 900, { id: 'alone', sid: 'seen' })]);
    expect((await timelineOf(other, 'alone'))!.buckets).toMatchObject([
      { durationMsCount: 1, durationMsExpectedP95: null, durationMsExpectedCount: 0 },
    ]);
  });

  test('a list has sessions of many days: nothing is usual for all of them', async () => {
    const tenant = newTenant();
    await importLines(
      database,
      tenant,
      Array.from({ length: 120 }, (_, n) => shop('/cart', 10, { sid: `${n % 2}` })),
    );
    const { sessions } = await graph.query<{ sessions: { timeline: Timeline; nodes: { timeline: Timeline }[] } }>(
      tenant,
      `{ sessions { timeline ${TIMELINE} nodes { timeline ${TIMELINE} } } }`,
    );
    expect(sessions.timeline!.buckets).toMatchObject([
      { durationMsCount: 120, durationMsP95: 10, durationMsExpectedP95: null, durationMsExpectedCount: 0 },
    ]);
    for (const { timeline } of sessions.nodes) {
      expect(timeline!.buckets).toMatchObject([{ durationMsExpectedP95: 10, durationMsExpectedCount: 60 }]);
    }
  });

  test('a real fuzzing run beside a second one: each bucket of the second stands beside what the first measured', async () => {
    const tenant = newTenant();
    const { lines } = readFuzzingLog(Date.parse('2024-05-18'));
    const runs = lines.map(({ parameters: _, ...line }, n) => ({ ...line, id: `r${n}`, sid: n % 2 ? 'odd' : 'even' }));
    await importLines(database, tenant, runs);
    const timeline = (await timelineOf(tenant, 'r1'))!;
    const { rows } = await database.pool.query<{ id: string; endpoint_id: string }>(
      'SELECT id, endpoint_id FROM request WHERE tenant = $1',
      [tenant],
    );
    const endpoints = new Map(rows.map((row) => [row.id, row.endpoint_id]));
    const requests = runs.map(
      ({ id, sid, time, status, durationMs }): Measured => ({
        id,
        session: sid,
        endpoint: endpoints.get(id)!,
        time: new Date(time),
        status,
        blocked: false,
        durationMs,
        sizeBytes: null,
      }),
    );
    const baselines = new NaiveBaselines(requests);
    const known = timeline.buckets.filter(({ durationMsExpectedP95 }) => durationMsExpectedP95 !== null);
    expect(known.length).toBeGreaterThan(5);
    for (const bucket of known) {
      const start = Date.parse(bucket.start);
      const lists = requests
        .filter(({ session, time }) => session === 'odd' && +time >= start && +time < start + timeline.bucketMs)
        .map((each) => baselines.comparedWith(each, 'durationMs'))
        .filter(({ length }) => length >= 50);
      expect(bucket.durationMsExpectedCount).toBe(lists.length);
      const exact = quantileOfLists(lists, 95);
      expect(Math.abs(bucket.durationMsExpectedP95! - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR);
    }
  });
});
