import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, linesOf, Place, type Running } from '../support/cli.ts';
import { DATABASES, type DatabaseKind } from '../support/database.ts';
import { askOver, type Heard, whileLocked } from '../support/under-load.ts';
import { FULL, measured, sized } from './support/measured.ts';
import { type Probed, probe } from './support/probe.ts';

// A server under more than it can do, as a process of its own. Times are measured and told in the table; what is asserted
// is what was answered.

const LIST = '{ sessions(first: 20) { totalCount { value } nodes { id requestCount } } }';
const BLOG = linesOf('access-apache-combined-blog-2015.log.gz');

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function serverOn(kind: DatabaseKind, env: Record<string, string> = {}) {
  const place = await Place.on(kind);
  places.push(place);
  const served = await place.serve({ DEMO: '0', ...env });
  for (let n = 0; n < 20; n += 1) await askOver(served.address, 'default', LIST, 'first');
  return { place, ...served };
}

const told = ({ asked, failed, p50, p95, max }: Probed) =>
  `${asked} asked, ${failed} failed, p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`;

/** What became of questions, by their number. */
function endsOf(heard: readonly Heard[]): string {
  const ends = new Map<string, number>();
  for (const { status, errors } of heard) {
    const end = errors[0]?.extensions.code ?? `answered ${status}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  return [...ends].map(([end, count]) => `${count} ${end}`).join(', ');
}

describe.runIf(DATABASES.includes('PostgreSQL'))('on a PostgreSQL server', () => {
  test('a table is locked under many clients: each hears in time, and it lives', { timeout: 200_000 }, async () => {
    const { place, address } = await serverOn('PostgreSQL', { REQUEST_TIMEOUT_MS: String(sized(4_000, 10_000)) });
    const live = await probe(`${address}/health/live`);
    const asking = Array.from({ length: sized(60, 200) }, () => null);
    const heard = await whileLocked({ url: place.env.DATABASE_URL! }, 'session', async () => {
      const all = Promise.all(asking.map((_, n) => askOver(address, 'default', LIST, `client-${n}`)));
      await sleep(sized(5_000, 14_000));
      return all;
    });
    const lived = await live.end();
    expect(lived.failed).toBe(0);
    for (const { errors } of heard) expect(['TIMEOUT', 'OVERLOADED']).toContain(errors[0]?.extensions.code);
    expect((await askOver(address, 'default', LIST)).errors).toEqual([]);
    measured(`a table locked for 14 s, ${asking.length} clients on 10 connections`, endsOf(heard));
    measured('  /health/live meanwhile', told(lived));
  });
});

describe.each(DATABASES)('SIGTERM at load, on the %s database', (kind) => {
  test('with a body that never comes: nothing that was accepted is lost, and it ends in time', async () => {
    const { server, address } = await serverOn(kind, { SHUTDOWN_TIMEOUT_MS: '8000' });
    const { port, hostname } = new URL(address);
    const slow = connect(Number(port), hostname).on('error', () => {});
    slow.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{`,
    );
    const heard: Heard[] = [];
    const refused: unknown[] = [];
    const clients = Array.from({ length: sized(8, 50) }, async (_, n) => {
      for (;;) {
        try {
          heard.push(await askOver(address, 'default', LIST, `client-${n}`));
        } catch (error) {
          return void refused.push((error as { cause?: { code?: string } }).cause?.code);
        }
      }
    });
    await expect.poll(() => heard.length).toBeGreaterThan(sized(50, 500));
    const begun = performance.now();
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    const tookMs = Math.round(performance.now() - begun);
    await Promise.all(clients);
    slow.destroy();
    expect(endsOf(heard)).toMatch(/^\d+ answered 200$/);
    // Whoever was cut off had not been accepted: a connection that was kept, and is closed, or none any more.
    for (const code of refused) expect(['ECONNREFUSED', 'UND_ERR_SOCKET', 'ECONNRESET']).toContain(code);
    measured(`SIGTERM at load with a slow body, ${kind}`, `${heard.length} answered, 0 lost, ended after ${tookMs} ms`);
  });
});

describe('the embedded database', () => {
  async function meanwhile(address: string, what: string, work: Promise<unknown>): Promise<void> {
    const live = await probe(`${address}/health/live`);
    const list = await probe(`${address}/graphql`, { query: LIST });
    const begun = performance.now();
    await work;
    const seconds = Math.round((performance.now() - begun) / 1_000);
    const [lived, listed] = [await live.end(), await list.end()];
    expect({ live: lived.failed, list: listed.failed }).toEqual({ live: 0, list: 0 });
    measured(`${what}, ${seconds} s: a list`, told(listed));
    measured('  /health/live meanwhile', told(lived));
  }

  test('an import and a verification let questions pass', { timeout: 1_800_000 }, async () => {
    const { place, address } = await serverOn('embedded');
    const lines = sized(5_000, 200_000);
    const years = Array.from({ length: Math.ceil(lines / BLOG.length) }, (_, index) => 2000 + index);
    const all = years.flatMap((year) => BLOG.map((line) => line.replace(/\/2015:/, `/${year}:`))).slice(0, lines);
    const log = place.write('access.log', all.join('\n'));
    const importing: Running = place.start(['import', log]);
    await meanwhile(address, `an import of ${lines} lines, embedded`, importing.ended);
    expect((await importing.ended).code).toBe(0);
    await meanwhile(
      address,
      'verify of them, embedded',
      place.verify().then((found) => expect(found).toMatchObject({ differences: 0 })),
    );
  });
});

// By its switch alone: TRUST=full TRUST_SOAK=20 (minutes).
const SOAK_MINUTES = Number(process.env.TRUST_SOAK ?? 0);
if (FULL && SOAK_MINUTES > 0)
  test('for many minutes memory does not grow', { timeout: 7_200_000 }, async () => {
    const { server, address } = await serverOn(DATABASES.at(-1)!, { METRICS_PORT: '0', RATE_LIMIT_PER_MINUTE: '0' });
    const [, metrics = ''] = await server.says(/metrics: (http:\S+)/);
    const heap = async () => {
      const text = await (await fetch(metrics)).text();
      return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]) / 2 ** 20;
    };
    const end = Date.now() + SOAK_MINUTES * 60_000;
    const asking = Array.from({ length: 4 }, async (_, n) => {
      while (Date.now() < end) expect((await askOver(address, 'default', LIST, `client-${n}`)).errors).toEqual([]);
    });
    const samples: { minute: number; mb: number }[] = [];
    for (let minute = 0; Date.now() < end; minute += 0.25) {
      await sleep(15_000);
      samples.push({ minute, mb: await heap() });
    }
    await Promise.all(asking);
    const late = samples.slice(Math.floor(samples.length / 4));
    const mean = (of: (sample: (typeof late)[number]) => number) =>
      late.reduce((sum, each) => sum + of(each), 0) / late.length;
    const [at, mb] = [mean(({ minute }) => minute), mean((each) => each.mb)];
    const slope =
      late.reduce((sum, each) => sum + (each.minute - at) * (each.mb - mb), 0) /
      late.reduce((sum, each) => sum + (each.minute - at) ** 2, 0);
    measured(`a soak of ${SOAK_MINUTES} minutes`, `${slope.toFixed(2)} MB a minute`);
    expect(slope).toBeLessThan(1);
  });
