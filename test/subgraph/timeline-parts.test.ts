import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TimeAxis, timeAxis } from '../../subgraph/timelines/time-axis.ts';
import { continueAt, countNewestFirst, openAxis } from '../../subgraph/timelines/timeline-parts.ts';
import { period, sessionFilter, traffic } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import { seed, withKnownIds } from '../support/naive-sessions.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// A timeline in parts, newest first: whoever waits sees what is counted already, and together they are the whole.

interface Part {
  bucketMs: number;
  axisStart: string;
  continueFrom: string | null;
  buckets: { start: string; requests: number }[];
}
const FIELDS = `bucketMs axisStart buckets {
  start requests malicious blocked clientErrors serverErrors durationMsCount durationMsP95 }`;
const QUESTION = `query ($period: SessionTimeRange, $filter: SessionFilter, $buckets: Int!, $until: DateTime, $continueFrom: String) {
  sessions(period: $period, filter: $filter) {
    whole: timeline(buckets: $buckets, until: $until) { ${FIELDS} }
    part: timeline(buckets: $buckets, until: $until, budgetMs: 1, continueFrom: $continueFrom) { continueFrom ${FIELDS} } } }`;

onDatabases(({ database, graph }) => {
  test('parts joined are the whole, under any period and filter', async () => {
    const until = fc.option(
      fc.date({ min: new Date('2024-05-11T00:00:00Z'), max: new Date('2024-05-16T00:00:00Z'), noInvalidDate: true }),
    );
    const question = fc.record({ period, filter: sessionFilter, buckets: fc.constantFrom(2, 12, 40), until });
    let continued = 0;
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 4, maxLength: 4 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { filter: drawn, ...asked } of questions) {
          const variables = { ...asked, filter: withKnownIds(drawn, sessions) };
          const ask = async (continueFrom: string | null) => {
            const data = await graph.query<{ sessions: { whole: Part | null; part: Part | null } }>(tenant, QUESTION, {
              ...variables,
              continueFrom,
            });
            return data.sessions;
          };
          const { whole, part } = await ask(null);
          if (!whole || !part) {
            expect([whole, part]).toEqual([null, null]);
            continue;
          }
          const parts = [part];
          while (parts[0]!.continueFrom !== null) {
            const older = (await ask(parts[0]!.continueFrom)).part!;
            // Each is a step towards the beginning.
            expect(older.buckets.length).toBeGreaterThan(0);
            parts.unshift(older);
            continued += 1;
          }
          const [{ continueFrom: _, ...joined }] = parts as [Part];
          expect({ ...joined, buckets: parts.flatMap(({ buckets }) => buckets) }).toEqual(whole);
          expect(new Set(parts.map(({ axisStart }) => axisStart)).size).toBe(1);
        }
      }),
      { numRuns: 6 },
    );
    expect(continued).toBeGreaterThan(0);
  });

  test('what was answered first stays, whatever comes while it is counted', async () => {
    const tenant = newTenant();
    const at = (day: number) => ({ sid: 's', time: `2024-05-${day}T10:00:00Z`, status: 500 });
    await importLines(database, tenant, [at(10), at(11), at(14)]);
    const asked = { buckets: 5, filter: { requests: [{ statuses: [500] }] } };
    const ask = async (continueFrom: string | null) =>
      (await graph.query<{ sessions: { part: Part } }>(tenant, QUESTION, { ...asked, continueFrom })).sessions.part;
    const first = await ask(null);
    // Everything kept is longer now: a new question has other buckets.
    await importLines(database, tenant, [at(29)]);
    const older = await ask(first.continueFrom);
    expect(older).toMatchObject({ bucketMs: first.bucketMs, axisStart: first.axisStart });
    expect(Date.parse(older.buckets.at(-1)!.start) + older.bucketMs).toBe(Date.parse(first.buckets[0]!.start));
  });

  test('what is no place to count on from is refused', async () => {
    const tenant = newTenant();
    const ask = async (arguments_: string) =>
      (await graph.ask(tenant, `{ sessions { timeline(${arguments_}) { bucketMs } } }`)).errors?.[0];
    for (const text of [
      '',
      'x',
      continueAt({ bucketMs: 7, starts: [new Date(0)] }, 1),
      far(1_000_000),
      far(0.5),
      far(0),
    ]) {
      expect(await ask(`continueFrom: ${JSON.stringify(text)}`)).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', path: 'continueFrom' },
      });
    }
    for (const budget of [0, -5, 60_001]) {
      expect(await ask(`budgetMs: ${budget}`)).toMatchObject({
        message: expect.stringContaining('from 1 to 60000'),
        extensions: { code: 'BAD_USER_INPUT', path: 'budgetMs' },
      });
    }
  });
});

const far = (count: number) => continueAt({ bucketMs: 3_600_000, starts: [new Date('2024-05-10T00:00:00Z')] }, count);

describe('the time to count', () => {
  const week: TimeAxis = timeAxis({ first: new Date('2024-05-06'), last: new Date('2024-05-12T23:00:00Z') }, 60);

  /** How many buckets each look was at, where each takes so many milliseconds. */
  async function looks(budgetMs: number | null, msPerBucket: number) {
    let now = 0;
    const widths: number[] = [];
    const { from } = await countNewestFirst(
      week,
      budgetMs,
      async ({ from: first, to }) => {
        const width = (to!.getTime() - first!.getTime()) / week.bucketMs;
        widths.push(width);
        now += width * msPerBucket;
        return [];
      },
      () => now,
    );
    return { widths, from };
  }

  test('a look is at a day, then at what the time that is left seems enough for', async () => {
    expect(week.starts).toHaveLength(56);
    expect(await looks(null, 100)).toEqual({ widths: [56], from: 0 });
    expect(await looks(1_000, 1)).toEqual({ widths: [8, 32, 16], from: 0 });
    expect(await looks(1_000, 50)).toEqual({ widths: [8, 12], from: 36 });
    // However long it takes, it is a step.
    expect(await looks(1, 1_000)).toEqual({ widths: [8], from: 48 });
  });

  test('where an answer stopped, the next one goes on', () => {
    expect(openAxis(continueAt(week, 36))).toEqual({ ...week, starts: week.starts.slice(0, 36) });
  });
});
