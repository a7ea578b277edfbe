import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectVerified, judge } from '../support/actions.ts';
import { buildCli, digestOf as digestOfPlace, linesOf, Place, STORED } from '../support/cli.ts';
import { DATABASES } from '../support/database.ts';
import { digestOf, forget } from '../support/digest.ts';
import { onDatabases } from '../support/graph.ts';
import { killedAt } from '../support/killed.ts';
import { importLines, newTenant } from '../support/traffic.ts';
import { measured, sized } from './support/measured.ts';

// Processes are killed anywhere. What they leave contradicts nothing, and doing it again ends as if nothing had happened.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

const BLOG = linesOf('access-apache-combined-blog-2015.log.gz').slice(0, 6_000).join('\n');

describe.each(DATABASES)('an import into the %s database', (kind) => {
  const points = sized(2, 20);

  test('killed again and again inside it', { timeout: 1_800_000 }, async () => {
    const given = async () => {
      const place = await Place.on(kind);
      places.push(place);
      return { place, log: place.write('access.log', BLOG) };
    };
    const { place: untouched, log: same } = await given();
    const begun = Date.now();
    await untouched.import([same]);
    const tookMs = Date.now() - begun;
    const whole = await digestOfPlace(untouched);
    let inside = 0;
    for (let point = 1; point <= points; point += 1) {
      const { place, log } = await given();
      const running = place.start(['import', '--json', log]);
      // By the clock: anywhere, and not where something was just committed.
      await new Promise((resolve) => setTimeout(resolve, (tookMs * point) / (points + 1)));
      const { signal } = await running.kill('SIGKILL');
      const kept = Number((await place.query(STORED))[0]?.n);
      if (signal && kept < 6_000) inside += 1;
      expect(await place.verify()).toMatchObject({ requests: kept, differences: 0 });
      await place.import([log]);
      expect(await digestOfPlace(place), `killed at point ${point}`).toEqual(whole);
      await place.remove();
    }
    expect(inside).toBeGreaterThan(0);
    measured(
      `SIGKILL of an import, ${kind}`,
      `${points} points, ${inside} before the last batch: all equal, verify clean`,
    );
  });
});

onDatabases(({ kind, database, graph }) => {
  test('an action, killed before each of its statements: done with its trail, or not at all', {
    timeout: 600_000,
  }, async () => {
    const tenant = newTenant();
    const line = {
      id: 'r1',
      sid: 'one',
      time: '2024-05-12T10:00:00Z',
      detections: [{ type: 'sqli', parameter: 'ARGS:q' }],
    };
    const trail = async () => {
      const { rows } = await database.pool.query<{ n: number }>(
        `SELECT (SELECT count(*) FROM false_positive_mark WHERE tenant = $1)::int AS marks,
           (SELECT count(*) FROM outbox WHERE tenant = $1)::int AS events,
           (SELECT count(*) FROM idempotency_key WHERE tenant = $1)::int AS keys,
           (SELECT count(*) FROM detection WHERE tenant = $1 AND false_positive)::int AS detections`,
        [tenant],
      );
      return rows[0];
    };
    const NOTHING = { marks: 0, events: 0, keys: 0, detections: 0 };
    const DONE = { marks: 1, events: 1, keys: 1, detections: 1 };
    // Each mark has an id of its own, which its detections name.
    const stored = async () => ({ ...(await digestOf(database, tenant)), detection: null });
    const begin = async () => {
      await forget(database, tenant);
      for (const table of ['false_positive_mark', 'outbox', 'idempotency_key']) {
        await database.pool.query(`DELETE FROM ${table} WHERE tenant = $1`, [tenant]);
      }
      await importLines(database, tenant, [line]);
    };
    const mark = () => judge(graph, tenant, 'mark', 'r1.1', { idempotencyKey: 'the key' });
    await begin();
    await mark();
    const whole = await stored();
    let statements = 0;
    for (let goesOn = true; goesOn; ) {
      await begin();
      statements += 1;
      goesOn = await killedAt(statements, mark);
      expect([NOTHING, DONE]).toContainEqual(await trail());
      await expectVerified(database);
      expect(await mark()).toMatchObject({ affectedRequests: 1 });
      expect(await trail(), `killed at statement ${statements}`).toEqual(DONE);
      expect(await stored()).toEqual(whole);
    }
    expect(statements).toBeGreaterThan(8);
    measured(
      `an action killed before each statement, ${kind}`,
      `${statements - 1} statements: all equal, verify clean`,
    );
  });
});
