import { afterEach, describe, expect, test } from 'vitest';
import { keepForgetting } from '../../../subgraph/actions/forget.ts';
import { deliver, PATIENCE } from '../../../subgraph/actions/outbox/delivery.ts';
import { act, auditOf } from '../../support/actions.ts';
import { actOnMany } from '../../support/bulk.ts';
import { buildCli, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';
import { givenGraph } from '../../support/graph.ts';
import { Receiver, WEBHOOK_SECRET } from '../../support/receiver.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// After a month keys and deliveries are forgotten; what was done is not.

/** Lets days pass: everything that happened is that much longer ago. */
const passing = (days: number) => [
  `UPDATE idempotency_key SET created_at = created_at - interval '${days} days'`,
  `UPDATE bulk_action SET created_at = created_at - interval '${days} days'`,
  `UPDATE outbox SET created_at = created_at - interval '${days} days', settled_at = settled_at - interval '${days} days'`,
];

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mallory' });

  const working: { controller: AbortController; ended: Promise<void> }[] = [];
  /** Starts what a server does beside answering; it ends with the test. */
  const start = (work: (stopping: AbortSignal) => Promise<void>) => {
    const controller = new AbortController();
    working.push({ controller, ended: work(controller.signal) });
  };
  const stopAll = async () => {
    for (const { controller } of working) controller.abort();
    for (const { ended } of working.splice(0)) await ended;
  };
  afterEach(stopAll);

  const pass = async (days: number) => {
    for (const statement of passing(days)) await database.pool.query(statement);
  };
  /** One whole look for what is old, as at the start of a server. */
  const forget = async () => {
    const controller = new AbortController();
    const look = keepForgetting(database.pool, controller.signal);
    const left = `SELECT (SELECT count(*) FROM bulk_action WHERE created_at < now() - interval '30 days') + (SELECT count(*) FROM idempotency_key WHERE created_at < now() - interval '30 days')
      + (SELECT count(*) FROM outbox WHERE state = 'DELIVERED' AND settled_at < now() - interval '30 days') AS n`;
    await expect.poll(async () => Number((await database.pool.query(left)).rows[0].n)).toBe(0);
    controller.abort();
    await look;
  };
  /** Sessions of one request each, `r0` in the first. */
  const seeded = async (count = 1) => {
    const tenant = newTenant();
    const lines = Array.from({ length: count }, (_, n) => ({
      id: `r${n}`,
      sid: `${n}`,
      time: `2024-05-12T10:00:0${n}Z`,
    }));
    await importLines(database, tenant, lines);
    const { sessions } = await graph.query<{ sessions: { nodes: { id: string }[] } }>(
      tenant,
      '{ sessions(orderBy: { field: STARTED_AT, direction: ASC }) { nodes { id } } }',
    );
    return { tenant, sessionIds: sessions.nodes.map(({ id }) => id) };
  };
  const isBlocked = async (tenant: string) => {
    const { request } = await graph.query<{ request: { session: { blocked: boolean } } }>(
      tenant,
      '{ request(id: "r0") { session { blocked } } }',
    );
    return request.session.blocked;
  };
  const statesOf = async (tenant: string) => {
    const { list } = await graph.query<{ list: { nodes: { state: string }[] } }>(
      tenant,
      '{ list: sessionActionDeliveries { nodes { state } } }',
    );
    return list.nodes.map(({ state }) => state);
  };

  test('what was done to many at once can be taken back for a month', async () => {
    const { tenant, sessionIds } = await seeded(2);
    const { bulkId } = await actOnMany(graph, tenant, 'block', { selection: { sessionIds }, reason: 'x' });
    await pass(29);
    await forget();
    const { bulkId: again } = await actOnMany(graph, tenant, 'undo', { bulkId });
    expect(again).not.toBeNull();
    await pass(31);
    await forget();
    expect(await actOnMany(graph, tenant, 'undo', { bulkId: again })).toMatchObject({ code: 'NOT_FOUND', id: again });
  });

  test('a key within its month does nothing again, one that is older acts anew', async () => {
    const { tenant, sessionIds } = await seeded();
    const [sessionId] = sessionIds;
    const block = () => act(graph, tenant, 'block', { idempotencyKey: 'the key', sessionId, reason: 'stuffing' });
    await block();
    await act(graph, tenant, 'unblock', { sessionId });

    await pass(29);
    await forget();
    expect(await block()).toMatchObject({ __typename: 'SessionBlockSuccess' });
    expect(await isBlocked(tenant)).toBe(false);

    await pass(2);
    await forget();
    expect(await block()).toMatchObject({ __typename: 'SessionBlockSuccess' });
    expect(await isBlocked(tenant)).toBe(true);
    // What was done in the month before is not forgotten.
    expect((await auditOf(graph, tenant)).map(({ operation }) => operation)).toEqual([
      'blockSession',
      'unblockSession',
      'blockSession',
    ]);
  });

  test('delivered events go after a month; refused, dead and waiting ones stay', async () => {
    const answers = { good: 204, bad: 404, none: 500 };
    const reasons = Object.keys(answers) as (keyof typeof answers)[];
    const { tenant, sessionIds } = await seeded(reasons.length);
    const receiver = await new Receiver().start();
    receiver.answer = (response, { event }) => {
      const { reason } = event.data as { reason: keyof typeof answers };
      response.writeHead(event.tenant === tenant ? answers[reason] : 204).end();
    };
    for (const [n, reason] of reasons.entries())
      await act(graph, tenant, 'block', { sessionId: sessionIds[n], reason });
    // It waits behind the block that cannot be delivered.
    await act(graph, tenant, 'unblock', { sessionId: sessionIds.at(-1) });
    const webhook = { url: receiver.url, secret: WEBHOOK_SECRET, timeoutMs: 5_000, privateHosts: ['127.0.0.1'] };
    start((stopping) => deliver(database.pool, webhook, stopping, { ...PATIENCE, pollMs: 20, attempts: 1 }));
    const all = ['PENDING', 'DEAD', 'REFUSED', 'DELIVERED'];
    await expect.poll(() => statesOf(tenant)).toEqual(all);
    await stopAll();
    await receiver.stop();

    await pass(29);
    await forget();
    expect(await statesOf(tenant)).toEqual(all);
    await pass(2);
    await forget();
    expect(await statesOf(tenant)).toEqual(['PENDING', 'DEAD', 'REFUSED']);
  });

  test('more than one statement removes are removed, again and again, and by several processes at once', async () => {
    const { tenant, sessionIds } = await seeded();
    for (let process = 0; process < 3; process++) start((stopping) => keepForgetting(database.pool, stopping, 20));
    for (let month = 0; month < 2; month++) {
      await act(graph, tenant, 'unblock', { idempotencyKey: `month ${month}`, sessionId: sessionIds[0] });
      await database.pool.query(
        `INSERT INTO idempotency_key SELECT tenant, actor, operation, key || n, input_hash, result, created_at
         FROM idempotency_key, generate_series(1, 2500) AS n WHERE tenant = $1`,
        [tenant],
      );
      await pass(31);
      const left = 'SELECT count(*)::int AS n FROM idempotency_key';
      await expect.poll(async () => (await database.pool.query(left)).rows[0].n).toBe(0);
    }
  });
});

test('a server forgets when it starts', { timeout: 300_000 }, async () => {
  buildCli();
  const place = await Place.on(DATABASES.at(-1)!);
  const first = await place.serve();
  const ask = async (address: string, query: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${address}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return response.json();
  };
  await ask(first.address, 'mutation { unblockSession(idempotencyKey: "k", sessionId: "x.20240512") { __typename } }');
  const keys = 'SELECT key FROM idempotency_key';
  expect(await place.query(keys)).toEqual([{ key: 'k' }]);
  for (const statement of passing(31)) await place.query(statement);
  await first.server.kill('SIGTERM');
  await place.serve();
  await expect.poll(() => place.query(keys)).toEqual([]);
  await place.remove();
});
