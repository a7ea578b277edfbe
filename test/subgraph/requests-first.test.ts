import { beforeAll, expect, test } from 'vitest';
import { onDatabases } from '../support/graph.ts';
import { rowsRead, statementsOf } from '../support/statements.ts';
import { importLines, type Line } from '../support/traffic.ts';

// Timelines and facets under a filter read the requests that meet it, where an index can tell them, though every session has
// some. That their numbers are right under every filter is tested in timeline-laws.test.ts and statistics-laws.test.ts.

const REQUESTS = 20_000;
const RARE = {
  method: 'POST',
  status: 500,
  host: 'rare.example',
  countryCode: 'NO',
  application: 'rare',
  user: 'rare',
};

/** Two days of 100 sessions each; in every session, one request in a hundred is another than the rest. */
function lines(): Line[] {
  return Array.from({ length: REQUESTS }, (_, index) => {
    const [session, within] = [index % 200, Math.floor(index / 200)];
    const day = Date.UTC(2024, 4, 11 + (session % 2));
    return {
      time: new Date(day + session * 400_000 + within * 1_000).toISOString(),
      sid: `session ${session}`,
      path: `/${within % 10}`,
      durationMs: within,
      ip: within === 7 ? '10.9.9.9' : `10.0.0.${session}`,
      ...(within === 7
        ? RARE
        : { method: within % 3 ? 'GET' : 'POST', status: within % 5 ? 200 : 404, host: 'a.example', user: 'alice' }),
    };
  });
}

onDatabases(({ database, graph }) => {
  beforeAll(async () => {
    await importLines(database, 'filtered', lines());
    await database.pool.query('ANALYZE');
  });

  const timeline = (filter: string, period = '') =>
    `{ sessions(filter: { requests: [${filter}] } ${period}) { timeline { buckets { requests durationMsP95 } } } }`;
  interface Timeline {
    sessions: { timeline: { buckets: { requests: number }[] } };
  }

  test.each([
    '{ statuses: [500] }',
    '{ methods: ["POST"], statuses: [500] }',
    '{ hosts: ["rare.example"] }',
    '{ countries: ["NO"] }',
    '{ applications: ["rare"] }',
    '{ users: { anyOf: ["rare"] } }',
    '{ ips: ["10.9.9.9"] }',
  ])('the timeline of %s reads few others', async (filter) => {
    let requests = 0;
    const statements = await statementsOf(async () => {
      const { sessions } = await graph.query<Timeline>('filtered', timeline(filter));
      requests = sessions.timeline.buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
    });
    expect(requests).toBe(200);
    expect(await rowsRead(database, statements.at(-1)!)).toBeLessThan(REQUESTS / 10);
  });

  test.each([
    ['HOST', [200]],
    ['STATUS', [200]],
    ['ENDPOINT', [200]],
    // Those of the sessions, who are there with other requests as well.
    ['USER', [200, 200]],
    ['ATTACK_TYPE', []],
  ])('the facet %s of few requests reads few others, and counts all of their sessions', async (dimension, counts) => {
    const filter = 'filter: { requests: [{ applications: ["rare"] }] }';
    const facet = `{ sessions(${filter}) { facets(dimensions: [${dimension}]) { total exact buckets { count } } } }`;
    let found: unknown;
    const statements = await statementsOf(async () => {
      found = await graph.query('filtered', facet);
    });
    const buckets = counts.map((count) => ({ count }));
    expect(found).toEqual({ sessions: { facets: [{ total: 200, exact: true, buckets }] } });
    expect(statements).toHaveLength(1);
    expect(await rowsRead(database, statements[0]!)).toBeLessThan(REQUESTS / 10);
  });

  test('of a quarter of an hour it reads what is alive in it, as without a filter', async () => {
    const period = 'period: { from: "2024-05-11T06:00:00Z", to: "2024-05-11T06:15:00Z" }';
    const statements = await statementsOf(() => graph.query('filtered', timeline('{ methods: ["GET"] }', period)));
    expect(await rowsRead(database, statements.at(-1)!)).toBeLessThan(REQUESTS / 10);
  });
});
