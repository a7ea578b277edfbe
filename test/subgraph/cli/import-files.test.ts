import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildCli, DATA, digestOf, importedBy, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// Real files through the real command: every record is accounted for, and importing again changes nothing.

const ERDDAP = 'access-nginx-combined-erddap-api-2024-05-12_18.log.gz';
const BLOG = 'access-apache-combined-blog-2015.log.gz';
const SHOP = 'access-nginx-shop-2019-sample.log.gz';
const JWT = 'api-traffic-jwt-sessions.json.gz';

/** File, format, records read, requests accepted, rejected. */
const FILES: [string, string, number, number, number][] = [
  [ERDDAP, 'combined', 14_171, 8_651, 5_520],
  [BLOG, 'combined', 10_000, 10_000, 0],
  [SHOP, 'combined', 1_000, 1_000, 0],
  ['har/api-client-session.har.gz', 'har', 80, 80, 0],
  ['har/browser-news-site.har.gz', 'har', 120, 120, 0],
  ['modsecurity-audit/modsec_audit.log', 'modsecurity-serial', 4, 4, 0],
  // The same four transactions again.
  ['modsecurity-audit/modsec_audit_v2.log', 'modsecurity-serial', 4, 0, 0],
  ['modsecurity-audit/modsec_audit_v2_json.log', 'modsecurity', 4, 4, 0],
  ['modsecurity-audit/modsec_audit_v2_timems.log', 'modsecurity-serial', 4, 4, 0],
  ['modsecurity-audit/modsec_audit_v2_utc_minus.log', 'modsecurity-serial', 3, 3, 0],
  ['modsecurity-audit/modsec_audit_v3.log', 'modsecurity-serial', 4, 4, 0],
  [JWT, 'recorded', 123, 123, 0],
];

beforeAll(buildCli);

const logLine = (path: string, time = '10:00:00') =>
  `192.0.2.7 - - [12/May/2024:${time} +0000] "GET ${path} HTTP/1.1" 200 12 "-" "curl/8"`;

describe.each(DATABASES)('every real file, %s', (kind) => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(kind);
  });
  afterEach(() => place.remove());

  test('is recognised, and its records add up; a second import adds nothing', async () => {
    const rejects = join(place.folder, 'rejects.ndjson');
    const paths = FILES.map(([file]) => join(DATA, file));

    const first = await place.import(['--rejects', rejects, ...paths]);
    for (const [index, [file, format, read, accepted, rejected]] of FILES.entries()) {
      const duplicates = read - accepted - rejected;
      expect(first.files[index], file).toMatchObject({ format, read, accepted, duplicates, rejected });
    }
    expect(first.accepted + first.duplicates + first.rejected).toBe(first.read);
    const kept = readFileSync(rejects, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept).toHaveLength(5_520);
    expect(new Set(kept.map(({ file }) => file))).toEqual(new Set([join(DATA, ERDDAP)]));
    const lines = gunzipSync(readFileSync(join(DATA, ERDDAP)))
      .toString()
      .split('\n');
    for (const { line, reason, raw } of kept) {
      expect(reason).toMatch(/the line holds one quoted field only/);
      expect(lines[line - 1]).toContain(raw);
    }
    const stored = await digestOf(place);

    const second = await place.import(paths);
    expect(second).toMatchObject({ accepted: 0, sessions: 0, rejected: 5_520, read: first.read });
    expect(second.duplicates).toBe(second.read - 5_520);
    expect(await digestOf(place)).toEqual(stored);
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0, requests: first.accepted, said: '' });
  });
});

describe('the command', () => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(DATABASES.at(-1)!);
  });
  afterEach(() => place.remove());

  const file = (name: string, content: string | Buffer) => place.write(name, content);
  const stored = async () => {
    const [row] = await place.query(`SELECT to_regclass('request') IS NOT NULL AS there`);
    return row?.there ? Number((await place.query('SELECT count(*) AS n FROM request'))[0]?.n) : 0;
  };

  test('groups recorded traffic into its three sessions, and finds the users in their tokens', async () => {
    const config = file(
      'sessions.json',
      JSON.stringify({
        context: [
          {
            source: 'REQUEST_JWT',
            name: 'username',
            token: { source: 'REQUEST_HEADER', name: 'access-token' },
            type: 'user',
          },
        ],
      }),
    );
    expect(await place.import(['--config', config, join(DATA, JWT)])).toMatchObject({ accepted: 123, sessions: 3 });
    const sessions = await place.query('SELECT request_count AS n FROM session ORDER BY 1 DESC');
    expect(sessions.map(({ n }) => n)).toEqual([55, 44, 24]);
    const users = await place.query(
      `SELECT user_name, count(*)::int AS n FROM request WHERE user_name IS NOT NULL GROUP BY 1 ORDER BY 2 DESC`,
    );
    expect(users.map(({ n }) => n)).toEqual([53, 39, 23]);
  });

  test('reads standard input, packed or not', async () => {
    const text = `${logLine('/a')}\n${logLine('/b')}\n`;
    expect(await place.import(['-'], { input: text })).toMatchObject({ read: 2, accepted: 2 });
    expect(await place.import(['-'], { input: gzipSync(text) })).toMatchObject({ read: 2, duplicates: 2 });
    expect((await place.run(['import', '-', '-'])).stderr).toBe(
      'api-sessions: standard input (-) can be read once only (see api-sessions import --help)\n',
    );
  });

  test('ends when nobody ends what it cannot read', async () => {
    const running = place.start(['import', '-'], { input: 'open' });
    running.write('this is no log\n'.repeat(10_000));
    expect(await running.ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^api-sessions: the format of - is not recognised: it looks like no log that we know\. NDJSON is the way in [^\n]* say --format, one of .*\n$/,
      ),
    });
  });

  test('takes the format that it is told, also the wrong one', async () => {
    const { code, stdout } = await place.run(['import', '--json', '--format', 'ndjson', join(DATA, SHOP)]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ read: 1000, rejected: 1000, files: [{ format: 'ndjson' }] });
  });

  test('imports nothing when one of the files cannot be', async () => {
    const good = file('good.log', `${logLine('/a')}\n`);
    const folder = join(place.folder, 'folder');
    mkdirSync(folder);
    const none = file('notes.txt', 'no log at all\n');
    for (const [bad, said] of [
      [join(place.folder, 'missing.log'), /cannot read \S+missing\.log: ENOENT/],
      [folder, /folder is a folder: name the files in it/],
      [none, /the format of \S+notes\.txt is not recognised/],
    ] as const) {
      const outcome = await place.run(['import', good, bad, good]);
      expect(outcome).toMatchObject({ code: 1, stdout: '' });
      expect(outcome.stderr).toMatch(/^api-sessions: [^\n]+\n$/);
      expect(outcome.stderr).toMatch(said);
    }
    expect(await stored()).toBe(0);
  });

  test('never overwrites what it imports', async () => {
    const log = file('precious.log', `${logLine('/a')}\n`);
    expect((await place.run(['import', log, '--rejects', log])).stderr).toMatch(
      /would overwrite what is to be imported/,
    );
    expect(readFileSync(log, 'utf8')).toBe(`${logLine('/a')}\n`);
  });

  test.each([3_000, 150_000])('imports what a gzip file cut after %i bytes still holds', async (length) => {
    const cut = file('cut.log.gz', readFileSync(join(DATA, BLOG)).subarray(0, length));
    const outcome = await place.run(['import', '--json', cut]);
    expect(outcome.code).toBe(4);
    const { read, accepted, rejected } = JSON.parse(outcome.stdout);
    expect(outcome.stderr).toMatch(/^\S+cut\.log\.gz:\d+: the gzip file ends too early: it was cut, get it again\n$/);
    expect({ read, rejected }).toEqual({ read: accepted + 1, rejected: 1 });
    expect(accepted).toBeGreaterThan(length / 40);
    expect(await place.import([join(DATA, BLOG)])).toMatchObject({ accepted: 10_000 - accepted, duplicates: accepted });
  });

  test('counts hostile lines, and shows them harmless', async () => {
    const hostile = [
      logLine('/good'),
      `\u001b[2J\u001b]0;owned\u0007 \u202egpj.exe`,
      logLine('/nul\u0000byte'),
      `"${'x'.repeat(5 * 1024 * 1024)}"`,
      logLine(`/long/${'y'.repeat(5 * 1024 * 1024)}`),
      '\u0000'.repeat(1000),
      logLine('/good'),
    ];
    const invalid = Buffer.concat([
      Buffer.from('192.0.2.7 - - [12/May/2024:10:00:00 +0000] "GET /'),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
      Buffer.from(' HTTP/1.1" 200 12 "-" "curl/8"\n'),
    ]);
    const log = file('hostile\u001b[31m.log', Buffer.concat([Buffer.from(`${hostile.join('\n')}\n`), invalid]));
    const outcome = await place.run(['import', '--json', log]);
    const { read, accepted, duplicates, rejected } = importedBy(outcome);
    // a line of NULs alone, as copytruncate leaves it, is blank
    expect(read).toBe(7);
    expect(accepted + duplicates + rejected).toBe(read);
    expect(accepted).toBeGreaterThanOrEqual(3);
    expect(outcome.stderr).toContain('\\u001b[31m.log');
    expect(outcome.stderr).not.toMatch(/[^\n\u0020-\u007e]/);
    expect(outcome.stderr.length).toBeLessThan(10_000);
    expect(await stored()).toBe(accepted);
    expect(await place.verify()).toMatchObject({ differences: 0 });
    expect(readdirSync(place.folder)).toHaveLength(1);
  });

  test('stops writing when nobody reads on', async () => {
    const schema = place.start(['schema']);
    schema.closeOutput();
    expect(await schema.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('equal lines of a file all count, and come again as duplicates', async () => {
    const log = file('equal.log', `${logLine('/poll')}\n`.repeat(3));
    expect(await place.import([log])).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(await place.import([log])).toMatchObject({ accepted: 0, duplicates: 3 });
  });
});
