import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, digestOf, linesOf, Place, STORED } from '../../support/cli.ts';
import { DATABASES, type DatabaseKind } from '../../support/database.ts';

// An import that is cut short leaves whole batches; running it again ends where an uninterrupted one would have ended.

const BLOG = linesOf('access-apache-combined-blog-2015.log.gz');
const BATCH: Record<DatabaseKind, number> = { embedded: 1_000, PostgreSQL: 5_000 };

/** The lines of the blog, and again some years later, and again. */
function longLog(lines: number): string {
  const years = Array.from({ length: Math.ceil(lines / BLOG.length) }, (_, index) => 2015 + index);
  return `${years
    .flatMap((year) => BLOG.map((line) => line.replace(/\/2015:/, `/${year}:`)))
    .slice(0, lines)
    .join('\n')}\n`;
}

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function placeWith(kind: DatabaseKind, text: string): Promise<{ place: Place; log: string }> {
  const place = await Place.on(kind);
  places.push(place);
  const log = join(place.folder, 'access.log');
  writeFileSync(log, text);
  return { place, log };
}

const storedIn = async (place: Place) => Number((await place.query(STORED))[0]?.n);

describe.each(DATABASES)('%s', (kind) => {
  const lines = kind === 'embedded' ? 6_500 : 25_000;
  const batch = BATCH[kind];

  test('killed in the middle, then run again: as if nothing had happened', { timeout: 300_000 }, async () => {
    const { place, log } = await placeWith(kind, longLog(lines));
    const import1 = place.start(['import', '--json', log]);
    await place.until(import1, STORED, 2 * batch);
    expect(await import1.kill('SIGKILL')).toMatchObject({ signal: 'SIGKILL', stdout: '' });

    const kept = await storedIn(place);
    expect(kept).toBeGreaterThanOrEqual(2 * batch);
    expect(kept).toBeLessThan(lines);
    expect(kept % batch).toBe(0);
    expect(await place.verify()).toMatchObject({ code: 0, requests: kept, differences: 0 });

    const again = await place.import([log]);
    expect(again).toMatchObject({ read: lines, accepted: lines - kept, duplicates: kept, rejected: 0 });
    const { place: untouched, log: same } = await placeWith(kind, longLog(lines));
    expect(await untouched.import([same])).toMatchObject({ read: lines, accepted: lines });
    expect(await digestOf(place)).toEqual(await digestOf(untouched));
  });

  // One each.
  const signal = kind === 'embedded' ? 'SIGINT' : 'SIGTERM';
  test(`${signal} stops it after a whole batch, and says so`, async () => {
    const { place, log } = await placeWith(kind, longLog(lines));
    const running = place.start(['import', '--json', log, log]);
    await place.until(running, STORED, batch);
    const { code, stdout, stderr } = await running.kill(signal);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'api-sessions: interrupted after a whole batch: run the same import again to complete it\n',
    });
    const { accepted, read, files } = JSON.parse(stdout);
    expect({ accepted, files: files.length }).toEqual({ accepted: read, files: 1 });
    expect(accepted).toBeLessThan(lines);
    expect(await storedIn(place)).toBe(accepted);
    expect(place.held()).toBeNull();
    expect(await place.import([log])).toMatchObject({ read: lines, duplicates: accepted });
  });
});

describe.runIf(DATABASES.includes('PostgreSQL'))('a server that fails in the middle', () => {
  test('is one line, and running the import again completes it', async () => {
    const { place, log } = await placeWith('PostgreSQL', longLog(20_000));
    const running = place.start(['import', log]);
    await place.until(running, STORED, 5_000);
    // In the middle of a batch: a connection that is idle meanwhile would only be replaced.
    await place.until(
      running,
      `SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'api-sessions' AND state <> 'idle'`,
      1,
    );
    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^api-sessions: the database failed in the middle \([^\n]+\): whole batches are kept, run the same import again\n$/,
    );
    const kept = await storedIn(place);
    expect(kept % 5_000).toBe(0);
    expect(await place.import([log])).toMatchObject({ accepted: 20_000 - kept, duplicates: kept });
    expect(await place.verify()).toMatchObject({ requests: 20_000, differences: 0 });
  });
});
