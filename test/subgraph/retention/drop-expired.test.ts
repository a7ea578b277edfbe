import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../subgraph/db/database.ts';
import { writeRetention } from '../../../subgraph/db/kept-days.ts';
import { dropExpired } from '../../../subgraph/retention/drop-expired.ts';
import { settle } from '../../../subgraph/settling/settle.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { expectVerified, judge } from '../../support/actions.ts';
import { traffic } from '../../support/arbitraries.ts';
import { digestOf, forget } from '../../support/digest.ts';
import { onDatabases } from '../../support/graph.ts';
import { dayAgo, forgetRetention, lineOf } from '../../support/retention.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// Older days are dropped whole, and everything that was counted of them with them.

const KEPT = 7;

/** What is to be done to a tenant's requests, and what waits for that. */
async function dueOf({ pool }: Database, tenant: string) {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM baseline_due WHERE tenant = $1 AND day < current_date - ${KEPT + 1}) AS due,
       (SELECT count(*)::int FROM arrived_batch WHERE tenant = $1) AS arrived`,
    [tenant],
  );
  return rows[0];
}

/** The days of the random traffic, moved. */
function moved(lines: readonly Line[], [first, second]: readonly [number, number], prefix = ''): Line[] {
  return lines.map(({ id, time, ...line }) => ({
    ...line,
    id: `${prefix}${id}`,
    time: time.replace('2024-05-12', dayAgo(first)).replace('2024-05-13', dayAgo(second)),
  }));
}

onDatabases(({ database, graph }) => {
  beforeEach(() => forgetRetention(database));

  async function keep(days: number | null) {
    await writeRetention(database.pool, days);
    return dropExpired(database);
  }

  async function imported(tenant: string, lines: readonly Line[]) {
    await importLines(database, tenant, lines);
    await settle(database, tenant, undefined, 'everything');
  }

  test('the store is then one into which the dropped days never came', async () => {
    await fc.assert(
      fc.asyncProperty(traffic, traffic, async (older, newer) => {
        const tenant = newTenant();
        // Before all that the requests of the days that are kept are compared with.
        const old = moved(older, [KEPT + 9, KEPT + 8], 'old-');
        const kept = moved(newer, [KEPT, KEPT - 1]);
        await forgetRetention(database);
        await imported(tenant, [...old, ...kept]);
        expect((await keep(KEPT)).held).toBeNull();
        const after = await digestOf(database, tenant);
        expect(await dueOf(database, tenant)).toEqual({ due: 0, arrived: 0 });
        await expectVerified(database);
        await forget(database, tenant);
        await imported(tenant, kept);
        expect(after).toEqual(await digestOf(database, tenant));
        await forget(database, tenant);
      }),
      { numRuns: 12 },
    );
  });

  test('what is kept stays as it was, what is usual for it too: that is learnt from six days more', async () => {
    const tenant = newTenant();
    const calm = Array.from({ length: 200 }, (_, index) =>
      lineOf(KEPT + 1 + (index % 6), `calm-${index}`, {
        sid: `${index}`,
        path: '/calm',
        durationMs: 20,
        sizeBytes: 20,
      }),
    );
    const slow = lineOf(KEPT, 'slow', { path: '/calm', durationMs: 900, sizeBytes: 20 });
    const gone = lineOf(KEPT + 7, 'gone', { path: '/calm', durationMs: 20 });
    await importLines(database, tenant, [...calm, slow, gone]);
    const asked = `{ request(id: "slow") { deviations { metric degree } expected { durationMsSampleCount durationMsMedian } } }`;
    await settle(database, tenant, undefined, 'everything');
    const before = await graph.query(tenant, asked);
    expect(await keep(KEPT)).toEqual({ days: [7, 6, 5, 4, 3, 2, 1].map((each) => dayAgo(KEPT + each)), held: null });
    expect(await graph.query(tenant, asked)).toEqual(before);
    await expectVerified(database);
    const { rows } = await database.pool.query<{ day: string; requests: number }>(
      `SELECT b.day::text AS day, (SELECT count(*)::int FROM request AS r WHERE r.tenant = b.tenant AND r.day = b.day) AS requests
       FROM endpoint_baseline AS b WHERE tenant = $1 AND metric = 'DURATION' ORDER BY 1`,
      [tenant],
    );
    expect(rows).toEqual([
      ...[6, 5, 4, 3, 2, 1].map((each) => ({ day: dayAgo(KEPT + each), requests: 0 })),
      { day: dayAgo(KEPT), requests: 1 },
    ]);
    // A settling that comes later judges it likewise.
    await importLines(database, tenant, [lineOf(KEPT, 'slow too', { path: '/calm', durationMs: 900, sizeBytes: 20 })]);
    await settle(database, tenant, undefined, 'everything');
    await expectVerified(database);
  });

  test('what people said outlives the requests that they said it of, and can be taken back', async () => {
    const tenant = newTenant();
    const attack = { path: '/search', detections: [{ type: 'sqli', parameter: 'ARGS:q' }] };
    await importLines(database, tenant, [lineOf(KEPT + 3, 'marked', attack)]);
    expect(await judge(graph, tenant, 'mark', 'marked.1')).toMatchObject({ affectedRequests: 1 });
    await keep(KEPT);
    await expectVerified(database);
    await importLines(database, tenant, [lineOf(1, 'later', attack)]);
    const { request } = await graph.query<{ request: object }>(
      tenant,
      `{ request(id: "later") { detections { falsePositive } } }`,
    );
    expect(request).toEqual({ detections: [{ falsePositive: true }] });
    expect(await judge(graph, tenant, 'unmark', 'later.1')).toMatchObject({ affectedRequests: 1 });
    await expectVerified(database);
  });

  test('of a day that was dropped nothing is taken any more, unless its requests are to be kept all the same', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [lineOf(KEPT + 2, 'first', { durationMs: 5 }), lineOf(1, 'kept')]);
    await keep(KEPT);
    await keep(null);
    // Whatever is kept from now on, what is gone is gone.
    const refused = await importLines(database, tenant, [
      lineOf(KEPT + 2, 'first', { durationMs: 5 }),
      lineOf(KEPT, 'new'),
    ]);
    expect(refused).toMatchObject({ accepted: 1, rejected: 1 });
    await keep(KEPT);
    const held = await importLines(database, tenant, [lineOf(KEPT + 2, 'first', { durationMs: 5 })], { keepOld: true });
    expect(held).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await keep(KEPT)).toEqual({ days: [], held: null });
    await expectVerified(database);
    expect(await graph.query(tenant, `{ request(id: "first") { durationMs } }`)).toEqual({
      request: { durationMs: 5 },
    });
    // As long as if it were of today.
    await database.pool.query(`UPDATE setting SET value = current_date::text WHERE name = $1`, [
      `retention: day ${dayAgo(KEPT + 2)}`,
    ]);
    expect(await keep(KEPT)).toEqual({ days: [dayAgo(KEPT + 2)], held: null });
    expect(await graph.query(tenant, `{ request(id: "first") { durationMs } }`)).toEqual({ request: null });
    expect((await verify(database.pool, () => {})).differences).toBe(0);
  });
});
