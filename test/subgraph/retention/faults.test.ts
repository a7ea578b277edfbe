import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { writeRetention } from '../../../subgraph/db/kept-days.ts';
import { dropExpired } from '../../../subgraph/retention/drop-expired.ts';
import { settle } from '../../../subgraph/settling/settle.ts';
import { expectVerified } from '../../support/actions.ts';
import { digestOf, forget } from '../../support/digest.ts';
import { createTestServer, onDatabases } from '../../support/graph.ts';
import { killedAt } from '../../support/killed.ts';
import { dayAgo, forgetRetention, lineOf } from '../../support/retention.ts';
import { importLines, newTenant } from '../../support/traffic.ts';
import { askOver, whileAsking } from '../../support/under-load.ts';

// Days are dropped while others work, and by processes that may be killed.

const KEPT = 7;
const LIST = `{ sessions(first: 50) { totalCount { value exact } timeline { buckets { requests } } facets(dimensions: [METHOD]) { buckets { count } }
  nodes { id requests(first: 5) { nodes { id detections { id } } } } } }`;

onDatabases(({ kind, database }) => {
  async function origin(): Promise<string> {
    const app = await createTestServer(database);
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  }

  /** Requests of some days; one is to be judged, one has an attack. */
  async function given(tenant: string, oldest: number): Promise<void> {
    await forgetRetention(database);
    const days = Array.from({ length: oldest + 1 }, (_, index) => index);
    await importLines(
      database,
      tenant,
      days.map((day) => lineOf(day, `r${day}`, { durationMs: 5, detections: [{ type: 'sqli', attackId: 'att-1' }] })),
    );
    await writeRetention(database.pool, KEPT);
  }

  test('killed before any of its statements: what is left contradicts nothing, and the next run completes it', {
    timeout: 400_000,
  }, async () => {
    const tenant = newTenant();
    const finish = async () => {
      await dropExpired(database);
      await settle(database, tenant, undefined, 'everything');
      return digestOf(database, tenant);
    };
    await given(tenant, KEPT + 2);
    const whole = await finish();
    let statements = 0;
    for (let goesOn = true; goesOn; ) {
      await forget(database, tenant);
      await given(tenant, KEPT + 2);
      statements += 1;
      goesOn = await killedAt(statements, () => dropExpired(database));
      await expectVerified(database);
      expect(await finish(), `killed at statement ${statements}`).toEqual(whole);
    }
    // Days, endpoints and what is due, each in transactions of their own.
    expect(statements).toBeGreaterThan(25);
    await forget(database, tenant);
  });

  test('who asks meanwhile is answered, and an import goes on', { timeout: 300_000 }, async () => {
    const tenant = newTenant();
    await given(tenant, KEPT + 12);
    const at = await origin();
    const heard = await whileAsking(
      () => askOver(at, tenant, LIST),
      { callers: 6 },
      async () => {
        const dropping = dropExpired(database, undefined, 20);
        for (let round = 0; round < 5; round += 1) {
          const lines = [lineOf(1, `new-${round}`), lineOf(KEPT + 3, `old-${round}`)];
          expect(await importLines(database, tenant, lines)).toMatchObject({ accepted: 1, rejected: 1 });
        }
        expect(await dropping).toMatchObject({ held: null });
      },
    );
    expect(heard.length).toBeGreaterThan(5);
    expect(heard.flatMap(({ errors }) => errors)).toEqual([]);
    await expectVerified(database);
    const { data } = await askOver(at, tenant, '{ sessions { totalCount { value } } }');
    expect(data).toEqual({ sessions: { totalCount: { value: KEPT + 1 + 5 } } });
    await forget(database, tenant);
  });

  if (kind === 'PostgreSQL')
    test('a reader who stays long is not cut off, and keeps nobody else waiting', async () => {
      const tenant = newTenant();
      await given(tenant, KEPT + 1);
      const at = await origin();
      const reader = await database.pool.connect();
      await reader.query('BEGIN');
      const count = 'SELECT count(*)::int AS n FROM request WHERE tenant = $1';
      const before = (await reader.query(count, [tenant])).rows;
      let isOver = false;
      const dropping = dropExpired(database, undefined, 50).finally(() => {
        isOver = true;
      });
      for (let round = 0; round < 10; round += 1) {
        expect((await askOver(at, tenant, LIST)).errors).toEqual([]);
        await sleep(20);
      }
      expect((await reader.query(count, [tenant])).rows).toEqual(before);
      expect(isOver).toBe(false);
      await reader.query('COMMIT');
      reader.release();
      expect(await dropping).toEqual({ days: [dayAgo(KEPT + 1)], held: null });
      await forget(database, tenant);
    });
});
