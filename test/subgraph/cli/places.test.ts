import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { EXIT } from '../../../subgraph/exit-codes.ts';
import { buildCli, Place } from '../../support/cli.ts';
import { DATABASES } from '../../support/database.ts';
import { writeMmdb } from '../../support/mmdb.ts';
import { tracesInJson } from '../../support/otlp.ts';

// Countries and source tags of addresses, out of files that whoever imports has.

beforeAll(buildCli);

const COUNTRIES = createRequire(import.meta.url).resolve(
  '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
);

let place: Place;
beforeEach(async () => {
  place = await Place.on(DATABASES.at(-1)!);
});
afterEach(() => place.remove());

const lines = (...records: object[]) => {
  const path = join(place.folder, 'requests.ndjson');
  const all = records.map((record) => ({ time: '2024-05-12T10:00:00Z', method: 'GET', path: '/', ...record }));
  writeFileSync(path, all.map((record) => JSON.stringify(record)).join('\n'));
  return path;
};
const stored = () => place.query('SELECT id, country_code AS country, source_tags AS tags FROM request ORDER BY id');

test('requests have the country of their client, unless the record says another; no country where none is known', async () => {
  const log = lines(
    { id: 'a', ip: '193.0.6.139' },
    { id: 'b', ip: '193.0.6.139', countryCode: 'NO' },
    { id: 'c', ip: '10.0.0.1' },
    { id: 'd' },
    { id: 'e', ip: '2001:67c:2e8::1' },
  );
  await place.import(['--geoip', COUNTRIES, log]);
  expect((await stored()).map(({ country }) => country)).toEqual(['NL', 'NO', null, null, 'NL']);
});

test('source tags are of networks that rent out machines, and of anonymous addresses; those of the record stand', async () => {
  const networks = join(place.folder, 'asn.mmdb');
  writeMmdb(networks, 'GeoLite2-ASN', {
    '203.0.113.0/24': { autonomous_system_number: 24_940, autonomous_system_organization: 'Hetzner Online GmbH' },
    '198.51.100.0/25': { autonomous_system_number: 3_320, autonomous_system_organization: 'Deutsche Telekom AG' },
  });
  const log = lines(
    { id: 'a', ip: '203.0.113.9' },
    { id: 'b', ip: '198.51.100.9' },
    { id: 'c', ip: '203.0.113.9', sourceTags: ['crawler'] },
    { id: 'd', ip: '192.0.2.1' },
  );
  await place.import(['--asn', networks, log]);
  expect((await stored()).map(({ tags }) => tags)).toEqual([['hetzner'], null, ['crawler'], null]);

  const anonymous = join(place.folder, 'anonymous.mmdb');
  writeMmdb(anonymous, 'GeoIP2-Anonymous-IP', {
    '192.0.2.0/24': { is_anonymous: true, is_anonymous_vpn: true, is_tor_exit_node: false, is_hosting_provider: true },
  });
  await place.import(['--asn', anonymous, lines({ id: 'z', ip: '192.0.2.7' })]);
  expect((await stored()).at(-1)).toMatchObject({ tags: ['vpn', 'datacenter'] });
});

test('files that the environment names are for what a server takes, in lines and as OTLP, and for imports that name none', async () => {
  const networks = join(place.folder, 'asn.mmdb');
  writeMmdb(networks, 'GeoLite2-ASN', { '193.0.0.0/16': { autonomous_system_number: 24_940 } });
  const others = join(place.folder, 'country.mmdb');
  writeMmdb(others, 'GeoLite2-Country', { '193.0.0.0/16': { country: { iso_code: 'SE' } } });
  const env = { SESSIONS_GEOIP: COUNTRIES, SESSIONS_ASN: networks };
  const { server, address } = await place.serve({ DEMO: '0', ...env });
  const send = async (path: string, type: string, body: string) =>
    expect((await fetch(address + path, { method: 'POST', headers: { 'content-type': type }, body })).status).toBe(200);
  const record = { time: '2024-05-12T10:00:00Z', method: 'GET', path: '/', ip: '193.0.6.139' };
  const said = { ...record, id: 'b', countryCode: 'NO', sourceTags: ['crawler'] };
  await send(
    '/ingest',
    'application/x-ndjson',
    [{ ...record, id: 'a' }, said].map((each) => JSON.stringify(each)).join('\n'),
  );
  const span = { attributes: { 'http.method': 'GET', 'http.target': '/', 'http.client_ip': '193.0.6.139' } };
  await send('/v1/traces', 'application/json', tracesInJson([span]));
  await place.import([lines({ id: 'y', ip: '193.0.6.139' })], { env });
  await place.import(['--geoip', others, lines({ id: 'z', ip: '193.0.6.139' })], { env });
  const known = { country: 'NL', tags: ['hetzner'] };
  expect((await stored()).map(({ country, tags }) => ({ country, tags }))).toEqual([
    // The span, by its id.
    known,
    known,
    { country: 'NO', tags: ['crawler'] },
    known,
    { country: 'SE', tags: ['hetzner'] },
  ]);
  await server.kill('SIGTERM');
});

test.each([
  [{ SESSIONS_GEOIP: 'nowhere.mmdb' }, /cannot read nowhere\.mmdb \(SESSIONS_GEOIP\): ENOENT/],
  [{ SESSIONS_ASN: 'package.json' }, /cannot read package\.json \(SESSIONS_ASN\): it is no file of the MMDB format/],
])('a server with %o does not start, and says which variable is wrong', async (env, reason) => {
  const { code, stderr } = await place.run(['serve'], { env: { DEMO: '0', ...env } });
  expect([code, stderr]).toEqual([EXIT.failed, expect.stringMatching(reason)]);
});

test.each([
  ['--geoip', 'nowhere.mmdb', /cannot read \S+nowhere\.mmdb \(--geoip\): ENOENT/],
  ['--geoip', 'requests.ndjson', /cannot read \S+requests\.ndjson \(--geoip\): it is no file of the MMDB format/],
  ['--asn', COUNTRIES, /of type "country ipvAll": it should be one of networks \(ASN, ISP\) or anonymous addresses/],
])('%s %s is refused before anything is imported', async (option, file, reason) => {
  const log = lines({ id: 'a', ip: '192.0.2.1' });
  const { code, stderr } = await place.run([
    'import',
    option,
    join(file.startsWith('/') ? '' : place.folder, file),
    log,
  ]);
  expect(code).not.toBe(EXIT.done);
  expect(stderr).toMatch(reason);
  expect(await stored()).toEqual([]);
});
