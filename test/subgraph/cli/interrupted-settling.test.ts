import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, digestOf, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// Deviations are settled after the last batch of an import. A kill there loses none: what is due is remembered.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

const DEVIATING = 'SELECT count(*)::int AS n FROM request WHERE duration_deviation IS NOT NULL';

/** Requests of 100 sessions to twenty endpoints; one of a hundred is slow. */
function log(requests: number): string {
  const lines = Array.from({ length: requests }, (_, index) =>
    JSON.stringify({
      id: `r${index}`,
      time: new Date(Date.parse('2024-05-12T00:00:00Z') + index * 1_000).toISOString(),
      method: 'GET',
      host: 'shop.example',
      path: `/${'abcdefghijklmnopqrst'[index % 20]}`,
      status: 200,
      durationMs: index % 101 === 0 ? 900 : 20 + (index % 7),
      sizeBytes: 100 + (index % 13),
      parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: `session ${index % 100}` }],
    }),
  );
  return `${lines.join('\n')}\n`;
}

/**
 * Lets the settling of a process wait once some deviations are kept, however slowly anybody looks whether they are.
 * @returns lets it go on
 */
async function holdSettling(place: Place): Promise<() => Promise<void>> {
  await place.query(`
    CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM request WHERE duration_deviation IS NOT NULL AND xmin <> pg_current_xact_id()::xid) THEN
          PERFORM pg_advisory_xact_lock(1);
        END IF;
        RETURN NULL;
      END $$;
    CREATE TRIGGER wait_for_test BEFORE UPDATE OF duration_deviation ON request EXECUTE FUNCTION wait_for_test()`);
  const holder = new pg.Client({ connectionString: place.env.DATABASE_URL });
  await holder.connect();
  await holder.query('SELECT pg_advisory_lock(1)');
  return () => holder.end();
}

describe.each(DATABASES)('%s', (kind) => {
  const requests = kind === 'embedded' ? 5_000 : 24_000;

  async function placeWithLog(): Promise<{ place: Place; file: string }> {
    const place = await Place.on(kind);
    places.push(place);
    const file = join(place.folder, 'log.ndjson');
    writeFileSync(file, log(requests));
    return { place, file };
  }

  test('killed while it settles: verify tells what is due, the next run completes it', {
    timeout: 300_000,
  }, async () => {
    const { place, file } = await placeWithLog();
    // The embedded database answers one question after another: the next is in time between two steps of settling.
    const goOn = kind === 'embedded' ? null : await holdSettling(place);
    const running = place.start(['import', '--json', file]);
    await place.until(running, DEVIATING, 1);
    expect(await running.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    await goOn?.();
    const found = await place.verify();
    expect(found).toMatchObject({ code: 0, requests, differences: 0, said: '' });
    expect(found.due).toBeGreaterThan(0);
    expect((await place.run(['verify'])).stdout).toMatch(
      /: 0 differences; deviations at \d+ endpoints wait to be settled\n$/,
    );

    expect(await place.import([file])).toMatchObject({ accepted: 0, duplicates: requests });
    expect(await place.verify()).toMatchObject({ code: 0, requests, differences: 0, due: 0 });
    const { place: untouched, file: same } = await placeWithLog();
    await untouched.import([same]);
    expect(await digestOf(place)).toEqual(await digestOf(untouched));
    expect((await place.query(DEVIATING))[0]).toEqual({ n: Math.ceil(requests / 101) });
  });
});

test('a server settles what an import has left, and answers meanwhile', { timeout: 300_000 }, async () => {
  const place = await Place.on('embedded');
  places.push(place);
  const file = join(place.folder, 'log.ndjson');
  writeFileSync(file, log(4_000));
  const running = place.start(['import', file]);
  await place.until(running, DEVIATING, 1);
  await running.kill('SIGKILL');
  const { server, address } = await place.serve();
  const state = async () => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ sessionBaselines { settledAt dueEndpoints } }' }),
    });
    return (await response.json()) as {
      data: { sessionBaselines: { settledAt: string | null; dueEndpoints: number } };
    };
  };
  await expect
    .poll(async () => (await state()).data.sessionBaselines, { timeout: 60_000 })
    .toEqual({ settledAt: expect.any(String), dueEndpoints: 0 });
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  expect(await place.verify()).toMatchObject({ differences: 0, due: 0 });
});
