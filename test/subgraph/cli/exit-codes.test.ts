import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli, importedBy, type Outcome, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// A script that imports every night sees by the exit code alone what became of it: 0 something is there, 1 failed, 2 a wrong
// command line, 3 nothing came of it, 4 the input broke off.

beforeAll(buildCli);

let place: Place;
beforeEach(async () => {
  place = await Place.on(DATABASES.at(-1)!);
});
afterEach(() => place.remove());

const file = (name: string, content: string | Buffer) => place.write(name, content);
const logLine = (path: string) =>
  `192.0.2.7 - - [12/May/2024:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 12 "-" "curl/8"\n`;
const record = (path: string) => `${JSON.stringify({ time: '2024-05-12T10:00:00Z', method: 'GET', path })}\n`;
const summaryOf = ({ stdout }: Outcome) => JSON.parse(stdout) as ReturnType<typeof importedBy>;
const stored = async () => Number((await place.query('SELECT count(*) AS n FROM request'))[0]?.n);

describe('an import', () => {
  test('is 0 when something was accepted or known, whatever was rejected beside it', async () => {
    const log = file('mixed.log', `${logLine('/a')}no line of a log\n`);
    expect(await place.run(['import', log])).toMatchObject({ code: 0 });
    expect(await place.run(['import', log])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 duplicates'),
    });
  });

  test('is 3 when no record was, and when there was none: an empty file is named so', async () => {
    const wrong = file('wrong.ndjson', `${record('no path')}${record('nor this')}`);
    expect(await place.run(['import', wrong])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('2 rejected'),
    });
    const empty = [
      file('empty.log', ''),
      file('blank.log', '\n \r\n\n'),
      file('empty.log.gz', gzipSync('')),
      file('empty.json', '[]'),
    ];
    const nothing = await place.run(['import', '--json', '--format', 'ndjson', ...empty]);
    expect(nothing).toMatchObject({ code: 3, stderr: '' });
    expect(summaryOf(nothing)).toMatchObject({ read: 0, rejected: 0 });
    const recognised = await place.run(['import', ...empty.slice(0, 3), '-'], { input: '' });
    expect(recognised).toMatchObject({ code: 3, stderr: '' });
    expect(recognised.stdout).toMatch(
      /^\S+empty\.log \(empty\): 0 read: .*\n\S+blank\.log \(empty\).*\n\S+\.gz \(empty\).*\n- \(empty\).*\nall: 0 read/,
    );
    // beside others it is no reason to refuse them
    const good = file('good.log', logLine('/a'));
    const beside = await place.run(['import', '--json', empty[0]!, good, empty[1]!]);
    expect(beside.code).toBe(0);
    expect(summaryOf(beside).files.map(({ format, read }) => [format, read])).toEqual([
      [null, 0],
      ['combined', 1],
      [null, 0],
    ]);
  });

  test('is 4 when one of the files broke off; what was read before stays, and the others are imported', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => logLine(`/cut/${index}`)).join('');
    const packed = gzipSync(lines);
    const cut = file('cut.log.gz', packed.subarray(0, packed.length - 2_000));
    const list = JSON.stringify([record('/x'), record('/y')].map((each) => JSON.parse(each)));
    const document = file('cut.json', list.slice(0, -10));
    const serial = file(
      'cut.serial',
      '--622ca252-A--\n[01/May/2018:08:05:00 +0200] u 192.0.2.1 1 192.0.2.2 80\n--622ca252-B--\nGET / HTTP/1.1\n',
    );
    const good = file('good.log', logLine('/good'));
    const outcome = await place.run(['import', '--json', cut, document, serial, good]);
    expect(outcome.code).toBe(4);
    expect(outcome.stderr.match(/\n/g)).toHaveLength(3);
    const { files, accepted } = summaryOf(outcome);
    expect(files.map(({ format, brokeOff, rejected }) => [format, brokeOff, rejected])).toEqual([
      ['combined', true, 1],
      ['ndjson', true, 1],
      ['modsecurity-serial', true, 1],
      ['combined', false, 0],
    ]);
    expect(files[0]!.accepted).toBeGreaterThan(1_000);
    expect(files.map((each) => each.accepted).slice(1)).toEqual([1, 0, 1]);
    expect(await stored()).toBe(accepted);
    expect((await place.run(['import', document])).stdout).toMatch(
      /1 rejected; .*; broke off, what was read before is imported\n$/,
    );
    // got again, the whole file adds what was missing
    const whole = await place.import([file('whole.log.gz', packed)]);
    expect(whole).toMatchObject({ accepted: 3_000 - files[0]!.accepted, duplicates: files[0]!.accepted });
    expect(await place.verify()).toMatchObject({ differences: 0 });
  });

  test('is 4 as well when so little is left that nothing can be read, and then imports nothing', async () => {
    const good = file('good.log', logLine('/good'));
    const packed = gzipSync(logLine('/a'));
    for (const length of [12, 40]) {
      const outcome = await place.run(['import', good, file('tiny.gz', packed.subarray(0, length))]);
      expect(outcome).toMatchObject({ code: 4, stdout: '' });
      expect(outcome.stderr).toMatch(/^api-sessions: cannot read \S+tiny\.gz: the gzip file ends too early: [^\n]*\n$/);
    }
  });

  test('is 1 when it cannot go on, and says what was imported before', async () => {
    const good = file('good.log', logLine('/a'));
    const unknown = await place.run(['import', '--json', good, '-'], { input: 'no log\n' });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/^api-sessions: the format of - is not/) });
    expect(summaryOf(unknown)).toMatchObject({ accepted: 1, files: [{ file: good }] });
    expect(await stored()).toBe(1);
    expect(await place.verify()).toMatchObject({ due: 0, dueRisks: 0 });
    // nothing of the second half either: neither specifications nor requests
    const specification = file('api.yaml', 'openapi: 3.0.0\npaths: { /a: { get: {} } }');
    const missing = join(place.folder, 'none', 'rejects');
    const refused = await place.run([
      'import',
      file('b.log', logLine('/b')),
      '--rejects',
      missing,
      '--openapi',
      specification,
    ]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(`api-sessions: cannot write ${missing} (--rejects): ENOENT\n`);
    expect(await stored()).toBe(1);
    expect(await place.query('SELECT count(*)::int AS n FROM specification')).toEqual([{ n: 0 }]);
  });

  test.skipIf(process.platform !== 'linux')('a full disk under --rejects stops it with one line', async () => {
    const [good, bad] = [file('good.log', logLine('/a')), file('bad.log', `${logLine('/b')}no line\n`)];
    const outcome = await place.run(['import', '--json', good, bad, '--rejects', '/dev/full']);
    expect(outcome).toMatchObject({
      code: 1,
      stderr: `${bad}: taken for combined (65 % sure): --format says it\napi-sessions: cannot write /dev/full (--rejects): ENOSPC\n`,
    });
    expect(summaryOf(outcome).files).toMatchObject([{ file: good, accepted: 1 }]);
  });
});

test('properties that a format does not have are named, counted and harmless', async () => {
  const pair = { time: 1700000000, method: 'GET', path: '/', statusCode: 200, user: 'ann', host: 'h.example' };
  const strange = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`x${index}\u001b[2J${'y'.repeat(300)}`, 1]),
  );
  const log = file('pairs.json', JSON.stringify([pair, { ...pair, path: '/2', ...strange }]));
  const json = summaryOf(await place.run(['import', '--json', log]));
  const { properties, others } = json.files[0]!.unread;
  expect(properties.slice(0, 2)).toEqual([
    { name: 'host', records: 2 },
    { name: 'user', records: 2 },
  ]);
  expect(properties).toHaveLength(20);
  expect(others).toBe(12);
  expect(Math.max(...properties.map(({ name }) => name.length))).toBe(101);
  const { stdout } = await place.run(['import', log]);
  expect(stdout).toMatch(
    /\n {2}recorded has no such properties: "host" \(2\), "user" \(2\), .*, and 12 of other names; what they hold was not read\n$/,
  );
  expect(stdout).not.toMatch(/[^\n\u0020-\u007e…]/);
  // and nothing is said where nothing was lost
  expect((await place.run(['import', file('a.log', logLine('/a'))])).stdout).toMatch(/^[^\n]+\n$/);
});

test('every wrong command line is 2, every command that cannot do its work 1, help 0', async () => {
  const log = file('a.log', logLine('/a'));
  const specification = file('api.yaml', 'openapi: 3.0.0\npaths: { /a: { get: {} } }');
  mkdirSync(join(place.folder, 'folder'));
  const all: [code: number, ...args: string[]][] = [
    [2],
    [2, 'import', '--unknown', log],
    [2, 'import', '-', '-'],
    [2, 'import', log, '--rejects', log],
    [2, 'openapi', specification, specification, '--name', 'x'],
    [2, 'flows', 'a', 'b'],
    [2, 'outbox', '--resend'],
    [2, 'verify', '--jsn'],
    [2, 'schema', '--mode', 'alone'],
    [2, 'serve', '--port', '1'],
    [1, 'import', join(place.folder, 'none.log')],
    [1, 'import', join(place.folder, 'folder')],
    [1, 'openapi', '--remove', 'Nobody'],
    [1, 'flows', join(place.folder, 'folder')],
    [0, 'import', '--help'],
    [0, '--help'],
  ];
  for (const [code, ...args] of all) {
    const outcome = await place.run(args);
    expect(outcome.code, args.join(' ')).toBe(code);
    if (code === 0) expect(outcome.stdout).toContain('Exit codes:');
    else expect(outcome.stdout).toBe('');
    if (code !== 0 && args.length > 0) expect(outcome.stderr).toMatch(/^api-sessions: [^\n]+\n$/);
  }
});
