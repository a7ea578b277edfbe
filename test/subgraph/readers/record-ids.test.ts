import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { LineIdentity } from '../../../subgraph/ingest/line-identity.ts';
import { readerFor } from '../../../subgraph/ingest/readers/index.ts';
import type { Format, ReadRecord } from '../../../subgraph/ingest/readers/reader.type.ts';
import { accepted, data, readAll } from './support.ts';

// What was imported once is known again by its id. Whoever changes an id makes every log that people import again count twice.

function idsOf(records: readonly ReadRecord[]): string[] {
  const identity = new LineIdentity(['default', null, null]);
  return records.flatMap((record) =>
    'request' in record ? identity.idOf(record.identity ?? record.raw, record.request.time) : [],
  );
}

const digest = (ids: readonly string[]) => createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 16);

/** File, format, accepted records, and a digest of their ids as they were before bytes that are no UTF-8 had any of their own. */
it.each<[string, Format, number, string]>([
  ['access-apache-combined-blog-2015.log.gz', 'combined', 10000, 'cd4e924d5b9d3c98'],
  ['access-nginx-combined-erddap-api-2024-05-12_18.log.gz', 'combined', 8651, '2fcc970cb96ea8d9'],
  ['access-nginx-shop-2019-sample.log.gz', 'combined', 1000, '9ece2a6645b0eeb3'],
  ['api-traffic-jwt-sessions.json.gz', 'recorded', 123, '731082dbcff7aec2'],
  ['har/api-client-session.har.gz', 'har', 80, '7ef83c156088b961'],
  ['har/browser-news-site.har.gz', 'har', 120, '32493767b6f19ce2'],
  ['modsecurity-audit/modsec_audit.log', 'modsecurity-serial', 4, '9140488747760209'],
  ['modsecurity-audit/modsec_audit_v2.log', 'modsecurity-serial', 4, '9140488747760209'],
  ['modsecurity-audit/modsec_audit_v2_json.log', 'modsecurity', 4, 'c38124d0312f0d4e'],
  ['modsecurity-audit/modsec_audit_v2_timems.log', 'modsecurity-serial', 4, '9ffedf8ef470b11b'],
  ['modsecurity-audit/modsec_audit_v2_utc_minus.log', 'modsecurity-serial', 3, 'd0fd2e7c28790202'],
  ['modsecurity-audit/modsec_audit_v3.log', 'modsecurity-serial', 4, '9ec83727c913d6e7'],
])('knows the records of %s again', async (file, format, count, expected) => {
  const ids = idsOf(await readAll(readerFor(format), data(file)));
  expect(ids).toHaveLength(count);
  expect(digest(ids)).toBe(expected);
});

const line = (path: Buffer | string, end = '\n') =>
  Buffer.concat([
    Buffer.from('192.0.2.1 - - [12/May/2025:10:00:00 +0000] "GET /'),
    Buffer.from(path),
    Buffer.from(` HTTP/1.1" 200 1 "-" "a"${end}`),
  ]);
const read = (...lines: Buffer[]) => readAll(readerFor('combined'), Buffer.concat(lines));

it('tells paths apart by bytes that are no UTF-8, and shows them', async () => {
  const records = await read(
    line(Buffer.from('caf\xe9', 'latin1')),
    line(Buffer.from('caf\xe8', 'latin1')),
    line('café'),
    line('caf%E9'),
  );
  expect(accepted(records).map(({ path }) => path)).toEqual(['/caf%E9', '/caf%E8', '/café', '/caf%E9']);
  // a sent %E9 looks like the byte, and is another line all the same
  expect(new Set(idsOf(records)).size).toBe(4);
  expect(records.map((record) => 'identity' in record)).toEqual([true, true, false, false]);
});

it('knows such a line again, whatever its line end', async () => {
  const bytes = Buffer.from('caf\xe9', 'latin1');
  expect(idsOf(await read(line(bytes, '\r\n')))).toEqual(idsOf(await read(line(bytes))));
});

it('does the same inside our own format and inside a transaction of ModSecurity', async () => {
  const json = (byte: number) =>
    Buffer.from(`{"time":"2025-01-01T00:00:00Z","method":"GET","path":"/caf${String.fromCharCode(byte)}"}`, 'latin1');
  const ours = await readAll(readerFor('ndjson'), Buffer.concat([json(0xe9), Buffer.from('\n'), json(0xe8)]));
  expect(accepted(ours).map(({ path }) => path)).toEqual(['/caf%E9', '/caf%E8']);
  expect(new Set(idsOf(ours)).size).toBe(2);

  const audit = (byte: number) =>
    Buffer.from(
      `--622ca252-A--\n[01/May/2018:08:05:00 +0200] u 192.0.2.1 1\n--622ca252-B--\nGET /caf${String.fromCharCode(byte)} HTTP/1.1\n--622ca252-Z--\n`,
      'latin1',
    );
  const serial = await readAll(readerFor('modsecurity-serial'), Buffer.concat([audit(0xe9), audit(0xe8)]));
  expect(accepted(serial).map(({ path }) => path)).toEqual(['/caf%E9', '/caf%E8']);
  expect(new Set(idsOf(serial)).size).toBe(2);
});
