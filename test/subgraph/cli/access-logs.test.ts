import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../../subgraph/exit-codes.ts';
import { buildCli, importedBy, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// What an import is told about access logs, through the real command, and what of it ends up in the store.

beforeAll(buildCli);

describe('access logs', () => {
  let place: Place;
  beforeEach(async () => {
    place = await Place.on(DATABASES.at(-1)!);
  });
  afterEach(() => place.remove());

  const file = (name: string, ...lines: (string | Buffer)[]) => {
    const path = join(place.folder, name);
    writeFileSync(path, Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')])));
    return path;
  };
  const line = (client: string, request: string, rest = '') =>
    `${client} - - [12/May/2024:10:00:00 +0000] "${request}" 200 12 "-" "curl/8"${rest}`;
  const rows = (columns: string) => place.query(`SELECT ${columns} FROM request ORDER BY seq`);

  test('from behind proxies have their clients, and keep the whole lists', async () => {
    const log = file(
      'forwarded.log',
      line('198.51.100.66, 203.0.113.4, 192.0.2.80', 'GET /alice HTTP/1.1'),
      line('203.0.113.99, 192.0.2.80', 'GET /mallory HTTP/1.1'),
      line('unknown, 203.0.113.4', 'GET /alice HTTP/1.1'),
    );
    expect(await place.import(['--trusted-proxies', '192.0.2.80, 10.0.0.0/8', log])).toMatchObject({ accepted: 3 });
    expect((await rows('ip, path')).map(({ ip, path }) => `${ip} ${path}`)).toEqual([
      '203.0.113.4 /alice',
      '203.0.113.99 /mallory',
      '203.0.113.4 /alice',
    ]);
    const lists = await place.query(
      `SELECT p->>'value' AS list FROM request JOIN parameter_set ON code = parameter_set, jsonb_array_elements(parameters) p WHERE p->>'name' = 'addresses' ORDER BY 1`,
    );
    expect(lists.map(({ list }) => list)).toEqual([
      '198.51.100.66, 203.0.113.4, 192.0.2.80',
      '203.0.113.99, 192.0.2.80',
      'unknown, 203.0.113.4',
    ]);
    expect(await place.query('SELECT count(*)::int AS n FROM session')).toEqual([{ n: 2 }]);
    // who is trusted says nothing about what a line is
    expect(await place.import([log])).toMatchObject({ duplicates: 3 });
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0 });
  });

  test('take the proxies of the configuration', async () => {
    const config = file('sessions.config.json', '{"trustedProxies":["192.0.2.0/24"]}');
    const log = file('forwarded.log', line('203.0.113.4, 192.0.2.80', 'GET / HTTP/1.1'));
    await place.import(['--config', config, log]);
    expect(await rows('ip')).toEqual([{ ip: '203.0.113.4' }]);
  });

  test('have the durations whose unit is told, and say so where none is', async () => {
    const log = file(
      'timed.log',
      line('192.0.2.1', 'GET /a HTTP/1.1', ' 1736'),
      line('192.0.2.1', 'GET /b HTTP/1.1', ' 3'),
    );
    const silent = await place.run(['import', '--json', log]);
    expect(importedBy(silent)).toMatchObject({ accepted: 2 });
    expect(silent.stderr).toMatch(
      /timed\.log: 2 lines: a number at the end does not say what it is.*--duration-unit.*\n$/,
    );
    expect(await rows('duration_ms AS ms')).toEqual([{ ms: null }, { ms: null }]);

    const told = await place.run(['import', '--json', '--host', 'told', '--duration-unit', 'ms', log]);
    expect(told.stderr).toBe('');
    expect((await rows('duration_ms AS ms')).slice(2)).toEqual([{ ms: 1736 }, { ms: 3 }]);
  });

  test('are read by the format of their server', async () => {
    const log = file('own.log', '[12/May/2024:10:00:00 +0000] shop.example 192.0.2.1 "GET /a HTTP/1.1" 200 0.250');
    const format = `log_format own '[$time_local] $host $remote_addr "$request" $status $request_time';`;
    expect(await place.import(['--log-format', format, log])).toMatchObject({
      accepted: 1,
      files: [{ format: 'combined' }],
    });
    expect(await rows('host, duration_ms AS ms')).toEqual([{ host: 'shop.example', ms: 250 }]);
  });

  test('keep paths apart that are no UTF-8, a lone question mark, and what they were when they are imported again', async () => {
    const raw = (byte: number) =>
      Buffer.from(line('192.0.2.1', `GET /caf${String.fromCharCode(byte)}? HTTP/1.1`), 'latin1');
    const log = file('bytes.log', raw(0xe9), raw(0xe8), line('192.0.2.1', 'GET /café HTTP/1.1'));
    expect(await place.import([log])).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(await rows('path, query')).toEqual([
      { path: '/caf%E9', query: '' },
      { path: '/caf%E8', query: '' },
      { path: '/café', query: null },
    ]);
    expect(await place.import([log])).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await place.verify()).toMatchObject({ code: 0, differences: 0 });
  });

  test.each([
    [['--duration-unit', 'min'], "option '--duration-unit <unit>' argument 'min' is invalid. It must be us, ms or s."],
    [['--trusted-proxies', '10.0.0.1,proxy'], '"proxy" is no address and no network such as 10.0.0.0/8.'],
    [['--log-format', '%h %t'], 'there is no request line, or a method and a path in it'],
    [
      ['--log-format', '%h %t "%r"', '--format', 'har'],
      '--log-format is for access logs (combined, nginx-json) only, not for har',
    ],
    [
      ['--duration-unit', 'ms'],
      /--duration-unit is for access logs \(combined, nginx-json\) only: \S+ours\.ndjson is ndjson/,
    ],
  ])('refuse to be told nonsense: %s', async (options, said) => {
    const log = file('a.log', line('192.0.2.1', 'GET / HTTP/1.1'));
    const ours = file('ours.ndjson', '{"time":"2024-05-12T10:00:00Z","method":"GET","path":"/"}');
    const { code, stdout, stderr } = await place.run(['import', log, ours, ...options]);
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' });
    expect(stderr).toMatch(/^api-sessions: [^\n]+\n$/);
    expect(stderr).toMatch(said);
  });
});
