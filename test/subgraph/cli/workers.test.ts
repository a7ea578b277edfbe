import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, Place, type Running } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

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
