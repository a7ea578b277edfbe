import { appendFileSync, renameSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../../subgraph/exit-codes.ts';
import { buildCli, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// A log that is followed by the real command: through rotations and restarts, with the place remembered.

beforeAll(buildCli);

const line = (index: number) =>
  `192.0.2.${index % 200} - - [12/May/2024:10:00:00 +0000] "GET /${index} HTTP/1.1" 200 12 "-" "curl/8"\n`;

describe.each(DATABASES)('a log that is followed, %s', (kind) => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(kind);
  });
  afterEach(() => place.remove());

  const COUNT = 'SELECT count(*)::int AS n FROM request';

  test('rotated while it is followed and while it is not, each line is stored once, and the numbers are those of the file', async () => {
    const log = place.write('access.log', line(0));
    const first = place.start(['import', '--json', '--follow', log, '--place', `${place.folder}/place.json`]);
    await place.until(first, COUNT, 1);
    for (let i = 1; i <= 5; i++) {
      appendFileSync(log, line(i));
      renameSync(log, `${log}.${9 - i}`);
      place.write('access.log', line(100 + i));
      await place.until(first, COUNT, 2 * i + 1);
    }
    appendFileSync(log, 'no line of a log\n');
    await expect.poll(() => first.stderr).toMatch(/access\.log:2: the line should begin/);
    const ended = await first.kill('SIGTERM');
    expect(ended.code).toBe(EXIT.done);
    expect(JSON.parse(ended.stdout)).toMatchObject({ read: 12, accepted: 11, duplicates: 0, rejected: 1 });

    appendFileSync(log, line(200));
    renameSync(log, `${log}.1`);
    place.write('access.log', line(201));
    const second = place.start(['import', '--json', '--follow', log, '--place', `${place.folder}/place.json`]);
    await place.until(second, COUNT, 13);
    const again = await second.kill('SIGINT');
    // What may be of a minute that still comes is read again, and known.
    expect(JSON.parse(again.stdout)).toMatchObject({ read: 4, accepted: 2, duplicates: 1, rejected: 1 });
    expect((await place.verify()).differences).toBe(0);
  });

  test('equal lines are as many requests as there are of them, also across stretches and restarts', async () => {
    const log = place.write('access.log', line(0) + line(0));
    const args = ['import', '--json', '--follow', log, '--place', `${place.folder}/place.json`];
    const first = place.start(args);
    await place.until(first, COUNT, 2);
    appendFileSync(log, line(0));
    await place.until(first, COUNT, 3);
    await first.kill('SIGTERM');
    appendFileSync(log, line(0));
    const second = place.start(args);
    await place.until(second, COUNT, 4);
    await second.kill('SIGTERM');
    // As the whole file at once.
    expect(await place.import([log])).toMatchObject({ read: 4, accepted: 0, duplicates: 4 });
  });

  test('what cannot be followed is refused', async () => {
    const har = place.write('a.har', '{"log":{"version":"1.2","creator":{},"entries":[]}}\n');
    const refused = await place.run(['import', '--follow', har]);
    expect([refused.code, refused.stderr]).toEqual([
      EXIT.usage,
      expect.stringContaining('is har: only logs of which each line is a record can be followed'),
    ]);
    const two = await place.run(['import', '--follow', har, har]);
    expect(two.stderr).toContain('--follow takes one file, which is no pipe');
    expect((await place.run(['import', '--place', 'x', har])).stderr).toContain('--place is for --follow only');
  });
});
