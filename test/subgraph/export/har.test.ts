import 'reflect-metadata';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExportedRequest } from '../../../subgraph/export/exported-request.ts';
import { har } from '../../../subgraph/export/formats/har.ts';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { readerFor } from '../../../subgraph/ingest/readers/index.ts';
import { SessionContentState } from '../../../subgraph/requests/request-content.type.ts';
import { fileOf } from '../../support/export.ts';
import { givenGraph } from '../../support/graph.ts';
import { NO_PLAIN_VALUES } from '../../support/plain-fields.ts';
import { importLines, importText, type Line, newTenant } from '../../support/traffic.ts';

// A HAR is one for other programs, by the schema of HAR 1.2 (the package har-schema), and for our own reader: the same
// requests come back.

const { database, graph } = givenGraph('embedded');

const isHar = harSchema();
test('the schema is one that refuses', () => {
  expect(isHar({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries: [{}] } })).toBe(false);
});

function harSchema(): ValidateFunction {
  const require = createRequire(import.meta.url);
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  (formats as unknown as (ajv: Ajv) => void)(ajv);
  for (const schema of Object.values(require('har-schema'))) ajv.addSchema(schema as object);
  return ajv.getSchema('har.json#')!;
}

/** What our reader makes of a HAR; throws for an entry that it rejects. */
async function reopen(text: string): Promise<IncomingRequest[]> {
  const requests: IncomingRequest[] = [];
  for await (const record of readerFor('har').read(Readable.from([Buffer.from(text)], { objectMode: false }))) {
    if (!('request' in record)) throw new Error(JSON.stringify(record));
    requests.push(record.request);
  }
  return requests;
}

const FACTS = ['time', 'method', 'protocol', 'host', 'path', 'query', 'status', 'durationMs', 'sizeBytes'] as const;
const factsOf = (request: IncomingRequest | ExportedRequest) =>
  Object.fromEntries(FACTS.map((name) => [name, request[name]]));

const story: Line[] = [
  {
    id: 'attack',
    time: '2024-05-12T10:00:00.123Z',
    method: 'POST',
    host: 'api.example.com:8443',
    path: '/search;a=b',
    protocol: 'HTTP/2',
    query: 'q=a+b%20c&filter[x]=1&q=',
    status: 403,
    durationMs: 12.75,
    sizeBytes: 512,
    detections: [{ type: 'sqli', payload: '1', action: 'BLOCKED' }],
    content: {
      requestHeaders: [
        { name: 'Authorization', value: 'Bearer geheim' },
        { name: 'X-Note', value: 'ä' },
      ],
      requestBody: { text: '{"a":1}', mediaType: 'application/json' },
      responseHeaders: [{ name: 'Location', value: '/blocked' }],
      responseBody: { base64: Buffer.from([0, 255, 1]).toString('base64'), mediaType: 'image/png', sizeBytes: 512 },
    },
  },
  { id: 'bare', time: '2024-05-12T10:00:01Z', path: '/a b"<>|\\^`{}é#x', query: 'q=<%zz>' },
  { id: 'asterisk', time: '2024-05-12T10:00:02Z', method: 'OPTIONS', host: 'api.example.com', path: '*', status: 204 },
  {
    id: 'strange',
    time: '2024-05-12T10:00:03Z',
    host: 'a b/c?d@e',
    path: '//x',
    status: 200,
    sizeBytes: 0,
    durationMs: 0,
  },
].map((line) => ({ sid: 'one', ...line }));

test('a session as HAR: valid, and our reader finds the same requests in it', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, story);
  const text = await fileOf(graph, tenant, 'attack', 'HAR');
  const document = JSON.parse(text);
  expect(isHar(document), JSON.stringify(isHar.errors)).toBe(true);
  const lines = (await fileOf(graph, tenant, 'attack', 'JSON')).trimEnd().split('\n');
  const stored = lines.map((line) => JSON.parse(line)).reverse();
  const reopened = await reopen(text);
  expect(reopened.map(factsOf)).toEqual(
    stored.map((each) => ({
      ...factsOf({ ...each, time: new Date(each.time) }),
      // Of a 204 the reader knows it.
      ...(each.status === 204 ? { sizeBytes: 0 } : {}),
    })),
  );
  expect(stored.map(({ host, path, query }) => [host, path, query])).toEqual(
    story.map(({ host = null, path, query = null }) => [host, path, query]),
  );

  const [attack, bare] = document.log.entries;
  expect(attack.request).toMatchObject({
    url: 'https://api.example.com:8443/search;a=b?q=a+b%20c&filter%5Bx%5D=1&q=',
    queryString: [
      { name: 'q', value: 'a b c' },
      { name: 'filter[x]', value: '1' },
      { name: 'q', value: '' },
    ],
    headers: [
      { name: 'Authorization', value: 'Bearer ***' },
      { name: 'X-Note', value: 'ä' },
    ],
    postData: { mimeType: 'application/json', text: '{"a":1}' },
    bodySize: 7,
  });
  expect(attack.response).toMatchObject({ status: 403, redirectURL: '/blocked', bodySize: 512 });
  expect(attack).toMatchObject({ time: 12.75, timings: { send: 0, wait: 12.75, receive: 0 } });
  expect(attack._request).toMatchObject({ id: 'attack', contentState: 'AVAILABLE', detections: [{ type: 'sqli' }] });
  expect(reopened[0]).toMatchObject({
    requestBody: { text: '{"a":1}', mediaType: 'application/json' },
    responseBody: { base64: 'AP8B', mediaType: 'image/png', sizeBytes: 512 },
  });
  // What the log does not say is said to be unknown, in words that HAR has.
  expect(bare).toMatchObject({
    time: -1,
    timings: { send: -1, wait: -1, receive: -1 },
    request: {
      url: 'https://unknown-host.invalid/a%20b%22%3C%3E%7C%5C%5E%60%7B%7D%C3%A9%23x?q=%3C%25zz%3E',
      comment: 'The log does not say the host: unknown-host.invalid stands in its place.',
      headers: [],
      bodySize: -1,
    },
    response: { status: 0, bodySize: -1, content: { size: -1, mimeType: '' } },
    _request: { contentState: 'NOT_STORED', host: null },
  });
});

test('imported elsewhere the requests are there, without who sent them; where they came from, they are there twice', async () => {
  const tenant = newTenant();
  const lines = story.map((line) => ({ ...line, user: 'alice', ip: '203.0.113.9' }));
  await importLines(database, tenant, lines);
  const text = await fileOf(graph, tenant, 'attack', 'HAR');
  const elsewhere = newTenant();
  for (const place of [elsewhere, tenant]) {
    expect(await importText(database, place, 'har', text)).toMatchObject({ accepted: lines.length, rejected: 0 });
  }
  const contentOf = async (place: string) => {
    const { rows } = await database.pool.query(
      `SELECT time, method, host, path, query, status, duration_ms, user_name, ip FROM request WHERE tenant = $1 ORDER BY time, seq`,
      [place],
    );
    return rows;
  };
  const twice = await contentOf(tenant);
  expect(twice).toHaveLength(2 * lines.length);
  const nobody = twice.filter(({ user_name }) => user_name === null);
  expect(nobody).toEqual(await contentOf(elsewhere));
  expect(nobody).toEqual(
    twice.filter(({ user_name }) => user_name === 'alice').map((row) => ({ ...row, user_name: null, ip: null })),
  );
});

const BASE: ExportedRequest = {
  ...NO_PLAIN_VALUES,
  id: 'r',
  sessionId: 's.20240512',
  time: new Date('2024-05-12T10:00:00Z'),
  method: 'GET',
  path: '/',
  query: null,
  status: null,
  durationMs: null,
  sizeBytes: null,
  ip: null,
  user: null,
  role: null,
  blocked: false,
  parameters: [],
  contentState: SessionContentState.NOT_STORED,
  isWithheld: false,
  endpoint: { id: 'e', method: 'GET', host: null, pathTemplate: '/' },
  businessFlows: [],
  detections: [],
  content: null,
  baseline: { expectedTimeMs: null, timeFlag: null, expectedSizeBytes: null, sizeFlag: null },
};

test('whatever attackers put into a request line, the same comes back', async () => {
  const characters = fc.constantFrom(...'aZ09/%4f.;:@&=+$,!*\'()~_-<>"{}|\\^`[] #éﬀſ\u0001\u{1f600}');
  const text = fc.string({ unit: characters, maxLength: 20 });
  const number = fc.option(fc.oneof(fc.nat({ max: 5_000 }), fc.constant(0)), { nil: null });
  const request = fc.record({
    time: fc.date({ min: new Date('1990-01-02'), max: new Date('2026-01-01'), noInvalidDate: true }),
    method: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'CONNECT', 'PROPFIND', "x'y"),
    // As the store has it: lower case, without blanks around, default ports and a dot at the end.
    host: fc.oneof(
      fc.constantFrom(
        null,
        'api.example.com',
        'localhost:8080',
        '10.0.0.1',
        '[::1]:81',
        'a_b.example',
        'a b',
        'x@y/z',
        'é',
      ),
    ),
    path: fc.oneof(
      { weight: 9, arbitrary: text.map((each) => `/${each}`) },
      { weight: 1, arbitrary: fc.constant('*') },
    ),
    query: fc.option(fc.string({ unit: characters, minLength: 1, maxLength: 20 }), { nil: null }),
    // As the store has it: one spelling for each version.
    protocol: fc.constantFrom(null, 'HTTP/1.0', 'HTTP/2', 'h3-29'),
    status: fc.constantFrom(null, 200, 301, 404, 599),
    durationMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null }),
    sizeBytes: number,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 5 }), async (drawn) => {
      const requests = drawn.map((each) => ({ ...BASE, ...each, query: each.path === '*' ? null : each.query }));
      const file = har.before + har.write(requests) + har.after;
      expect(isHar(JSON.parse(file)), JSON.stringify(isHar.errors)).toBe(true);
      expect((await reopen(file)).map(factsOf)).toEqual(requests.map(factsOf));
    }),
    { numRuns: 500 },
  );
});

test('headers and bodies that were cut say so', () => {
  const body = { mediaType: 'text/plain', sizeBytes: 100_000, truncated: true, text: 'the beginning' };
  const content = { requestHeaders: [], requestBody: body, responseHeaders: [], responseBody: body };
  const { request, response } = JSON.parse(har.write([{ ...BASE, content }]));
  expect(request).toMatchObject({ bodySize: 100_000, postData: { comment: 'Only the beginning is stored.' } });
  expect(response.content).toMatchObject({ size: 100_000, comment: 'Only the beginning is stored.' });
});
