import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { underTenantLock } from '../../subgraph/db/tenant-lock.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { bearer, giveToken } from '../support/access.ts';
import { auditOf } from '../support/actions.ts';
import { APP_ROLE, DATABASES } from '../support/database.ts';
import { digestOf, forget } from '../support/digest.ts';
import { type Graph, givenGraph, openGraph } from '../support/graph.ts';
import { acknowledged, begin, ingest, listening, sendCut } from '../support/ingest.ts';
import { differencesOf } from '../support/projections.ts';
import { newTenant } from '../support/traffic.ts';

// POST /ingest: lines are stored while they come, each is told what became of it, and a stream that breaks goes on.

/** The n-th request of somebody, of which there are a few. */
const line = (n: number, more: object = {}) =>
  JSON.stringify({
    time: new Date(Date.UTC(2024, 4, 12, 10) + Math.floor(n / 20) * 1_000).toISOString(),
    method: 'GET',
    path: `/orders/${n % 7}`,
    host: 'api.example.com',
    ip: `203.0.113.${n % 5}`,
    ...more,
  });
const lines = (count: number, from = 0) => Array.from({ length: count }, (_, n) => line(from + n));
const bodyOf = (all: readonly string[]) => all.map((each) => `${each}\n`).join('');

async function storedOf({ pool }: Database, tenant: string): Promise<number> {
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM request WHERE tenant = $1', [tenant]);
  return rows[0].count;
}

async function forgetAll(database: Database, tenant: string): Promise<void> {
  await forget(database, tenant);
  await database.pool.query('DELETE FROM ingest_stream WHERE tenant = $1', [tenant]);
}

/** One of the test, with options of its own. */
async function opened(
  database: Database,
  options: Parameters<typeof openGraph>[1],
): Promise<{ graph: Graph; origin: string }> {
  const graph = await openGraph(database, options);
  onTestFinished(() => graph.app.close());
  return { graph, origin: await listening(graph.app) };
}

const KINDS = DATABASES.includes('PostgreSQL') ? [...DATABASES, APP_ROLE] : DATABASES;

describe.each(KINDS)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind as (typeof DATABASES)[number]);

  test('what is sent is stored, found in its sessions, and told: accepted, known already, rejected with its line and why', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const body = `${line(1)}\n\n{"time":"yesterday"}\n${line(1, { path: '/a', id: 'own' })}\n${line(1, { path: '/a', id: 'own' })}`;
    const first = await ingest(origin, tenant, body);
    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      acknowledged: 5,
      read: 4,
      accepted: 2,
      duplicates: 1,
      rejected: 1,
      sessions: 1,
      rejects: [{ line: 3, reason: expect.stringContaining('method') }],
    });
    const { sessions } = await graph.query<{ sessions: { nodes: unknown[] } }>(
      tenant,
      '{ sessions { nodes { requestCount identifiedBy { name } } } }',
    );
    expect(sessions.nodes).toEqual([{ requestCount: 2, identifiedBy: [{ name: 'ip' }] }]);
    const again = await ingest(origin, tenant, body, { accept: 'application/x-ndjson' });
    expect(again.body).toEqual([
      { line: 1, verdict: 'duplicate' },
      { line: 3, verdict: 'rejected', reason: expect.any(String) },
      { line: 4, verdict: 'duplicate' },
      { line: 5, verdict: 'duplicate' },
      { acknowledged: 5 },
      { summary: { acknowledged: 5, read: 4, accepted: 0, duplicates: 3, rejected: 1, sessions: 0 } },
    ]);
  });

  test('a stream that is cut anywhere and goes on is stored as one that is not', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    // Equal lines, which count each, and some that are no requests.
    const all = lines(400).map((each, n) => (n % 97 === 50 ? '{}' : n % 2 === 0 ? line(n - (n % 40)) : each));
    const uncut = await ingest(origin, tenant, bodyOf(all), { 'idempotency-key': 'a' });
    expect(uncut.body).toMatchObject({ read: 400, accepted: 396, duplicates: 0, rejected: 4, acknowledged: 400 });
    await settle(database, tenant);
    const whole = await digestOf(database, tenant);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40_000), { minLength: 1, maxLength: 6 }), async (cuts) => {
        await forgetAll(database, tenant);
        await sendCut(origin, tenant, 'a', all, cuts);
        await settle(database, tenant);
        expect(await digestOf(database, tenant)).toEqual(whole);
      }),
      { numRuns: 6 },
    );
    expect(await acknowledged(origin, tenant, 'a')).toBe(400);
    expect(await differencesOf(database)).toEqual([]);
  });

  test('whoever breaks off finds what was whole stored, and where to go on; half a line is none', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const headers = { 'idempotency-key': 'b' };
    const sending = begin(origin, tenant, headers);
    await sending.write(`${bodyOf(lines(3))}${line(3).slice(0, -9)}`);
    await expect.poll(() => acknowledged(origin, tenant, 'b')).toBe(3);
    sending.cut();
    await sleep(500);
    expect(await acknowledged(origin, tenant, 'b')).toBe(3);
    // Told from the beginning again: what is known is a duplicate.
    const { body } = await ingest(origin, tenant, bodyOf(lines(5)), headers);
    expect(body).toMatchObject({ accepted: 2, duplicates: 3, rejected: 0, acknowledged: 5 });
  });
});

describe('at the door', () => {
  const { database, graph } = givenGraph('embedded');
  /** Of zstd -19. */
  const ZSTD =
    'KLUv/QRotQQAsocXF4BtDsDGApVFOTFYYXf3FrmTVIQaEzIYwGRc19haVU9U19haVU9U7u3s63u9+p/Hu8bWqnpiusbWqjowOYdo8PMCIY8DG0Th58RZIKVx4AMfpvEUFgU93s9Kw0CWAjKoEfD2/s8Y8IU5ESAE//+/wg+RSKVSkiqJVLJOacw555wzqiKRaKlgIpGUDA6LgbRWCEg1mfvlGw==';

  test('bodies are packed by gzip or zstd, in as many members as they come; of a cut one, what is before the cut is stored', async () => {
    const origin = await listening(graph.app);
    const packed = Buffer.from(ZSTD, 'base64');
    const zipped = gzipSync(bodyOf(lines(50)));
    for (const [encoding, one] of [
      ['zstd', packed],
      ['gzip', zipped],
      ['x-gzip', zipped],
    ] as const) {
      const tenant = newTenant();
      const headers = { 'content-encoding': encoding };
      expect((await ingest(origin, tenant, one, headers)).body).toMatchObject({ accepted: 50, rejected: 0 });
      expect((await ingest(origin, tenant, Buffer.concat([one, one]), headers)).body).toMatchObject({ read: 100 });
    }
    const [tenant, headers] = [newTenant(), { 'content-encoding': 'gzip', 'idempotency-key': 'z' }];
    const big = lines(3_000);
    const { status, body } = await ingest(origin, tenant, gzipSync(bodyOf(big)).subarray(0, -3_000), headers);
    expect([status, body]).toEqual([
      400,
      {
        error: 'the gzip file ends too early: it was cut, get it again; what came before is stored',
        code: 'BODY_BROKE_OFF',
        acknowledged: expect.any(Number),
      },
    ]);
    expect(body.acknowledged).toBeGreaterThan(100);
    expect(await storedOf(database, tenant)).toBe(body.acknowledged);
    expect((await ingest(origin, tenant, bodyOf(big), { 'idempotency-key': 'z' })).body).toMatchObject({
      accepted: 3_000 - body.acknowledged,
    });
  });

  test('an array is read as well; where it is broken, what is before is stored and nothing is guessed', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const headers = { 'content-type': 'application/json' };
    expect((await ingest(origin, tenant, `[${lines(2).join(',')}]`, headers)).body).toMatchObject({ accepted: 2 });
    const { status, body } = await ingest(origin, tenant, `[${line(2)},${line(3)}, oh`, headers);
    expect([status, body]).toMatchObject([400, { code: 'BODY_BROKE_OFF', acknowledged: 2 }]);
    expect(await storedOf(database, tenant)).toBe(4);
  });

  test('lines of another log are read by its reader; of a stream, equal ones count each', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const logged = '192.0.2.1 - - [12/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"\n';
    const path = '/ingest?format=combined&host=api.example.com&application=shop';
    const headers = { 'idempotency-key': 'c' };
    expect((await ingest(origin, tenant, logged.repeat(3), headers, path)).body).toMatchObject({ accepted: 3 });
    const more = { ...headers, 'x-sessions-offset': '3' };
    expect((await ingest(origin, tenant, logged.repeat(2), more, path)).body).toMatchObject({
      accepted: 2,
      acknowledged: 5,
    });
    const { rows } = await database.pool.query('SELECT DISTINCT host, application FROM request WHERE tenant = $1', [
      tenant,
    ]);
    expect(rows).toEqual([{ host: 'api.example.com', application: 'shop' }]);
    expect((await ingest(origin, tenant, logged, headers, '/ingest?format=combined')).body).toMatchObject({
      code: 'STREAM_DIFFERS',
      error: expect.stringContaining('"host":"api.example.com"'),
    });
  });

  test.each<[string, string, Record<string, string>, number, string]>([
    [
      'a format that is not read line by line',
      '/ingest?format=har',
      {},
      400,
      'format must be one of ndjson, combined, ',
    ],
    ['a parameter that there is none', '/ingest?fromat=har', {}, 400, '"fromat" is no parameter'],
    ['a host twice', '/ingest?host=a&host=b', {}, 400, 'host must be a text'],
    ['a place without a stream', '/ingest', { 'x-sessions-offset': '5' }, 400, 'needs an Idempotency-Key'],
    [
      'a place that is no number',
      '/ingest',
      { 'idempotency-key': 'k', 'x-sessions-offset': '-1' },
      400,
      'such as 5000',
    ],
    ['a key with blanks', '/ingest', { 'idempotency-key': 'a b' }, 400, 'the header Idempotency-Key must be'],
    [
      'a place that leaves lines out',
      '/ingest',
      { 'idempotency-key': 'k', 'x-sessions-offset': '7' },
      409,
      '0 lines of this stream are stored',
    ],
    [
      'an encoding that is not read',
      '/ingest',
      { 'content-encoding': 'br' },
      415,
      'send gzip, zstd, or lines as they are',
    ],
    [
      'what a page of another site may send',
      '/ingest',
      { 'content-type': 'text/plain' },
      415,
      'send lines as application/x-ndjson',
    ],
  ])('%s is refused, and what would be right is said', async (_what, path, headers, status, problem) => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const heard = await ingest(origin, tenant, line(1), headers, path);
    expect([heard.status, heard.body]).toEqual([
      status,
      expect.objectContaining({ error: expect.stringContaining(problem), code: expect.any(String) }),
    ]);
    expect(await storedOf(database, tenant)).toBe(0);
  });

  test('who may not push is told so and is in the audit trail, and so is who pushes, once a minute', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const reader = { 'x-sessions-scopes': 'sessions:read', 'x-sessions-actor': 'ann' };
    for (const path of ['/ingest', '/ingest?format=caddy']) {
      const { status, body } = await ingest(origin, tenant, line(1), reader, path);
      expect([status, body]).toEqual([403, { error: '/ingest: needs the scope ingest:write, which you have not' }]);
    }
    for (let times = 0; times < 3; times++)
      expect((await ingest(origin, tenant, line(1), { 'x-sessions-actor': 'vector' })).status).toBe(200);
    expect(await auditOf(graph, tenant)).toMatchObject([
      { actor: 'vector', operation: 'push', subject: '/ingest', outcome: 'DONE' },
      { actor: 'ann', operation: 'push', subject: '/ingest', outcome: 'REFUSED' },
    ]);
  });

  test('a token sends for its tenant alone; a stream of another tenant is one that nobody has', async () => {
    const [ours, theirs] = [newTenant(), newTenant()];
    const { origin } = await opened(database, { anonymous: false });
    const { secret } = await giveToken(database, { tenants: [ours], scopes: ['ingest:write'] });
    await ingest(await listening(graph.app), theirs, bodyOf(lines(3)), { 'idempotency-key': 'same' });
    const headers = { ...bearer(secret), 'idempotency-key': 'same' };
    expect((await ingest(origin, theirs, line(1), headers)).status).toBe(403);
    expect((await ingest(origin, ours, line(1), { ...headers, 'x-sessions-offset': '3' })).body).toMatchObject({
      code: 'OFFSET_TOO_FAR',
      acknowledged: 0,
    });
    expect((await ingest(origin, ours, bodyOf(lines(2)), headers)).body).toMatchObject({ accepted: 2 });
    expect([await storedOf(database, ours), await storedOf(database, theirs)]).toEqual([2, 3]);
  });

  test('who sends too often is told when to come again', async () => {
    const { origin } = await opened(database, { ratePerMinute: 1 });
    const tenant = newTenant();
    expect((await ingest(origin, tenant, line(1))).status).toBe(200);
    const { status, headers, body } = await ingest(origin, tenant, line(2));
    expect([status, body]).toMatchObject([429, { code: 'RATE_LIMITED', retryable: true }]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  test('a sender that takes its time is taken line by line, for longer than other requests may take; one that falls silent is told so', async () => {
    const { origin } = await opened(database, { bodyTimeoutMs: 4_000 });
    const tenant = newTenant();
    const sending = begin(origin, tenant, { 'idempotency-key': 'slow', accept: 'application/x-ndjson' });
    for (let n = 0; n < 20; n++) {
      await sending.write(`${line(n)}\n`);
      await sleep(300);
    }
    // Written meanwhile, though no batch was full.
    expect(await storedOf(database, tenant)).toBeGreaterThan(0);
    const { body } = await sending.end(line(20));
    expect(body.at(-1)).toEqual({ summary: expect.objectContaining({ accepted: 21, acknowledged: 21 }) });
    const silent = begin(origin, tenant, { 'idempotency-key': 'silent' });
    await silent.write(`${line(1)}\n${line(2).slice(0, 20)}`);
    const { status, body: told } = await silent.heard();
    expect([status, told]).toEqual([
      408,
      {
        error: 'nothing came for 4000 ms (BODY_TIMEOUT_MS); what came before is stored',
        code: 'BODY_TIMEOUT',
        acknowledged: 1,
        retryable: true,
      },
    ]);
  });

  test('who asks for verdicts and does not read them is not waited for: the connection ends, and others go on', async () => {
    const { origin, graph } = await opened(database, { bodyTimeoutMs: 3_000 });
    const tenant = newTenant();
    const sending = begin(origin, tenant, { accept: 'application/x-ndjson' });
    sending.sent.end('{}\n'.repeat(200_000));
    await sending.answered;
    const connections = () =>
      new Promise<number>((resolve) => graph.app.server.getConnections((_error, count) => resolve(count)));
    await expect.poll(connections).toBe(0);
    await expect(sending.heard()).rejects.toThrow('aborted');
    expect((await ingest(origin, tenant, line(1))).status).toBe(200);
  });

  test('a server that ends says how far it came', async () => {
    const stopping = new AbortController();
    const { origin } = await opened(database, { stopping: stopping.signal });
    const tenant = newTenant();
    const sending = begin(origin, tenant, { 'idempotency-key': 'end' });
    await sending.write(bodyOf(lines(2)));
    await expect.poll(() => acknowledged(origin, tenant, 'end')).toBe(2);
    stopping.abort();
    const { status, body } = await sending.heard();
    expect([status, body]).toMatchObject([503, { code: 'STOPPING', acknowledged: 2, retryable: true }]);
  });

  test('nobody is read faster than what they sent is stored: memory stays that of two batches', async () => {
    const [origin, tenant] = [await listening(graph.app), newTenant()];
    const sending = begin(origin, tenant);
    const LONG = 4 * 1024;
    const long = bodyOf(
      lines(250).map((_, n) => line(n, { user: 'a', content: { requestBody: { text: 'x'.repeat(LONG) } } })),
    );
    let taken = 0;
    let isBlocked = true;
    const flood = (async () => {
      for (let times = 0; times < 60; times++) {
        const isTaken = sending.write(long);
        await isTaken;
        if (isBlocked) taken += long.length;
      }
    })();
    await underTenantLock(database.pool, tenant, async () => {
      // As long as nothing can be stored, at some point nothing is taken either.
      let before = -1;
      await expect
        .poll(
          () => {
            const stands = taken === before;
            before = taken;
            return stands;
          },
          { interval: 500, timeout: 20_000 },
        )
        .toBe(true);
      isBlocked = false;
    });
    expect(taken).toBeLessThan(60 * long.length * 0.8);
    await flood;
    expect((await sending.end()).body).toMatchObject({ read: 15_000 });
  });
});
