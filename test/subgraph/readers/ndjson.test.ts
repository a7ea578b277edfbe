import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { detectFormat } from '../../../subgraph/ingest/readers/index.ts';
import { ndjsonReader } from '../../../subgraph/ingest/readers/ndjson.reader.ts';
import schema from '../../../subgraph/ingest/readers/ndjson.schema.json' with { type: 'json' };
import { PARAMETER_SOURCES } from '../../../subgraph/values/parameter-sources.ts';
import { accepted, NOW, one, readAll, reason, reasons } from './support.ts';

const reader = ndjsonReader(NOW);
const json = (over: object = {}) =>
  JSON.stringify({ time: '2025-12-01T10:00:00.5+02:00', method: 'GET', path: '/a', ...over });

describe('schema', () => {
  it('describes every property', () => {
    const missing: string[] = [];
    const walk = (node: Record<string, unknown>, at: string): void => {
      for (const [name, property] of Object.entries(
        (node.properties ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        if (!property.description) missing.push(`${at}/${name}`);
        walk(property, `${at}/${name}`);
        if (property.items) walk(property.items as Record<string, unknown>, `${at}/${name}`);
      }
    };
    walk(schema, '');
    for (const [name, part] of Object.entries(schema.$defs)) walk(part, `#${name}`);
    expect(missing).toEqual([]);
    expect(schema.$defs.parameter.properties.source.enum).toEqual([...PARAMETER_SOURCES]);
  });
});

describe('a line', () => {
  it('needs time, method and path', async () => {
    const request = await one(reader, json());
    expect(request.time.toISOString()).toBe('2025-12-01T08:00:00.500Z');
    expect(request).toMatchObject({
      method: 'GET',
      path: '/a',
      query: null,
      host: null,
      blocked: false,
      detections: [],
    });
    expect('id' in request).toBe(false);
  });

  it('takes null and empty text as not known', async () => {
    const request = await one(
      reader,
      json({ id: null, user: '', role: null, host: '', application: '', status: null, detections: null }),
    );
    expect(request).toMatchObject({
      user: null,
      role: null,
      host: null,
      application: null,
      status: null,
      detections: [],
    });
  });

  it('is blocked when a detection was, and the other way round', async () => {
    const detection = { type: 'sqli' };
    expect(
      (await one(reader, json({ detections: [{ ...detection, action: 'BLOCKED' }, detection] }))).detections,
    ).toMatchObject([
      { action: 'BLOCKED', attackId: null, payload: null, tags: [], falsePositive: false },
      { action: 'BLOCKED' },
    ]);
    expect((await one(reader, json({ blocked: true, detections: [detection] }))).detections[0]?.action).toBe('BLOCKED');
    expect(await one(reader, json({ detections: [detection] }))).toMatchObject({
      blocked: false,
      detections: [{ action: 'MONITORED' }],
    });
    expect(
      await one(reader, json({ blocked: false, detections: [{ ...detection, action: 'BLOCKED' }] })),
    ).toMatchObject({ blocked: false });
  });

  it('splits the query off the path', async () => {
    expect(await one(reader, json({ path: '/a?b=1?2' }))).toMatchObject({ path: '/a', query: 'b=1?2' });
    expect(await reason(reader, json({ path: '/a?b', query: 'c' }))).toContain('/path should hold no "?"');
  });

  it('normalises host, country and address', async () => {
    const request = await one(reader, json({ host: 'API.Example.:443', countryCode: 'de', ip: '[2001:db8::1%eth0]' }));
    expect(request).toMatchObject({ host: 'api.example', countryCode: 'DE', ip: '2001:db8::1' });
    expect((await one(reader, json({ host: 'x<script>\u0000' }))).host).toBe('x<script>\ufffd');
  });

  // docs/import-formats.md: what identifies or places a request is rejected when it is too long, what describes it is cut
  const header = (name: string, value: string) => ({ content: { requestHeaders: [{ name, value }] } });
  const detection = (more: object) => ({ detections: [{ type: 'sqli', ...more }] });
  type Bound = [
    name: string,
    limit: number,
    made: (length: number) => object,
    kept: (request: IncomingRequest) => number,
  ];
  const cut: Bound[] = [
    ['header value', 16_384, (n) => header('x-long', 'z'.repeat(n)), (r) => r.requestHeaders[0]!.value.length],
    ['header name', 256, (n) => header('x'.repeat(n), ''), (r) => r.requestHeaders[0]!.name.length],
    [
      'headers',
      200,
      (n) => ({ content: { responseHeaders: Array(n).fill({ name: 'a', value: 'b' }) } }),
      (r) => r.responseHeaders.length,
    ],
    ['payload', 8192, (n) => detection({ payload: 'p'.repeat(n) }), (r) => r.detections[0]!.payload!.length],
    [
      'parameter of a detection',
      1024,
      (n) => detection({ parameter: 'p'.repeat(n) }),
      (r) => r.detections[0]!.parameter!.length,
    ],
    ['detections', 100, (n) => ({ detections: Array(n).fill({ type: 'xss' }) }), (r) => r.detections.length],
    [
      'tags',
      50,
      (n) => detection({ tags: Array(n).fill({ key: 'k', value: 'v' }) }),
      (r) => r.detections[0]!.tags.length,
    ],
    [
      'tag value',
      1024,
      (n) => detection({ tags: [{ key: 'k', value: 'v'.repeat(n) }] }),
      (r) => r.detections[0]!.tags[0]!.value.length,
    ],
    [
      'tag key',
      256,
      (n) => detection({ tags: [{ key: 'k'.repeat(n), value: '' }] }),
      (r) => r.detections[0]!.tags[0]!.key.length,
    ],
    ['source tags', 20, (n) => ({ sourceTags: Array(n).fill('VPN') }), (r) => r.sourceTags.length],
    ['source tag', 100, (n) => ({ sourceTags: ['t'.repeat(n)] }), (r) => r.sourceTags[0]!.length],
    [
      'media type',
      256,
      (n) => ({ content: { requestBody: { text: 'a', mediaType: 'm'.repeat(n) } } }),
      (r) => r.requestBody!.mediaType!.length,
    ],
  ];
  it.each(cut)('cuts too much of a %s at %i', async (_, limit, made, kept) => {
    expect(kept(await one(reader, json(made(limit))))).toBe(limit);
    expect(kept(await one(reader, json(made(limit + 1))))).toBe(limit);
  });

  const rejectedBounds: [name: string, limit: number, made: (length: number) => object][] = [
    ['method', 32, (n) => ({ method: 'M'.repeat(n) })],
    ['host', 255, (n) => ({ host: 'h'.repeat(n) })],
    ['path', 8192, (n) => ({ path: `/${'p'.repeat(n - 1)}` })],
    ['path of other characters', 8192, (n) => ({ path: `/${'😀'.repeat(n - 1)}` })],
    ['query', 16_384, (n) => ({ query: 'q'.repeat(n) })],
    ['query in the path', 16_384, (n) => ({ path: `/?${'q'.repeat(n)}` })],
    ['user', 256, (n) => ({ user: '😀'.repeat(n) })],
    ['role', 256, (n) => ({ role: 'r'.repeat(n) })],
    ['application', 256, (n) => ({ application: 'a'.repeat(n) })],
    ['pathTemplate', 8192, (n) => ({ pathTemplate: `/${'p'.repeat(n - 1)}` })],
    ['id', 128, (n) => ({ id: 'i'.repeat(n) })],
    ['attack type', 64, (n) => detection({ type: 't'.repeat(n) })],
    ['attackId', 128, (n) => detection({ attackId: 'a'.repeat(n) })],
    ['parameters', 200, (n) => ({ parameters: Array(n).fill({ name: 'a', source: 'REQUEST_QUERY', value: 'b' }) })],
    ['parameter name', 256, (n) => ({ parameters: [{ name: 'n'.repeat(n), source: 'REQUEST_QUERY', value: 'b' }] })],
    ['parameter value', 8192, (n) => ({ parameters: [{ name: 'a', source: 'REQUEST_QUERY', value: 'v'.repeat(n) }] })],
  ];
  it.each(rejectedBounds)('rejects a longer %s than %i', async (_, limit, made) => {
    await one(reader, json(made(limit)));
    expect(await reason(reader, json(made(limit + 1)))).toMatch(/more than|at most|should match/);
  });

  it('cuts a Cookie header between its cookies: half of one would be another session', async () => {
    const long = `a=${'z'.repeat(16_370)}; JSESSIONID=0123456789`;
    expect((await one(reader, json(header('cookie', long)))).requestHeaders[0]!.value).toBe(`a=${'z'.repeat(16_370)}`);
    expect(
      (await one(reader, json(header('Cookie', `a=${'z'.repeat(20_000)}; b=1`)))).requestHeaders[0]!.value,
    ).toHaveLength(16_384);
  });

  it('cuts bodies to 64 KiB, between characters', async () => {
    const text = `${'a'.repeat(65_535)}é!`;
    const { requestBody, responseBody } = await one(
      reader,
      json({
        content: {
          requestBody: { text, mediaType: 'text/plain' },
          responseBody: { base64: Buffer.alloc(70_000, 255).toString('base64'), sizeBytes: 100_000 },
        },
      }),
    );
    expect(requestBody).toEqual({
      mediaType: 'text/plain',
      sizeBytes: 65_538,
      truncated: true,
      text: 'a'.repeat(65_535),
    });
    expect(responseBody).toMatchObject({ mediaType: null, sizeBytes: 100_000, truncated: true });
    expect(Buffer.from(responseBody?.base64 ?? '', 'base64')).toHaveLength(65_536);
  });

  it.each([
    ['{"time":', 'should be one JSON object'],
    ['1', 'must be object'],
    [json({ methd: 'GET' }), '"methd" that this format does not know'],
    [JSON.stringify({ time: '2025-01-01T00:00:00Z', path: '/' }), 'should have the property "method"'],
    [json({ time: '2025-02-30T00:00:00Z' }), '/time should be a time like'],
    [json({ time: 1700000000000 }), '/time must be string'],
    [json({ time: '1989-12-31T23:59:59Z' }), 'before 1990'],
    [json({ time: '2026-01-02T00:00:01Z' }), 'future'],
    [json({ detections: [{ type: 3 }] }), '/detections/0/type must be string'],
    [
      json({ detections: [{ type: 'x', action: 'DENIED' }] }),
      '/detections/0/action should be one of BLOCKED, MONITORED',
    ],
    [json({ content: { requestBody: { text: 'a', base64: '' } } }), '/content/requestBody should have exactly one of'],
    [json({ content: { requestBody: {} } }), '/content/requestBody should have exactly one of'],
    [json({ id: 'a b' }), '/id should match'],
    [json({ status: 99 }), '/status must be >= 100'],
    [json({ ip: 'localhost' }), 'ip "localhost" should be an IPv4 or IPv6 address'],
    [json({ path: 'a' }), 'should begin with "/"'],
    [json({ path: `/${'a'.repeat(8192)}` }), 'path has 8193 characters'],
    [json({ host: 'h'.repeat(256) }), '/host must NOT have more than 255 characters'],
    [json({ method: 'GET X' }), 'method'],
  ])('rejects what is wrong, %#', async (line, why) => {
    expect(await reason(reader, line)).toContain(why);
  });
});

describe('an array', () => {
  const list = (...elements: unknown[]) => JSON.stringify(elements, null, 2);
  const ours = { time: '2025-12-01T10:00:00Z', method: 'GET', path: '/a' };
  const full = { ...ours, status: 500, user: 'ann', host: 'h.example', durationMs: 7, detections: [{ type: 'sqli' }] };

  it('of our objects is read as lines of them are, each identified by itself', async () => {
    const records = await readAll(reader, `\ufeff\n${list(full, { ...ours, methd: 1 }, ours)}`);
    expect(records.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(accepted(records)[0]).toMatchObject({ status: 500, user: 'ann', host: 'h.example', durationMs: 7 });
    expect(accepted(records)[0]?.detections).toMatchObject([{ type: 'sqli' }]);
    expect(reasons(records)).toEqual([expect.stringContaining('"methd" that this format does not know')]);
    const lines = await readAll(reader, [full, ours].map((each) => JSON.stringify(each)).join('\n'));
    expect(lines.map(({ raw }) => raw)).toEqual([records[0]!.raw, records[2]!.raw]);
  });

  it('may be empty, and may break off', async () => {
    expect(await readAll(reader, ' [ ] ')).toEqual([]);
    const cut = await readAll(reader, list(full, ours).slice(0, -20));
    expect(cut.map((record) => 'request' in record)).toEqual([true, false]);
    expect(cut[1]).toMatchObject({
      brokeOff: true,
      rejected: expect.stringContaining('ends too early, after record 1'),
    });
  });

  it.each<[string | null, object]>([
    ['ndjson', full],
    ['ndjson', ours],
    ['ndjson', { ...ours, ip: '192.0.2.1' }],
    // wrong, but in words: as a pair its status was lost
    ['ndjson', { ...ours, time: 1700000000, status: 500 }],
    ['ndjson', { ...ours, content: { requestHeaders: [] } }],
    ['recorded', { ...ours, time: 1700000000 }],
    ['recorded', { ...ours, statusCode: 500 }],
    ['recorded', { ...full, requestHeaders: {} }],
    ['recorded', { ...ours, responsePayload: { status: 3 } }],
    [null, { time: 1, sampleData: { method: 'GET', path: '/', statusCode: 200, requestHeaders: {} } }],
  ])('is told as %s by what its objects have', (format, element) => {
    expect(detectFormat(list(element))?.format ?? null).toBe(format);
    expect(detectFormat(JSON.stringify([element]))?.format ?? null).toBe(format);
  });

  it('is not made of what lies deeper, or in another line', () => {
    expect(detectFormat('{"request":{"time":"x","method":"GET","path":"/"}}')).toBeNull();
    expect(detectFormat('{"a":"\\"time\\":","b":["method",{"path":1}]}\n{"time":1,"method":1,"path":1}')).toBeNull();
  });
});

const textual = (maxLength: number) => fc.string({ unit: 'grapheme', minLength: 1, maxLength });

describe('properties', () => {
  it('gives back what was written', async () => {
    const record = fc.record(
      {
        time: fc.date({
          min: new Date('1990-01-01T00:00:00Z'),
          max: NOW() ? new Date(NOW()) : undefined,
          noInvalidDate: true,
        }),
        method: fc.constantFrom('GET', 'post', 'M-SEARCH'),
        path: fc.webPath().map((path) => `/${path}`),
        id: fc.stringMatching(/^[\x21-\x7e]{1,128}$/),
        query: fc.webQueryParameters().filter((q) => q !== ''),
        status: fc.integer({ min: 100, max: 599 }),
        durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
        sizeBytes: fc.maxSafeNat(),
        ip: fc.oneof(fc.ipV4(), fc.ipV6()),
        sourceTags: fc.array(textual(20), { maxLength: 5 }),
        user: textual(60),
        role: textual(60),
        application: textual(60),
        blocked: fc.boolean(),
        detections: fc.array(
          fc.record({
            attackId: fc.option(textual(20)),
            type: textual(20),
            payload: fc.option(textual(50)),
            parameter: fc.option(textual(20)),
            tags: fc.array(fc.record({ key: textual(9), value: textual(9) }), { maxLength: 3 }),
            action: fc.constantFrom('BLOCKED' as const, 'MONITORED' as const),
            falsePositive: fc.boolean(),
          }),
          { maxLength: 3 },
        ),
        parameters: fc.array(
          fc.record({ name: textual(20), source: fc.constantFrom(...PARAMETER_SOURCES), value: textual(30) }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['time', 'method', 'path', 'blocked'] },
    );
    await fc.assert(
      fc.asyncProperty(record, async (written) => {
        const clean: unknown = JSON.parse(JSON.stringify(written).replaceAll('\\u0000', '\\ufffd'));
        const { time, ...read } = await one(reader, JSON.stringify(written));
        expect({ ...JSON.parse(JSON.stringify(read)), time: time.toISOString() }).toMatchObject(clean as object);
      }),
    );
  });
});
