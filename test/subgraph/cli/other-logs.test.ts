import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../../../subgraph/exit-codes.ts';
import { buildCli, DATA, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';

// Logs of other programs through the real command: what it says of them, and what it asks for.

beforeAll(buildCli);

let place: Place;
beforeEach(async () => {
  place = await Place.on(DATABASES.at(-1)!);
});
afterEach(() => place.remove());

const file = (name: string, text: string) => {
  const path = join(place.folder, name);
  writeFileSync(path, text);
  return path;
};

test('a log out of a container is read without its prefix, a second time as duplicates, and both are told', async () => {
  const log = join(DATA, 'logs/envoy-logs.log');
  const first = await place.run(['import', '--json', log]);
  expect(first.stderr).toContain(`${log}: the prefix of containers of Kubernetes (CRI) is taken off`);
  expect(JSON.parse(first.stdout)).toMatchObject({
    accepted: 10,
    files: [{ format: 'envoy', sureness: 1, prefix: 'cri' }],
  });
  const again = await place.run(['import', '--json', '--format', 'envoy', log]);
  expect(JSON.parse(again.stdout)).toMatchObject({
    accepted: 0,
    duplicates: 10,
    files: [{ format: 'envoy', sureness: null, prefix: 'cri' }],
  });
});

test('a file of which little fits is read, and it says how sure that is and what the times are taken for', async () => {
  const { stderr, code } = await place.run(['import', join(DATA, 'logs/haproxy-logs.log')]);
  expect(code).toBe(EXIT.done);
  expect(stderr).toContain('taken for haproxy (40 % sure): --format says it');
  expect(stderr).toContain('2 lines: the times of HAProxy do not say their zone: they are taken as UTC');
});

/** Of the table in the docs. */
const SAMPLES = [
  ...readFileSync('docs/import-formats.md', 'utf8').matchAll(
    /^\| `(logs\/[^`]+)` \| ([\w-]+)(?:, after (\w+))? \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|/gm,
  ),
].map(([, name, format, prefix = null, ...numbers]) => {
  const [read, accepted, duplicates, rejected] = numbers.map((each) => Number(each.replace(',', '')));
  return { file: join(DATA, name!), format, prefix, read, accepted, duplicates, rejected };
});

test('of every sample of another program is read what the table says, the second time as duplicates', async () => {
  expect(SAMPLES).toHaveLength(readdirSync(join(DATA, 'logs')).length);
  const paths = SAMPLES.map(({ file }) => file);
  const first = await place.import(paths);
  expect(first.files).toMatchObject(SAMPLES);
  const second = await place.import(paths);
  expect(second.files).toMatchObject(
    SAMPLES.map(({ read, rejected }) => ({ read, accepted: 0, duplicates: read! - rejected!, rejected })),
  );
});

test('raw requests are refused until their time is told; of another log it is refused', async () => {
  const raw = file('request.txt', 'POST /login HTTP/1.1\r\nHost: shop.example\r\n\r\na=1\r\n');
  const refused = await place.run(['import', raw]);
  expect([refused.code, refused.stderr]).toEqual([
    EXIT.usage,
    `api-sessions: raw requests have no time (${raw}): say one by --time, such as --time 2026-01-31T12:00:00Z (see api-sessions import --help)\n`,
  ]);
  const noTime = await place.run(['import', '--time', 'yesterday', raw]);
  expect(noTime.stderr).toContain('time "yesterday" should read like 2026-01-31T12:00:00Z');
  expect(await place.import(['--time', '2026-01-31T12:00:00+01:00', raw])).toMatchObject({ accepted: 1 });
  expect(await place.query('SELECT host, time FROM request')).toEqual([
    { host: 'shop.example', time: new Date('2026-01-31T11:00:00Z') },
  ]);
  const other = await place.run(['import', '--time', '2026-01-31T12:00:00Z', join(DATA, 'logs/http.log')]);
  expect(other.stderr).toMatch(/--time is for raw requests \(raw\) only: \S+http\.log is zeek/);
});

test('the format of a JSON log of nginx is told as it stands in its configuration', async () => {
  const log = file(
    'nginx.json',
    '{"at":"2026-01-31T12:00:00Z","who":"192.0.2.1","what":"GET /a HTTP/1.1","took":0.5}\n',
  );
  const unknown = await place.run(['import', log]);
  expect(unknown.stderr).toContain('it looks like JSON lines of another shape');
  const logFormat = `log_format main escape=json '{"at":"$time_iso8601","who":"$remote_addr","what":"$request","took":$request_time}';`;
  expect(await place.import(['--log-format', logFormat, log])).toMatchObject({ accepted: 1 });
  expect(await place.query('SELECT path, duration_ms FROM request')).toEqual([{ path: '/a', duration_ms: 500 }]);
});

test('a dry run says what sessions a configuration would make, and stores nothing', async () => {
  const log = join(DATA, 'api-traffic-jwt-sessions.json.gz');
  const built = await place.run(['import', '--dry-run', log]);
  expect(built.stdout).toBe(
    '123 read, 0 rejected: 3 sessions, the largest of 55 requests, 0 of one\n' +
      '  by REQUEST_COOKIE JSESSIONID: 3 sessions, 123 requests\n' +
      '0 requests name a user, 0 users. Nothing was stored.\n',
  );
  const config = file(
    'sessions.config.json',
    JSON.stringify({ builtIn: false, groupBy: [{ source: 'REQUEST_HEADER', name: 'access-token' }] }),
  );
  const configured = await place.run(['import', '--dry-run', '--json', '--config', config, log]);
  const summary = JSON.parse(configured.stdout);
  expect(summary).toMatchObject({
    read: 123,
    identifiedBy: expect.arrayContaining([expect.objectContaining({ by: 'REQUEST_HEADER access-token' })]),
  });
  expect(summary.sessions).toBeGreaterThan(3);
  expect(await place.query('SELECT count(*)::int AS n FROM session')).toEqual([{ n: 0 }]);
  const stored = await place.import(['--config', config, log]);
  expect(stored.sessions).toBe(summary.sessions);
});
