import { expect, test } from 'vitest';
import { settleQuietDays } from '../../../subgraph/settling/background-settling.ts';
import { settle } from '../../../subgraph/settling/settle.ts';
import { settleDeviations } from '../../../subgraph/settling/settle-deviations.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { digestOf } from '../../support/digest.ts';
import { onDatabases } from '../../support/graph.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// A store that is large beside what an import brings: new requests are judged when they come, the others when it is paid
// for, when nothing comes any more, or when somebody asks for it. What waits is said.

const DAY = '2024-05-12';

const visits = (name: string, count: number, change: Partial<Line> = {}): Line[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${name}-${index}`,
    time: `${DAY}T10:00:00Z`,
    sid: `session ${name} ${index % 97}`,
    host: 'shop.example',
    path: '/cart',
    status: 200,
    durationMs: 20,
    sizeBytes: 400,
    ...change,
  }));

/** More values than every import may judge again. */
const MANY = 10_500;

onDatabases(({ database, graph }) => {
  const degrees = async (tenant: string, id: string) => {
    const { request } = await graph.query<{ request: { deviations: { metric: string; degree: string }[] } }>(
      tenant,
      'query ($id: ID!) { request(id: $id) { deviations { metric degree } } }',
      { id },
    );
    return request.deviations.map(({ metric, degree }) => `${metric} ${degree}`);
  };
  const dueEndpoints = async (tenant: string) =>
    (await graph.query<{ sessionBaselines: { dueEndpoints: number } }>(tenant, '{ sessionBaselines { dueEndpoints } }'))
      .sessionBaselines.dueEndpoints;
  const differences = async () => {
    const found: unknown[] = [];
    await verify(database.pool, (difference) => found.push(difference));
    return found;
  };
  const come = async (tenant: string, lines: readonly Line[]) => {
    await importLines(database, tenant, lines);
    await settle(database, tenant);
  };
  /** As if nothing had come for a while. */
  const later = (tenant: string) =>
    database.pool.query(`UPDATE baseline_due SET changed_at = now() - interval '1 hour' WHERE tenant = $1`, [tenant]);

  test('new requests are judged at once, old ones when the day is judged again', { timeout: 300_000 }, async () => {
    const tenant = newTenant();
    await come(tenant, [...visits('usual', MANY), ...visits('slow', 500, { durationMs: 300 })]);
    expect(await degrees(tenant, 'slow-0')).toEqual(['DURATION EXTREME']);
    expect(await dueEndpoints(tenant)).toBe(0);

    // So many slow ones that 300 ms are usual. They are judged by that, the first ones are still called slow.
    await come(tenant, [...visits('new', 300, { durationMs: 300 }), ...visits('slower', 1, { durationMs: 900 })]);
    expect(await degrees(tenant, 'new-0')).toEqual([]);
    expect(await degrees(tenant, 'slower-0')).toEqual(['DURATION EXTREME']);
    expect(await degrees(tenant, 'slow-0')).toEqual(['DURATION EXTREME']);
    expect(await dueEndpoints(tenant)).toBe(1);
    expect(await differences()).toEqual([]);

    // A server leaves alone what just changed, and judges it when nothing comes any more.
    const { signal } = new AbortController();
    await settleQuietDays(database, signal);
    expect(await dueEndpoints(tenant)).toBe(1);
    await later(tenant);
    await settleQuietDays(database, signal);
    expect(await degrees(tenant, 'slow-0')).toEqual([]);
    expect(await dueEndpoints(tenant)).toBe(0);
    expect(await differences()).toEqual([]);
  });

  test('stopped after any of its transactions, it is completed by the next run', { timeout: 300_000 }, async () => {
    const tenant = newTenant();
    await come(tenant, [...visits('usual', MANY), ...visits('slow', 500, { durationMs: 300 })]);
    await importLines(database, tenant, visits('new', 300, { durationMs: 300 }));
    await importLines(database, tenant, visits('slower', 60, { durationMs: 900, path: '/other' }));
    let runs = 0;
    for (let interrupted = true; interrupted; runs += 1) {
      let steps = runs;
      const signal = {
        get aborted() {
          steps -= 1;
          return steps < 0;
        },
      } as AbortSignal;
      ({ interrupted } = await settleDeviations(database, tenant, signal, 'everything'));
      expect(await differences()).toEqual([]);
      expect((await dueEndpoints(tenant)) > 0).toBe(interrupted);
    }
    expect(runs).toBeGreaterThan(2);
    expect(await degrees(tenant, 'slow-0')).toEqual([]);
  });

  test('a batch that nobody has learnt from yet is due, and the histograms do not miss it', async () => {
    const tenant = newTenant();
    await come(tenant, visits('usual', 60));
    await importLines(database, tenant, visits('new', 60, { durationMs: 300 }));
    // As a killed import leaves it: the batch is there, what follows from it is not.
    await database.pool.query('DELETE FROM baseline_due WHERE tenant = $1', [tenant]);
    await database.pool.query('DELETE FROM endpoint_baseline WHERE tenant = $1', [tenant]);
    await database.pool.query('UPDATE arrived_batch SET trained = FALSE WHERE tenant = $1', [tenant]);
    await database.pool.query(
      `INSERT INTO arrived_batch (tenant, first_seq, last_seq, days)
       SELECT tenant, min(seq) - 1, max(seq), array_agg(DISTINCT day) FROM request
       WHERE tenant = $1 AND id LIKE 'usual-%' GROUP BY tenant`,
      [tenant],
    );
    expect(await dueEndpoints(tenant)).toBe(1);
    expect(await differences()).toEqual([]);
    await settle(database, tenant);
    expect(await dueEndpoints(tenant)).toBe(0);
    expect(await differences()).toEqual([]);
    const { request } = await graph.query<{ request: { expected: { sampleCount: number } } }>(
      tenant,
      '{ request(id: "usual-0") { expected { sampleCount } } }',
    );
    expect(request.expected.sampleCount).toBeGreaterThan(100);
  });

  test('in whatever pieces requests come, a settling of everything makes the same store', {
    timeout: 300_000,
  }, async () => {
    const [one, other] = [newTenant(), newTenant()];
    const rest = [...visits('rare', 30, { durationMs: 70, sid: 'one' }), ...visits('large', 40, { sizeBytes: 9_000 })];
    await come(one, [...visits('usual', MANY), ...rest, ...visits('slow', 700, { durationMs: 300 })]);
    await come(other, visits('usual', MANY));
    for (const some of [rest.slice(0, 50), visits('slow', 700, { durationMs: 300 }), rest.slice(50)]) {
      await come(other, some);
    }
    expect(await dueEndpoints(other)).toBe(1);
    await settle(database, other, undefined, 'everything');
    expect(await dueEndpoints(other)).toBe(0);
    const [first, second] = [await digestOf(database, one), await digestOf(database, other)];
    // Keys and ids of endpoints are hashed with the tenant: the numbers of rows, and what is called what.
    expect(Object.values(second).map((digest) => digest.split(' ')[0])).toEqual(
      Object.values(first).map((digest) => digest.split(' ')[0]),
    );
    const called = async (tenant: string) =>
      (
        await database.pool.query(
          `SELECT id, duration_deviation, size_deviation FROM request
           WHERE tenant = $1 AND (duration_deviation, size_deviation) IS DISTINCT FROM (NULL, NULL) ORDER BY id`,
          [tenant],
        )
      ).rows;
    expect((await called(one)).length).toBeGreaterThan(0);
    expect(await called(other)).toEqual(await called(one));
    expect(await differences()).toEqual([]);
  });
});
