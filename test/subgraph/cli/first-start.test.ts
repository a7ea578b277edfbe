import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, DATA, digestOf, Place, STORED } from '../../support/cli.ts';
import { DATABASES, type DatabaseKind } from '../../support/database.ts';

// The first start of a new store brings the demo traffic, once and whole, whatever happens in between.

const DAY = 86_400_000;
const DEMO = { requests: 15_474, sessions: 1_601 };
const IMPORTED = 'demo traffic imported: 15474 requests in 1601 sessions';

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function newPlace(kind: DatabaseKind): Promise<Place> {
  const place = await Place.on(kind, null);
  places.push(place);
  return place;
}

const demoSetting = async (place: Place) =>
  (await place.query(`SELECT value FROM setting WHERE name = 'demo'`))[0]?.value;

async function portInUse(): Promise<{ PORT: string; free(): void }> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  return { PORT: String((other.address() as { port: number }).port), free: () => void other.close() };
}

test('without luck: a port in use, a kill in the middle; the next start completes the demo', {
  timeout: 300_000,
}, async () => {
  const place = await newPlace('embedded');
  const { PORT, free } = await portInUse();
  expect((await place.run(['serve'], { env: { PORT } })).stderr).toContain(`port ${PORT} is in use`);
  free();

  const first = place.start(['serve']);
  await place.until(first, STORED, 2_000);
  await first.kill('SIGKILL');
  const due = await demoSetting(place);
  expect(due).toMatch(/^due \d{4}-\d{2}-\d{2}$/);
  const [kept] = await place.query(STORED);
  expect(kept?.n).toBeLessThan(DEMO.requests);

  const { server: second } = await place.serve({});
  expect(second.stdout).toMatch(/^demo traffic imported: \d+ requests in \d+ sessions\nAPI Sessions: /);
  expect(second.stdout).not.toContain(IMPORTED);
  expect(await second.kill('SIGTERM')).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(existsSync(place.lock)).toBe(false);
  expect(await demoSetting(place)).toBe('done');
  expect(await place.verify()).toMatchObject({ ...DEMO, code: 0, differences: 0 });
  const [last] = await place.query('SELECT max(day)::text AS day FROM session');
  const today = String(due).slice('due '.length);
  expect(last?.day).toBe(new Date(Date.parse(today) - DAY).toISOString().slice(0, 10));

  const { server: third } = await place.serve({});
  await expect
    .poll(() => third.stdout)
    .toMatch(/^API Sessions: \S+\/ {2}GraphQL: \S+\/graphql\nNO SIGN-IN: .+\nNO RETENTION: .+\n$/);
  expect(await third.kill('SIGINT')).toMatchObject({ code: 0, stderr: '' });
});

const OTHER = DATABASES.at(-1)!;

test('with luck: it says what it did, and does it once', { timeout: 300_000 }, async () => {
  const place = await newPlace(OTHER);
  const { server } = await place.serve({});
  expect(server.stdout).toMatch(new RegExp(`^database ready: \\d+ migrations applied\n${IMPORTED}\nAPI Sessions: `));
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  const stored = await digestOf(place);
  const { server: again } = await place.serve({});
  expect(again.stdout).toMatch(/^API Sessions: /);
  await again.kill('SIGTERM');
  expect(await digestOf(place)).toEqual(stored);
  expect(await place.verify()).toMatchObject({ ...DEMO, differences: 0 });
});

describe('no demo', () => {
  test('with DEMO=0, and none at the next start without it', async () => {
    const place = await newPlace('embedded');
    for (const env of [{ DEMO: '0' }, {}]) {
      const { server } = await place.serve(env as Record<string, string>);
      expect(server.stdout).not.toContain('demo');
      expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
      expect(await place.query(STORED)).toEqual([{ n: 0 }]);
    }
  });

  test('in a store that somebody imported into before the first start, nor after an upgrade of its schema', async () => {
    const place = await newPlace(OTHER);
    await place.import(['--keep-old', join(DATA, 'har/api-client-session.har.gz')]);
    const { server } = await place.serve({});
    expect(server.stdout).not.toContain('demo');
    await server.kill('SIGTERM');
    expect(await demoSetting(place)).toBe('none');
    expect(await place.query(STORED)).toEqual([{ n: 80 }]);
  });
});

test('SIGTERM while the demo is imported: it stops after a batch, and the next start goes on', {
  timeout: 300_000,
}, async () => {
  const place = await newPlace(OTHER);
  const first = place.start(['serve']);
  await place.until(first, STORED, 1);
  expect(await first.kill('SIGTERM')).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(first.stdout).not.toContain('demo traffic imported');
  expect(await demoSetting(place)).toMatch(/^due /);
  expect(Number((await place.query(STORED))[0]?.n)).toBeLessThan(DEMO.requests);
  const { server } = await place.serve({});
  await server.kill('SIGTERM');
  expect(await place.verify()).toMatchObject({ ...DEMO, differences: 0 });
});
