import { beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../support/database.ts';
import { givenGraph, onDatabases } from '../support/graph.ts';
import { rowsRead, statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What is asked without a filter is counted when requests come: its cost is that of its answer. That the numbers are right
// under every period and filter is tested in timeline-laws.test.ts and statistics-laws.test.ts.

/** Two days of 20 sessions each, one after the other, at minutes 20 to 30 of an hour; the same values however many requests. */
function twoDays(count: number): Line[] {
  return Array.from({ length: count }, (_, index) => {
    const session = index % 40;
    const hour = Date.UTC(2024, 4, 11 + Math.floor(session / 20), session % 20);
    const within = Math.floor(index / 40);
    return {
      time: new Date(hour + 20 * 60_000 + Math.floor((within * 600_000) / (count / 40))).toISOString(),
      sid: `session ${session}`,
      method: ['GET', 'GET', 'POST', 'PUT'][within % 4],
      path: `/${'abcdefgh'[within % 8]}`,
      host: ['a.example', 'b.example'][within % 2],
      status: [200, 200, 404, 500, undefined][within % 5],
      durationMs: [1, 2, 30, 400, undefined, 5_000][within % 6],
      ip: `10.0.0.${session}`,
      user: within % 3 === 0 ? undefined : `user ${session}`,
      sourceTags: within % 2 === 0 ? ['vpn'] : [],
      blocked: within % 7 === 0,
      detections: within % 10 === 0 ? [{ type: 'sqli' }] : [],
    };
  });
}

const EVERY = `METHOD, HOST, APPLICATION, COUNTRY, SOURCE_TAG, PROTOCOL, ATTACK_TYPE, USER, ROLE, IP, STATUS, STATUS_CLASS, ENDPOINT,
  DEVIATION`;
const OF_ENDPOINTS = 'BUSINESS_FLOW, ENDPOINT_RISK_LEVEL, ENDPOINT_CONFIRMATION, ENDPOINT_KIND, ROGUE, SENSITIVE_DATA';
const TIMELINE = '{ bucketMs buckets { start requests malicious blocked clientErrors serverErrors durationMsP95 } }';
/** Cuts a day where no session is alive. */
const CUT = 'period: { from: "2024-05-11T06:07:00Z" }';

describe('without a filter, ten times as many requests with the same values', () => {
  const { database, graph } = givenGraph(DATABASES.at(-1)!);
  beforeAll(async () => {
    for (const count of [2_000, 20_000]) await importLines(database, `requests-${count}`, twoDays(count));
    await database.pool.query('ANALYZE');
  });
  const cost = async (count: number, text: string) => {
    let rows = 0;
    for (const statement of await statementsOf(() => graph.query(`requests-${count}`, text))) {
      rows += await rowsRead(database, statement);
    }
    return rows;
  };
  const growth = async (text: string) => (await cost(20_000, text)) / (await cost(2_000, text));

  test.each([
    ['the timeline of everything kept', `{ sessions { timeline ${TIMELINE} } }`],
    ['the timeline of a period that cuts a quarter of an hour', `{ sessions(${CUT}) { timeline ${TIMELINE} } }`],
    [
      'the facets of everything kept',
      `{ sessions { facets(dimensions: [${EVERY}]) { total valueCount buckets { key count } } } }`,
    ],
    [
      'those that follow from endpoints',
      `{ sessions { facets(dimensions: [${OF_ENDPOINTS}]) { total buckets { key count } } } }`,
    ],
    [
      'the facets of a period that cuts a day',
      `{ sessions(${CUT}) { facets(dimensions: [${EVERY}]) { total exact buckets { key count } } } }`,
    ],
    ['the values of a picker', `{ sessionFilterOptions(dimension: STATUS, ${CUT}) { key count } }`],
    ['the number of sessions', `{ sessions(${CUT}) { totalCount { value exact } } }`],
    [
      'the statistics of a session',
      `{ sessions(first: 1) { nodes { statistics(dimensions: [${EVERY}, ${OF_ENDPOINTS}], ${CUT}) { total valueCount buckets { key count visible } } } } }`,
    ],
    [
      'a page that says what each session has',
      `{ sessions(${CUT}) { edges { inPeriod { requestCount } match { requestCount { value } firstAt lastAt reasons }
         node { requests(first: 1) { totalCount { value exact } } } } } }`,
    ],
  ])('%s read as many rows', async (_, text) => {
    expect(await growth(text)).toBeLessThanOrEqual(1.3);
  });

  test('what a filter asks of requests does read them', async () => {
    const filtered = `{ sessions(filter: { requests: [{ durationMs: { gte: 30 } }] }) { timeline ${TIMELINE} } }`;
    expect(await growth(filtered)).toBeGreaterThan(5);
  });
});

onDatabases(({ database, graph }) => {
  const ask = async <Data>(tenant: string, text: string) => graph.query<Data>(tenant, text);

  test('a day that the period cuts is answered by its sessions, whole days by counters, and the sum is exact', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      // Before the period alone; across its begin, with another method and code before it than after; and inside.
      { sid: 'before', time: '2024-05-10T08:00:00Z', method: 'PUT' },
      { sid: 'across', time: '2024-05-10T08:59:00Z', method: 'PUT', status: 404, user: 'ann' },
      { sid: 'across', time: '2024-05-10T09:01:00Z', method: 'POST' },
      { sid: 'inside', time: '2024-05-10T10:00:00Z', method: 'POST', status: 200 },
      { sid: 'whole', time: '2024-05-11T10:00:00Z', method: 'POST', status: 204 },
      { sid: 'whole', time: '2024-05-11T11:00:00Z', method: 'GET' },
    ]);
    const { sessions } = await ask<{
      sessions: {
        totalCount: object;
        facets: { dimension: string; buckets: { key: string | null; count: number }[] }[];
      };
    }>(
      tenant,
      `{ sessions(period: { from: "2024-05-10T09:00:00Z" }) { totalCount { value exact }
         facets(dimensions: [METHOD, STATUS_CLASS, STATUS, USER]) { dimension exact total valueCount buckets { key count } } } }`,
    );
    expect(sessions.totalCount).toEqual({ value: 3, exact: true });
    const facet = (dimension: string, buckets: [string | null, number][]) => ({
      dimension,
      exact: true,
      total: 3,
      valueCount: buckets.length,
      buckets: buckets.map(([key, count]) => ({ key, count })),
    });
    expect(sessions.facets).toEqual([
      facet('METHOD', [
        ['POST', 3],
        ['GET', 1],
      ]),
      facet('STATUS_CLASS', [
        ['2', 2],
        [null, 2],
      ]),
      facet('STATUS', [
        [null, 2],
        ['200', 1],
        ['204', 1],
      ]),
      // A fact of the session, whichever request has it.
      facet('USER', [
        [null, 2],
        ['ann', 1],
      ]),
    ]);
  });

  test('a session that gains a user lacks one no longer', async () => {
    const tenant = newTenant();
    const facet = () =>
      ask<{ sessions: { facets: { buckets: object[] }[] } }>(
        tenant,
        '{ sessions { facets(dimensions: [USER, STATUS_CLASS]) { buckets { key count } } } }',
      ).then(({ sessions }) => sessions.facets.map(({ buckets }) => buckets));
    const line = { sid: 'one', time: '2024-05-12T10:00:00Z' };
    await importLines(database, tenant, [{ ...line, id: 'r1' }]);
    expect(await facet()).toEqual([[{ key: null, count: 1 }], [{ key: null, count: 1 }]]);
    await importLines(database, tenant, [{ ...line, id: 'r2', user: 'ann', status: 200 }]);
    expect(await facet()).toEqual([
      [{ key: 'ann', count: 1 }],
      [
        { key: '2', count: 1 },
        { key: null, count: 1 },
      ],
    ]);
  });

  test('a false positive leaves the malicious requests of its quarter of an hour, and comes back', async () => {
    const tenant = newTenant();
    const detections = [{ type: 'sqli', parameter: 'ARGS:id' }];
    await importLines(database, tenant, [
      { sid: 'one', id: 'marked', time: '2024-05-11T10:01:00Z', detections },
      { sid: 'two', id: 'other', time: '2024-05-11T10:02:00Z', detections: [{ type: 'xss' }] },
      { sid: 'two', id: 'later', time: '2024-05-12T10:00:00Z' },
    ]);
    const malicious = async (filter: string) => {
      const { sessions } = await ask<{
        sessions: { timeline: { bucketMs: number; buckets: { malicious: number }[] } };
      }>(tenant, `{ sessions${filter} { timeline(buckets: 2) { bucketMs buckets { malicious } } } }`);
      return sessions.timeline.buckets.map((each) => each.malicious);
    };
    const withMarked = '(filter: { requests: [{ includeFalsePositives: true }] })';
    expect([await malicious(''), await malicious(withMarked)]).toEqual([
      [2, 0],
      [2, 0],
    ]);
    const { request } = await ask<{ request: { detections: { id: string }[] } }>(
      tenant,
      '{ request(id: "marked") { detections { id } } }',
    );
    const judge = (operation: string) =>
      ask(
        tenant,
        `mutation { ${operation}(input: { detectionId: "${request.detections[0]!.id}", idempotencyKey: "${operation}" }) { __typename } }`,
      );
    await judge('markSessionDetectionFalsePositive');
    expect([await malicious(''), await malicious(withMarked)]).toEqual([
      [1, 0],
      [2, 0],
    ]);
    await judge('unmarkSessionDetectionFalsePositive');
    expect(await malicious('')).toEqual([2, 0]);
  });
});
