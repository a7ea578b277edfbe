import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, importedBy, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';
import { dayAgo, lineOf } from '../../support/retention.ts';
import type { Line } from '../../support/traffic.ts';

// How long requests are kept is said once, for all processes that work on a store.

beforeAll(buildCli);

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
});

async function placeOn(...given: Parameters<typeof Place.on>): Promise<Place> {
  const place = await Place.on(...given);
  places.push(place);
  return place;
}

/** Access log lines need no more than a time. */
const log = (lines: readonly Line[]) =>
  lines.map(({ sid: _, ...line }) => JSON.stringify({ method: 'GET', ...line })).join('\n');
const NO_RETENTION = /^NO RETENTION: all requests are kept, for ever\. .+$/m;

describe.runIf(DATABASES.includes('PostgreSQL'))('a new database of a server', () => {
  test('keeps seven days: what is older is refused with the reason, unless it is to be kept all the same', async () => {
    const place = await placeOn('PostgreSQL', null);
    const input = log([lineOf(0, 'new'), lineOf(7, 'oldest'), lineOf(8, 'old'), lineOf(400, 'ancient')]);
    const refused = await place.run(['import', '--json', '-'], { input });
    expect(importedBy(refused)).toMatchObject({ read: 4, accepted: 2, duplicates: 0, rejected: 2 });
    const since = `requests are kept since ${dayAgo(7)} (7 days are kept, as "api-sessions retention" says)`;
    expect(refused.stderr).toBe(
      [8, 400]
        .map(
          (day, index) =>
            `-:${index + 3}: older than what is kept: it is of ${dayAgo(day)}, and ${since}; --keep-old imports it all the same\n`,
        )
        .join(''),
    );
    expect(await place.import(['--keep-old', '-'], { input })).toMatchObject({
      accepted: 2,
      duplicates: 2,
      rejected: 0,
    });
    expect((await place.run(['retention'])).stdout).toBe(`7 days are kept\nrequests are kept since ${dayAgo(7)}\n`);
    const { server } = await place.serve();
    expect(server.stdout).not.toMatch(NO_RETENTION);
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(await place.verify()).toMatchObject({ requests: 4, differences: 0 });
  });
});

test('one that nobody decided for keeps everything, and the server says so until somebody does', async () => {
  const place = await placeOn('embedded', null);
  expect(await place.import(['-'], { input: log([lineOf(400, 'ancient')]) })).toMatchObject({ accepted: 1 });
  expect((await place.run(['retention'])).stdout).toBe('everything is kept, for nobody has decided\n');
  const { server } = await place.serve();
  await expect.poll(() => server.stdout).toMatch(NO_RETENTION);
  // Through the server, which holds the folder.
  expect((await place.run(['retention', '--everything'])).stdout).toBe('everything is kept\n0 days were dropped\n');
  await server.kill('SIGTERM');
  const { server: again } = await place.serve();
  await expect.poll(() => again.stdout).toMatch(/NO SIGN-IN/);
  await again.kill('SIGTERM');
  expect(again.stdout).not.toMatch(NO_RETENTION);
});

describe.each(DATABASES)('on the %s database', (kind) => {
  test('who decides drops what is older, at once', async () => {
    const place = await placeOn(kind);
    await place.import(['-'], { input: log([0, 2, 3, 40].map((day) => lineOf(day, `r${day}`))) });
    expect((await place.run(['retention', '--days', '2'])).stdout).toBe(
      `2 days are kept\nrequests are kept since ${dayAgo(2)}\n2 days were dropped\n`,
    );
    expect(JSON.parse((await place.run(['retention', '--json'])).stdout)).toEqual({
      days: 2,
      since: dayAgo(2),
      isDecided: true,
      dropped: [],
    });
    expect(await place.verify()).toMatchObject({ requests: 2, differences: 0 });
  });

  test('a server drops what has become too old, and is ready for the days to come', async () => {
    const place = await placeOn(kind);
    await place.import(['-'], { input: log([1, 2, 3].map((day) => lineOf(day, `r${day}`))) });
    // As somebody decided it yesterday: then nothing was too old.
    await place.query(`UPDATE setting SET value = '2' WHERE name = 'retention'`);
    const { server } = await place.serve();
    await server.says(new RegExp(`retention: 1 days dropped, up to ${dayAgo(3)}`));
    const ready = `SELECT count(*)::int AS n FROM pg_class WHERE relname = 'request_${dayAgo(-2).replaceAll('-', '')}'`;
    expect(await place.query(ready)).toEqual([{ n: 1 }]);
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(await place.verify()).toMatchObject({ requests: 2, differences: 0 });
  });
});

test.each([
  [['--days', '0'], "option '--days <days>' argument '0' is invalid. It must be a number of days from 1 to 3650."],
  [['--days', '1e3'], "option '--days <days>' argument '1e3' is invalid. It must be a number of days from 1 to 3650."],
  [['--days', '7', '--everything'], "option '--days <days>' cannot be used with option '--everything'"],
])('a mistake is said: %j', async (options, message) => {
  const place = await placeOn('embedded');
  const { code, stderr } = await place.run(['retention', ...options]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `api-sessions: ${message} (see api-sessions retention --help)\n`,
  });
});
