import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, Place, type Running } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';
import { acknowledged, ingest, sendCut } from '../../support/ingest.ts';

// WORKERS: several processes answer on one port, and the end of one is no outage.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function given(kind: 'embedded' | 'PostgreSQL'): Promise<Place> {
  const place = await Place.on(kind);
  places.push(place);
  return place;
}

const ENV = { WORKERS: '2', DEMO: '0' };

/** The processes that a server has started. */
function workersOf({ pid }: Running): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([own, parent]) => (parent === pid ? [own!] : []));
}

/** On a connection of its own, so that any worker may get it. */
function ask(address: string): Promise<Response> {
  return fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query: '{ sessions(first: 1) { nodes { id } } }' }),
  });
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await sleep(50);
}

test('the embedded database serves one process: WORKERS is refused there, with what would be right', async () => {
  const place = await given('embedded');
  const { code, stderr } = await place.run(['serve'], { env: ENV });
  expect([code, stderr]).toEqual([
    1,
    'api-sessions: WORKERS=2 needs a PostgreSQL server (DATABASE_URL): the embedded database serves one process; leave WORKERS out\n',
  ]);
});

describe.runIf(DATABASES.includes('PostgreSQL'))('on a PostgreSQL server', () => {
  test('a worker that is killed is replaced, whichever it is, and others answer meanwhile', async () => {
    const place = await given('PostgreSQL');
    const { server, address } = await place.serve(ENV);
    await server.says(/2 of 2 workers answer/);
    const workers = workersOf(server);
    expect(workers).toHaveLength(2);
    for (const [index, killed] of workers.entries()) {
      process.kill(killed, 'SIGKILL');
      await until(() => !workersOf(server).includes(killed));
      for (let asked = 0; asked < 10; asked++) {
        const answer = await ask(address);
        expect([answer.status, await answer.json()]).toEqual([200, { data: { sessions: { nodes: [] } } }]);
      }
      // The first time all answered at the start.
      await server.says(new RegExp(`(2 of 2 workers answer[^]*){${index + 2}}`));
      expect(server.stderr).toContain(`worker ${killed} ended (SIGKILL): another one takes its place`);
    }
    expect(server.hasEnded).toBe(false);
  });

  test('senders of streams that are cut and go on at whichever worker they get lose and double nothing, also when one of them is killed', async () => {
    const place = await given('PostgreSQL');
    const { server, address } = await place.serve(ENV);
    await server.says(/2 of 2 workers answer/);
    const LINES = 400;
    /** Without ids, and each twice: a line is known by its place in its stream. */
    const linesOf = (sender: number) =>
      Array.from({ length: LINES }, (_, n) => {
        const time = new Date(Date.UTC(2024, 4, 12) + Math.floor(n / 2) * 1_000).toISOString();
        return JSON.stringify({
          time,
          method: 'GET',
          path: `/s${sender}/${n % 7}`,
          host: 'a',
          ip: `192.0.2.${n % 50}`,
        });
      });
    /** Whose worker was killed asks again how far it is, and goes on. */
    const send = async (key: string, lines: readonly string[], places: readonly number[]): Promise<void> => {
      for (;;) {
        try {
          await sendCut(address, 'default', key, lines, places);
          return;
        } catch (error) {
          if (!/ECONNRESET|EPIPE|socket hang up|fetch failed/.test(String(error))) throw error;
        }
      }
    };
    const workers = workersOf(server);
    const cuts = [9_000, 20_000, 100, 15_000];
    const streams = Array.from({ length: 4 }, (_, sender) =>
      send(`stream-${sender}`, linesOf(sender), cuts.slice(sender)),
    );
    // The same stream by two senders at once.
    const twice = [0, 1].map(() => send('twice', linesOf(9), [10_000, 20_000]));
    await until(async () => Number((await place.query('SELECT count(*)::int AS n FROM request'))[0]!.n) > 200);
    process.kill(workers[1]!, 'SIGKILL');
    await Promise.all([...streams, ...twice]);
    expect(
      await place.query(
        `SELECT split_part(path, '/', 2) AS sender, count(*)::int AS requests FROM request GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual(['s0', 's1', 's2', 's3', 's9'].map((sender) => ({ sender, requests: LINES })));
    for (const key of ['stream-0', 'stream-3', 'twice'])
      expect(await acknowledged(address, 'default', key)).toBe(LINES);
    // Whole streams that are sent once more, each on a connection of its own.
    const again = linesOf(0)
      .map((line) => `${line}\n`)
      .join('');
    const heard = await Promise.all(
      [0, 1].map(() => ingest(address, 'default', again, { 'idempotency-key': 'stream-0' })),
    );
    for (const { status, body } of heard)
      expect([status, body]).toMatchObject([200, { read: LINES, accepted: 0, duplicates: LINES }]);
    await server.kill('SIGTERM');
    expect((await place.verify()).differences).toBe(0);
  });

  test('SIGTERM ends all of them in time', async () => {
    const place = await given('PostgreSQL');
    const { server, address } = await place.serve({ ...ENV, SHUTDOWN_TIMEOUT_MS: '8000' });
    await server.says(/2 of 2 workers answer/);
    const workers = workersOf(server);
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, signal: null, stderr: '' });
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(ask(address)).rejects.toThrow();
  });

  test('numbers and rates are those of all workers together', async () => {
    const place = await given('PostgreSQL');
    const { server, address } = await place.serve({ ...ENV, METRICS_PORT: '0', RATE_LIMIT_PER_MINUTE: '6' });
    const [, metrics = ''] = await server.says(/metrics: (http:\S+)/);
    await server.says(/2 of 2 workers answer/);
    const statuses: number[] = [];
    for (let asked = 0; asked < 9; asked++) statuses.push((await ask(address)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429, 429]);
    const text = await (await fetch(metrics)).text();
    const sum = [...text.matchAll(/^api_sessions_question_duration_seconds_count\{.*outcome="answered".*\} (\d+)/gm)];
    expect(sum.reduce((total, [, count]) => total + Number(count), 0)).toBe(6);
    expect(text).toMatch(/^api_sessions_rate_limited_total 3$/m);
    expect(text).toMatch(/^api_sessions_outbox_pending 0$/m);
  });

  test('what is wrong at the start is said once, and ends it', async () => {
    const place = await given('PostgreSQL');
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await place.run(['serve'], { env: { ...ENV, PORT: String(port) } });
    other.close();
    expect([code, stderr]).toEqual([
      1,
      `api-sessions: port ${port} is in use (PORT): stop what uses it, or set another\n`,
    ]);
  });
});
