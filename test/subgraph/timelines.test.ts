import { expect, test } from 'vitest';
import { onDatabases } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What an analyst sees over time. That the numbers add up under every filter is tested in timeline-laws.test.ts.

interface Timeline {
  bucketMs: number;
  buckets: { start: string; requests: number; malicious: number; durationMsP95: number | null }[];
}
const TIMELINE = 'bucketMs buckets { start requests malicious blocked clientErrors serverErrors durationMsP95 }';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

onDatabases(({ database, graph }) => {
  /** The session of a request, with its timeline under some arguments. */
  const timelineOf = async (tenant: string, request: string, args = '(buckets: 60)') => {
    const data = await graph.query<{ request: { session: { timeline: Timeline | null } } }>(
      tenant,
      `query ($id: ID!) { request(id: $id) { session { timeline${args} { ${TIMELINE} } } } }`,
      { id: request },
    );
    return data.request.session.timeline;
  };
  const filled = (timeline: Timeline | null) =>
    timeline?.buckets
      .filter(({ requests }) => requests > 0)
      .map(({ start, requests }) => [start.slice(11, 19), requests]);

  /** Two hours: a slow beginning, a burst with an attack in it, and one late request. */
  const story: Line[] = [
    { id: 'first', time: '2024-05-12T10:01:07Z', status: 200, durationMs: 10 },
    { id: 'second', time: '2024-05-12T10:20:00Z', status: 404 },
    ...Array.from({ length: 20 }, (_, index) => ({
      id: `burst-${index}`,
      time: `2024-05-12T11:00:${String(index).padStart(2, '0')}.500Z`,
      method: 'POST',
      status: index === 19 ? 500 : 403,
      durationMs: (index + 1) * 10,
      blocked: index % 2 === 0,
      detections: index < 3 ? [{ type: 'sqli', falsePositive: index === 0 }] : [],
    })),
    { id: 'late', time: '2024-05-12T11:59:59.999Z' },
  ].map((line) => ({ ...line, sid: 'one' }));

  test('a burst of two seconds has a shape: its buckets are parts of a second; one moment alone is one second', async () => {
    const tenant = newTenant();
    const burst = Array.from({ length: 600 }, (_, n) => ({
      id: `hit-${n}`,
      sid: 'burst',
      // 500 in the first half second, the rest slower.
      time: new Date(Date.UTC(2024, 4, 12, 10) + (n < 500 ? n : 500 + (n - 500) * 15)).toISOString(),
    }));
    const once = { id: 'once', sid: 'once', time: '2024-05-12T10:00:00.250Z' };
    await importLines(database, tenant, [...burst, once]);
    const timeline = (await timelineOf(tenant, 'hit-0'))!;
    expect([timeline.bucketMs, timeline.buckets.length]).toEqual([50, 40]);
    expect(timeline.buckets.slice(0, 12).map(({ requests }) => requests)).toEqual([...Array(10).fill(50), 4, 3]);
    expect(timeline.buckets[1]!.start).toBe('2024-05-12T10:00:00.050Z');
    expect(timeline.buckets.reduce((sum, { requests }) => sum + requests, 0)).toBe(600);
    expect(await timelineOf(tenant, 'once')).toMatchObject({
      bucketMs: 1000,
      buckets: [{ start: '2024-05-12T10:00:00.000Z', requests: 1 }],
    });
  });

  test('two hours of a session are sixty times two minutes, and the burst shows what it was', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, story);
    const timeline = (await timelineOf(tenant, 'first', ''))!;
    expect(timeline.bucketMs).toBe(2 * MINUTE);
    expect(timeline.buckets).toHaveLength(60);
    expect(filled(timeline)).toEqual([
      ['10:00:00', 1],
      ['10:20:00', 1],
      ['11:00:00', 20],
      ['11:58:00', 1],
    ]);
    expect(timeline.buckets[30]).toEqual({
      start: '2024-05-12T11:00:00.000Z',
      requests: 20,
      malicious: 2,
      blocked: 10,
      clientErrors: 19,
      serverErrors: 1,
      // The nineteenth of twenty.
      durationMsP95: 190,
    });
    expect(timeline.buckets[10]).toMatchObject({ clientErrors: 1, durationMsP95: null });
    expect(timeline.buckets[1]).toMatchObject({ requests: 0, durationMsP95: null });
  });

  test('a filter empties buckets and moves none; a period cuts the axis, and shows its own silence', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, story);
    const whole = (await timelineOf(tenant, 'first', ''))!;
    const filtered = (await timelineOf(tenant, 'first', '(filter: { malicious: true, includeFalsePositives: true })'))!;
    expect(filtered.buckets.map(({ start }) => start)).toEqual(whole.buckets.map(({ start }) => start));
    expect(filtered.buckets[30]).toMatchObject({ requests: 3, malicious: 3 });
    expect(filled(await timelineOf(tenant, 'first', '(filter: { methods: ["PUT"] })'))).toEqual([]);

    // Half open: the request of 11:00:10.500 begins the period behind.
    const args = (name: string) =>
      `(buckets: 20, period: { from: "2024-05-12T10:30:00Z", to: "2024-05-12T11:00:10.500Z" }${name})`;
    const cut = (await timelineOf(tenant, 'first', args('')))!;
    expect(cut.bucketMs).toBe(2 * MINUTE);
    expect([cut.buckets[0]!.start, cut.buckets.at(-1)!.start]).toEqual([
      '2024-05-12T10:30:00.000Z',
      '2024-05-12T11:00:00.000Z',
    ]);
    expect(filled(cut)).toEqual([['11:00:00', 10]]);
    const cutAndFiltered = (await timelineOf(tenant, 'first', args(', filter: { blocked: false }')))!;
    expect(cutAndFiltered.buckets).toHaveLength(16);
    expect(filled(cutAndFiltered)).toEqual([['11:00:00', 5]]);

    // A stretch of the session in which nothing happened is a stretch of it; what lies outside of the session is not.
    const silent = '(buckets: 10, period: { from: "2024-05-12T10:30:00Z", to: "2024-05-12T10:40:00Z" })';
    expect((await timelineOf(tenant, 'first', silent))!.buckets.map(({ requests }) => requests)).toEqual(
      Array(10).fill(0),
    );
    const wide = '(period: { from: "2024-05-01T00:00:00Z", to: "2024-06-01T00:00:00Z" })';
    expect(await timelineOf(tenant, 'first', wide)).toEqual(whole);
    expect(await timelineOf(tenant, 'first', '(period: { to: "2024-05-12T10:01:07Z" })')).toBeNull();
    expect(await timelineOf(tenant, 'first', '(period: { from: "2024-05-12T12:00:00Z" })')).toBeNull();
  });

  test('the same moments in another time zone are the same question', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, story);
    const utc = '(period: { from: "2024-05-12T10:00:00Z", to: "2024-05-12T11:00:05Z" })';
    const berlin = '(period: { from: "2024-05-12T12:00:00+02:00", to: "2024-05-12T13:00:05+02:00" })';
    expect(await timelineOf(tenant, 'first', berlin)).toEqual(await timelineOf(tenant, 'first', utc));
  });

  const list = (tenant: string, args: string, buckets = 60, until = '') =>
    graph
      .query<{ sessions: { timeline: Timeline | null } }>(
        tenant,
        `{ sessions(first: 1${args}) { timeline(buckets: ${buckets}${until}) { ${TIMELINE} } } }`,
      )
      .then(({ sessions }) => sessions.timeline);

  test('a list covers its period, all sessions of it, and days of equal length when clocks change', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { sid: 'one', time: '2024-03-30T23:59:59.999Z', method: 'POST', status: 403 },
      { sid: 'two', time: '2024-03-31T00:00:00Z', method: 'POST' },
      { sid: 'two', time: '2024-03-31T12:00:00Z', status: 403 },
      { sid: 'three', time: '2024-04-01T08:00:00Z', method: 'POST' },
    ]);
    const period = 'period: { from: "2024-03-28T06:00:00Z", to: "2024-04-03T06:00:00Z" }';
    const week = (await list(tenant, `, ${period}`, 7))!;
    expect(week.bucketMs).toBe(24 * HOUR);
    expect(week.buckets.map(({ start, requests }) => [start.slice(5, 10), requests])).toEqual([
      ['03-28', 0],
      ['03-29', 0],
      ['03-30', 1],
      ['03-31', 2],
      ['04-01', 1],
      ['04-02', 0],
      ['04-03', 0],
    ]);
    // Entries are met by different requests of a session: `two` is listed, `one` by its only request, `three` is not.
    const filter = 'filter: { requests: [{ methods: ["POST"] }, { statuses: [403] }] }';
    const both = (await list(tenant, `, ${period}, ${filter}`, 7))!;
    expect(both.buckets.map(({ requests }) => requests)).toEqual([0, 0, 1, 2, 0, 0, 0]);
    // Without a period, from the first to the last request that is kept, whatever the filter.
    const kept = (await list(tenant, ', filter: { requests: [{ statuses: [403] }] }', 60))!;
    expect([kept.buckets[0]!.start, kept.buckets.at(-1)!.start, kept.bucketMs]).toEqual([
      '2024-03-30T23:00:00.000Z',
      '2024-04-01T08:00:00.000Z',
      HOUR,
    ]);
    // A second and the moment after it, in steps of 20 ms.
    expect((await list(tenant, ', period: { from: "2024-04-01T07:59:59Z" }', 60))!.buckets).toHaveLength(51);
    expect(await list(tenant, ', period: { from: "2024-04-01T08:00:01Z" }')).toBeNull();
    expect(await list(tenant, ', period: { from: "2024-04-01T08:00:00Z", to: "2024-04-01T08:00:00Z" }')).toBeNull();
  });

  test('a list that has no end reaches to who looks, or to a later request, and its silence is seen', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      { sid: 'one', time: '2024-05-06T09:00:00Z', method: 'POST' },
      { sid: 'two', time: '2024-05-08T10:00:00Z' },
    ]);
    const ends = async (args: string, until: string) => {
      const timeline = await list(tenant, args, 10, `, until: "${until}"`);
      return timeline && [filled(timeline)!.length, timeline.buckets[0]!.start, timeline.buckets.at(-1)!.start];
    };
    const since = ', period: { from: "2024-05-05T00:00:00Z" }';
    // Until the ninth day of the month, at noon; two of its days had requests, the others are there all the same.
    const seen = [2, '2024-05-05T00:00:00.000Z', '2024-05-09T12:00:00.000Z'];
    expect(await ends(since, '2024-05-09T12:30:00Z')).toEqual(seen);
    const posts = `${since}, filter: { requests: [{ methods: ["POST"] }] }`;
    expect(await ends(posts, '2024-05-09T12:30:00Z')).toEqual([1, ...seen.slice(1)]);
    // A clock that is behind hides nothing.
    expect(await ends(since, '2024-05-06T00:00:00Z')).toEqual([2, seen[1], '2024-05-08T00:00:00.000Z']);
    // Without a beginning, from the first request on; in a time that holds none, the time itself.
    expect(await ends('', '2024-05-09T12:30:00Z')).toEqual([2, '2024-05-06T00:00:00.000Z', seen[2]]);
    expect(await ends(', period: { from: "2024-05-09T12:00:00Z" }', '2024-05-09T12:00:09Z')).toEqual([
      0,
      '2024-05-09T12:00:00.000Z',
      '2024-05-09T12:00:09.000Z',
    ]);
    expect(await ends(', period: { from: "2024-05-10T00:00:00Z" }', '2024-05-09T12:00:00Z')).toBeNull();
    // The end of a period is its own.
    expect(
      await ends(', period: { from: "2024-05-06T00:00:00Z", to: "2024-05-07T00:00:00Z" }', '2024-05-09T12:00:00Z'),
    ).toEqual([1, '2024-05-06T00:00:00.000Z', '2024-05-06T21:00:00.000Z']);
    // Nothing is kept at all.
    expect(await list(newTenant(), '', 10, ', until: "2024-05-09T12:30:00Z"')).toBeNull();
  });

  test('another tenant sees nothing', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await importLines(database, tenant, story);
    expect(await list(other, '')).toBeNull();
    const day = (await list(other, ', period: { from: "2024-05-12T00:00:00Z", to: "2024-05-13T00:00:00Z" }'))!;
    expect(day.buckets).toHaveLength(48);
    expect(filled(day)).toEqual([]);
    // Equal cookies of two tenants are two sessions.
    await importLines(database, other, [{ id: 'own', sid: 'one', time: '2024-05-12T11:00:00Z' }]);
    expect(filled(await timelineOf(other, 'own'))).toEqual([['11:00:00', 1]]);
  });

  test.each([0, -1, 121])('%i buckets are refused, and the page is served', async (buckets) => {
    const tenant = newTenant();
    await importLines(database, tenant, story);
    const { data, errors } = await graph.ask(
      tenant,
      `{ sessions { timeline(buckets: ${buckets}) { bucketMs } nodes { requestCount timeline(buckets: ${buckets}) { bucketMs } } } }`,
    );
    expect(data).toEqual({ sessions: { timeline: null, nodes: [{ requestCount: 23, timeline: null }] } });
    expect(errors).toHaveLength(2);
    for (const { message, extensions } of errors!) {
      expect(message).toBe('buckets: must be from 1 to 120');
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: 'buckets' });
    }
  });

  test('a period or filter that cannot be meant is named', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, story);
    const { errors } = await graph.ask(
      tenant,
      `{ sessions { nodes {
         a: timeline(period: { from: "2024-05-13T00:00:00Z", to: "2024-05-12T00:00:00Z" }) { bucketMs }
         b: timeline(filter: { methods: [] }) { bucketMs } } } }`,
    );
    expect(errors?.map(({ extensions }) => [extensions.code, extensions.path])).toEqual([
      ['BAD_USER_INPUT', 'period'],
      ['BAD_USER_INPUT', 'filter.methods'],
    ]);
  });
});
