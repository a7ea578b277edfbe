import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../subgraph/db/database.ts';
import { parseLogFormat } from '../../../subgraph/ingest/readers/access-log/format.ts';
import { combinedReader } from '../../../subgraph/ingest/readers/combined.reader.ts';
import { harReader } from '../../../subgraph/ingest/readers/documents/har.reader.ts';
import { recordedReader } from '../../../subgraph/ingest/readers/documents/recorded.reader.ts';
import { modsecurityReader } from '../../../subgraph/ingest/readers/modsecurity/modsecurity.reader.ts';
import { modsecuritySerialReader } from '../../../subgraph/ingest/readers/modsecurity/serial.reader.ts';
import { ndjsonReader } from '../../../subgraph/ingest/readers/ndjson.reader.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { openTestDatabase } from '../../support/database.ts';
import { type Graph, openGraph } from '../../support/graph.ts';
import { importText, newTenant } from '../../support/traffic.ts';
import { accepted, NOW, one, readAll } from './support.ts';

// Which protocol a request came by: each format says it in its own place and its own spelling.

const line = (request: string, second = 0) =>
  `192.0.2.7 - - [17/May/2015:10:05:0${second} +0000] "${request}" 200 12 "-" "curl/8"`;
const ndjson = (protocol: unknown) =>
  JSON.stringify({ time: '2025-12-01T10:00:00Z', method: 'GET', path: '/', protocol });
const har = (httpVersion: unknown) =>
  JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 't' },
      entries: [
        {
          startedDateTime: '2025-01-02T03:04:05Z',
          request: { method: 'GET', url: 'https://a.example/', headers: [], httpVersion },
          response: { status: 200, headers: [], httpVersion: 'HTTP/1.0' },
        },
      ],
    },
  });
const audit = (request: string) =>
  `{"transaction":{"time_stamp":"2025/01/02 03:04:05","client_ip":"192.0.2.7","request":{"method":"GET","uri":"/",${request}},"response":{"http_code":200}}}`;

describe('one spelling for each version of HTTP', () => {
  it.each([
    ['HTTP/1.0', 'HTTP/1.0'],
    ['HTTP/1.1', 'HTTP/1.1'],
    ['http/1.1', 'HTTP/1.1'],
    ['1.1', 'HTTP/1.1'],
    ['HTTP/2', 'HTTP/2'],
    ['HTTP/2.0', 'HTTP/2'],
    ['http/2.0', 'HTTP/2'],
    ['h2', 'HTTP/2'],
    ['h2c', 'HTTP/2'],
    ['H3', 'HTTP/3'],
    ['HTTP/3.0', 'HTTP/3'],
    ['h3-29', 'h3-29'],
    ['HTTP/2.1', 'HTTP/2.1'],
    ['HTTP/1', 'HTTP/1'],
    ['spdy\u0000/3', 'spdy\ufffd/3'],
    ['x'.repeat(40), 'x'.repeat(32)],
    ['unknown', null],
    [' - ', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%s: %s', async (written, expected) => {
    expect((await one(ndjsonReader(NOW), ndjson(written))).protocol).toBe(expected);
    expect((await one(harReader(NOW), har(written))).protocol).toBe(expected);
  });
});

describe('where each format says it', () => {
  it('access logs end their request line with it', async () => {
    const reader = combinedReader(NOW);
    expect((await one(reader, line('GET /a b HTTP/2.0'))).protocol).toBe('HTTP/2');
    expect((await one(reader, line('GET /a?HTTP/1.0 HTTP/1.1'))).protocol).toBe('HTTP/1.1');
    expect((await one(reader, line('GET /a'))).protocol).toBeNull();
  });

  it.each([
    ['$remote_addr [$time_local] $request_method $request_uri $server_protocol', 'HTTP/2'],
    ['%h %t %m %U %H', 'HTTP/2'],
    ['%h %t "%r"', 'HTTP/1.1'],
    ['%h %t "%r" %H', 'HTTP/1.1'],
  ])('a format that is told: %s', async (format, expected) => {
    const request = format.includes('%r') ? '"GET /a HTTP/1.1"' : 'GET /a';
    const time = '[17/May/2015:10:05:03 +0000]';
    const end = /(protocol|H)$/.test(format) ? ' HTTP/2.0' : '';
    const records = await readAll(combinedReader(NOW), `192.0.2.7 ${time} ${request}${end}`, {
      logFormat: parseLogFormat(format),
    });
    expect(accepted(records).map(({ protocol }) => protocol)).toEqual([expected]);
  });

  it('W3C extended logs have a field', async () => {
    for (const name of ['cs-version', 'cs-protocol-version']) {
      const text = `#Fields: date time c-ip cs-method cs-uri-stem ${name}\n2025-01-02 03:04:05 192.0.2.7 GET /a HTTP/2.0\n`;
      expect(accepted(await readAll(combinedReader(NOW), text)).map(({ protocol }) => protocol)).toEqual(['HTTP/2']);
    }
  });

  it('audit logs have a request line, a number or a name', async () => {
    const reader = modsecurityReader(NOW);
    expect((await one(reader, audit('"http_version":1.0'))).protocol).toBe('HTTP/1.0');
    expect((await one(reader, audit('"http_version":"1.1"'))).protocol).toBe('HTTP/1.1');
    expect((await one(reader, audit('"http_version":2.0'))).protocol).toBe('HTTP/2');
    expect((await one(reader, audit('"http_version":"HTTP/2.0"'))).protocol).toBe('HTTP/2');
    expect((await one(reader, audit('"protocol":"HTTP/1.1","http_version":""'))).protocol).toBe('HTTP/1.1');
    expect((await one(reader, audit('"headers":{}'))).protocol).toBeNull();
    const version2 =
      '{"transaction":{"time":"17/May/2015:10:05:03 +0000","remote_address":"192.0.2.7"},"request":{"request_line":"GET / HTTP/1.0"}}';
    expect((await one(reader, version2)).protocol).toBe('HTTP/1.0');
    const serial =
      '--622ca252-A--\n[01/May/2018:08:05:00 +0200] id 192.0.2.7 1 192.0.2.8 80\n--622ca252-B--\nGET / HTTP/1.1\n\n--622ca252-Z--\n';
    expect((await one(modsecuritySerialReader(NOW), serial)).protocol).toBe('HTTP/1.1');
  });

  it('recorded pairs do not say it', async () => {
    const pair = { path: '/', method: 'GET', time: 1_700_000_000, requestHeaders: {}, statusCode: 200 };
    expect((await one(recordedReader(NOW), JSON.stringify([pair]))).protocol).toBeNull();
  });
});

describe('from the log to the filter', () => {
  let database: Database;
  let graph: Graph;
  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    graph = await openGraph(database);
  });
  afterAll(async () => {
    await graph.app.close();
    await database.close();
  });

  it('finds requests by it, counts it, and knows a line of the same file again', async () => {
    const tenant = newTenant();
    const log = [line('GET /a HTTP/1.1', 1), line('GET /a HTTP/2.0', 2), line('GET /a', 3), line('GET /b HTTP/2', 4)];
    expect(await importText(database, tenant, 'combined', log.join('\n'))).toMatchObject({ accepted: 4 });
    expect(await importText(database, tenant, 'combined', log.join('\n'))).toMatchObject({
      accepted: 0,
      duplicates: 4,
    });
    const found = await graph.query<{
      sessions: { nodes: { requests: { nodes: unknown[] }; statistics: { buckets: unknown[] }[] }[] };
      sessionFilterOptions: unknown[];
    }>(
      tenant,
      `query ($filter: SessionRequestFilter) {
         sessions(filter: { requests: [{ protocols: ["HTTP/2"] }] }) { nodes {
           requests(filter: $filter) { nodes { path protocol } }
           statistics(dimensions: [PROTOCOL]) { buckets { key count } } } }
         sessionFilterOptions(dimension: PROTOCOL) { key count } }`,
      { filter: { protocols: ['HTTP/2', null] } },
    );
    const [session] = found.sessions.nodes;
    expect(session!.requests.nodes).toEqual([
      { path: '/b', protocol: 'HTTP/2' },
      { path: '/a', protocol: null },
      { path: '/a', protocol: 'HTTP/2' },
    ]);
    expect(session!.statistics[0]!.buckets).toEqual([
      { key: 'HTTP/2', count: 2 },
      { key: 'HTTP/1.1', count: 1 },
      { key: null, count: 1 },
    ]);
    expect(found.sessionFilterOptions).toEqual(
      expect.arrayContaining(['HTTP/1.1', 'HTTP/2', null].map((key) => ({ key, count: 1 }))),
    );
    const differences: unknown[] = [];
    await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  });
});
