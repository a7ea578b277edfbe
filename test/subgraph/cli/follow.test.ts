import { appendFileSync, renameSync, statSync, truncateSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { EXIT } from '../../../subgraph/exit-codes.ts';
import { buildCli, digestOf, linesOf, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// A log that is followed by the real command: through rotations and restarts, with the place remembered.

beforeAll(buildCli);

const line = (index: number) =>
  `192.0.2.${index % 200} - - [12/May/2024:10:00:00 +0000] "GET /${index} HTTP/1.1" 200 12 "-" "curl/8"\n`;

/** Null: it is not there. Whatever is written takes its place as a whole. */
const changedAt = (file: string) => statSync(file, { throwIfNoEntry: false, bigint: true })?.ctimeNs ?? null;

const COUNT = 'SELECT count(*)::int AS n FROM request';

describe.each(DATABASES)('a log that is followed, %s', (kind) => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(kind);
  });
  afterEach(() => place.remove());

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

describe('the log of a sensor, whose records are of several lines', () => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on('PostgreSQL');
  });
  afterEach(() => place.remove());

  test('cut between requests and their alerts, rotated, truncated and gone on with, it gives what it gives at once', async () => {
    const entries = linesOf('logs/suricata-eve.json.gz').map((text) => ({ text: `${text}\n`, ...JSON.parse(text) }));
    // Around its ten requests, which have an alert before them and one after them.
    const near = entries.filter((_, n) =>
      entries.slice(Math.max(n - 3, 0), n + 4).some((each) => each.event_type === 'http'),
    );
    const end = `${JSON.stringify({ timestamp: '2023-09-05T00:00:00Z', event_type: 'stats' })}\n`;
    const whole = near.map(({ text }) => text).join('') + end;
    const parts: string[] = [];
    for (const { text, event_type } of near) {
      if (event_type === 'http' || parts.length === 0) parts.push('');
      parts[parts.length - 1] += text;
      // What comes next is its alert.
      if (event_type === 'http') parts.push('');
    }
    parts[parts.length - 1] += end;
    const log = place.write('eve.json', '');
    const kept = `${place.folder}/place.json`;
    const follow = () => place.start(['import', '--json', '--follow', log, '--place', kept]);
    let running = follow();
    for (const [n, part] of parts.entries()) {
      const before = changedAt(kept);
      appendFileSync(log, part);
      await expect.poll(() => changedAt(kept), { timeout: 30_000, interval: 5 }).not.toBe(before);
      // Between a request and its alert, and between two requests.
      if (n === 4 || n === 7) {
        renameSync(log, `${log}.${20 - n}`);
        place.write('eve.json', '');
      }
      if (n === 10 || n === 13) truncateSync(log);
      if (n === 7 || n === 10 || n === 16) {
        await running.kill(n === 16 ? 'SIGKILL' : 'SIGTERM');
        running = follow();
      }
    }
    await place.until(running, COUNT, 10);
    await running.kill('SIGTERM');
    expect(running.stderr).not.toContain('wait for others');

    const once = await Place.on('PostgreSQL');
    onTestFinished(() => once.remove());
    await once.import([once.write('eve.json', whole)]);
    expect(await digestOf(place)).toEqual(await digestOf(once));
    expect(await place.query('SELECT count(*)::int AS n FROM detection')).toEqual([{ n: 20 }]);
    expect((await place.verify()).differences).toBe(0);
  });

  test('what waits for its alert when it is stopped is told, kept, and in an import of the file', async () => {
    const [http] = linesOf('logs/suricata-eve.json.gz').filter((line) => JSON.parse(line).event_type === 'http');
    const log = place.write('eve.json', `${http}\n`);
    const kept = `${place.folder}/place.json`;
    const running = place.start(['import', '--json', '--follow', log, '--place', kept]);
    await expect.poll(() => changedAt(kept), { timeout: 30_000 }).not.toBeNull();
    const { stdout, stderr } = await running.kill('SIGTERM');
    expect(JSON.parse(stdout)).toMatchObject({ read: 0, accepted: 0 });
    expect(stderr).toContain('eve.json: 1 lines wait for others of their requests');
    expect(await place.import([log])).toMatchObject({ read: 1, accepted: 1 });
  });
});
