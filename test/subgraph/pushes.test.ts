import { describe, expect, onTestFinished, test } from 'vitest';
import { underTenantLock } from '../../subgraph/db/tenant-lock.ts';
import { bearer, giveToken } from '../support/access.ts';
import { auditOf } from '../support/actions.ts';
import { DATABASES } from '../support/database.ts';
import { givenGraph, openGraph } from '../support/graph.ts';
import { pusher } from '../support/projections.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What comes in at /ingest: for one tenant, in turns, and told like a question when there is too much of it.

const { database, graph } = givenGraph('embedded');
const NAMES = ['endpoints', 'attacks'] as const;
const ENDPOINT = (id: string, riskScore: number) => ({ items: [{ id, version: 1, riskScore }] });
const ATTACK = (id: string) => ({ items: [{ id, version: 1, falsePositive: true }] });

/** Everything that a tenant has of what is pushed, and of what follows from it. */
async function stateOf(tenant: string): Promise<unknown[]> {
  const tables = [
    'endpoint',
    'endpoint_projection',
    'attack_projection',
    'projection',
    'detection',
    'request',
    'session',
    'audit',
  ];
  const rows = tables.map(
    async (table) => (await database.pool.query(`SELECT * FROM ${table} WHERE tenant = $1`, [tenant])).rows,
  );
  return Promise.all(rows);
}

test('ids of another tenant are answered as those that nobody has, and nothing of theirs is changed', async () => {
  const [ours, theirs] = [newTenant(), newTenant()];
  const detections = [{ type: 'sqli', attackId: 'their-attack' }];
  await importLines(database, theirs, [
    { id: 'r', time: '2024-05-12T10:00:00Z', path: '/theirs', host: 'a', detections },
  ]);
  const { rows } = await database.pool.query('SELECT id FROM endpoint WHERE tenant = $1', [theirs]);
  const before = await stateOf(theirs);
  const { push } = pusher(graph.app);
  const both = (name: (typeof NAMES)[number], bodyOf: (id: string) => object, id: string) =>
    Promise.all([id, 'n'.repeat(22)].map(async (each) => (await push(ours, name, bodyOf(each))).body));
  for (const [name, bodyOf, id] of [
    ['endpoints', (each: string) => ENDPOINT(each, 9), rows[0]!.id as string],
    ['attacks', ATTACK, 'their-attack'],
  ] as const) {
    const [told, ofNobody] = await both(name, bodyOf, id);
    expect(told).toEqual(ofNobody);
  }
  expect(await stateOf(theirs)).toEqual(before);
});

test.each(NAMES)(
  'a token pushes for its tenant, and of another the same is said as of one that nobody has (%s)',
  async (name) => {
    const [ours, theirs] = [newTenant(), newTenant()];
    const locked = await openGraph(database, { anonymous: false });
    onTestFinished(() => locked.app.close());
    const { secret } = await giveToken(database, { tenants: [ours], scopes: ['ingest:write'] });
    await importLines(database, theirs, [{ id: 'r', time: '2024-05-12T10:00:00Z' }]);
    const { push } = pusher(locked.app);
    const pushTo = async (tenant: string) => {
      const { status, body } = await push(tenant, name, { items: [] }, bearer(secret));
      return JSON.stringify({ status, body }).replaceAll(tenant, 'TENANT');
    };
    const told = await pushTo(theirs);
    expect(told).toContain('"status":403');
    expect(told).toBe(await pushTo(newTenant()));
    expect((await database.pool.query('SELECT FROM projection WHERE tenant = $1', [theirs])).rowCount).toBe(0);
  },
);

test('who may not push is in the audit trail, once a minute for each place', async () => {
  const tenant = newTenant();
  const { push } = pusher(graph.app);
  for (const name of [...NAMES, ...NAMES]) {
    const headers = { 'x-sessions-scopes': 'sessions:read', 'x-sessions-actor': 'ann' };
    expect((await push(tenant, name, { items: [] }, headers)).status).toBe(403);
  }
  expect(await auditOf(graph, tenant)).toMatchObject(
    ['attacks', 'endpoints'].map((name) => ({
      actor: 'ann',
      operation: 'push',
      subject: `/ingest/projections/${name}`,
      outcome: 'REFUSED',
      message: `/ingest/projections/${name}: needs the scope ingest:write, which you have not`,
    })),
  );
});

test('who pushes too often is told when to come again, and nobody else is', async () => {
  const tenant = newTenant();
  const { app } = await openGraph(database, { ratePerMinute: 2 });
  onTestFinished(() => app.close());
  const { push } = pusher(app);
  const pushAs = (actor: string) => push(tenant, 'attacks', ATTACK('a'), { 'x-sessions-actor': actor });
  for (let times = 0; times < 2; times++) expect((await pushAs('eager')).status).toBe(200);
  const { status, headers, body } = await pushAs('eager');
  expect(status).toBe(429);
  expect(body).toEqual({
    error: expect.stringContaining('more than 2 times within a minute (RATE_LIMIT_PER_MINUTE)'),
    code: 'RATE_LIMITED',
    retryable: true,
    retryAfterMs: expect.any(Number),
  });
  expect(headers['retry-after']).toBe(String(Math.ceil(body.retryAfterMs / 1_000)));
  expect((await pushAs('other')).status).toBe(200);
});

describe.runIf(DATABASES.includes('PostgreSQL'))('while the tenant is written for', () => {
  const { database, graph } = givenGraph('PostgreSQL');

  test('behind too many that wait one is told to come again; the others are taken, and questions do not wait for them', async () => {
    const tenant = newTenant();
    const { push } = pusher(graph.app);
    const eager = { 'x-sessions-actor': 'eager' };
    const settled: Awaited<ReturnType<typeof push>>[] = [];
    const pushes = await underTenantLock(database.pool, tenant, async () => {
      const all = Array.from({ length: 30 }, () => push(tenant, 'attacks', ATTACK('a'), eager));
      for (const each of all) void each.then((answer) => settled.push(answer));
      // Two are inside, twenty wait.
      await expect.poll(() => settled.length).toBe(8);
      expect(await graph.query(tenant, '{ sessions { totalCount { value } } }')).toMatchObject({ sessions: {} });
      return { all };
    });
    for (const { status, headers, body } of settled.slice(0, 8)) {
      expect(status).toBe(503);
      expect(body).toMatchObject({ code: 'OVERLOADED', retryable: true, retryAfterMs: expect.any(Number) });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    const statuses = (await Promise.all(pushes.all)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(22).fill(200), ...Array(8).fill(503)]);
  });
});
