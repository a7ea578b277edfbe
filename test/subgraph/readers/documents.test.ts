import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { harReader } from '../../../subgraph/ingest/readers/documents/har.reader.ts';
import { recordedReader } from '../../../subgraph/ingest/readers/documents/recorded.reader.ts';
import { accepted, data, NOW, one, readAll, reason, reasons } from './support.ts';

const har = harReader(NOW);
const recorded = recordedReader(NOW);

const entry = (request: object = {}, response: object = {}, more: object = {}) => ({
  startedDateTime: '2025-01-02T03:04:05.678Z',
  time: 12.5,
  request: { method: 'GET', url: 'https://API.example:443/a?b=1#top', headers: [], ...request },
  response: { status: 200, headers: [], content: { size: 7, mimeType: 'text/plain' }, bodySize: 5, ...response },
  ...more,
});
const archive = (...entries: object[]) => JSON.stringify({ log: { version: '1.2', creator: { name: 't' }, entries } });

describe('HAR', () => {
  it('reads the session of an API client, with hosts of the Host header', async () => {
    const requests = accepted(await readAll(har, data('har/api-client-session.har.gz')));
    expect(requests).toHaveLength(80);
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(14);
    expect(new Set(requests.map(({ host }) => host))).toEqual(new Set(['localhost:8080']));
    expect(requests[0]).toMatchObject({
      path: '/api/internal/reset',
      durationMs: 23.192,
      responseBody: { text: 'OK' },
      ip: null,
    });
  });

  it('reads the page load of a browser', async () => {
    const records = await readAll(har, data('har/browser-news-site.har.gz'));
    expect(accepted(records)).toHaveLength(120);
    expect(new Set(accepted(records).map(({ host }) => host)).size).toBe(37);
    expect(records.map(({ line }) => line)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  });

  it('takes an entry apart', async () => {
    expect(await one(har, archive(entry()))).toMatchObject({
      host: 'api.example',
      path: '/a',
      query: 'b=1',
      sizeBytes: 5,
      durationMs: 12.5,
    });
    const cached = await one(har, archive(entry({}, { bodySize: 0 }, { time: -1, serverIPAddress: '192.0.2.1' })));
    expect(cached).toMatchObject({ sizeBytes: 7, durationMs: null, ip: null });
    expect((await one(har, archive(entry({}, { bodySize: 0, status: 304 })))).sizeBytes).toBe(0);
    const headers = [{ name: 'Content-Length', value: '99' }];
    expect((await one(har, archive(entry({}, { bodySize: -1, content: {}, headers })))).sizeBytes).toBe(99);
    expect(await one(har, archive(entry({}, { status: 0, bodySize: -1, content: {} })))).toMatchObject({
      status: null,
      sizeBytes: null,
    });
    const h2 = [
      { name: ':authority', value: 'h2.example' },
      { name: ':path', value: '/x' },
    ];
    const posted = { method: 'POST', url: '/x', headers: h2, postData: { mimeType: 'application/json', text: '{}' } };
    expect(await one(har, archive(entry(posted)))).toMatchObject({
      host: 'h2.example',
      requestHeaders: [{ name: 'Host', value: 'h2.example' }],
      requestBody: { mediaType: 'application/json', text: '{}', sizeBytes: 2, truncated: false },
    });
    const image = { mimeType: 'image/png', encoding: 'base64', text: Buffer.from([137, 0, 255]).toString('base64') };
    expect((await one(har, archive(entry({}, { content: image })))).responseBody).toEqual({
      mediaType: 'image/png',
      sizeBytes: 3,
      truncated: false,
      base64: 'iQD/',
    });
  });

  it.each([0, -1, '-1', null, undefined])('takes the status %j for no response', async (status) => {
    expect(await one(har, archive(entry({}, { status, statusText: 'OK' })))).toMatchObject({
      status: null,
      sizeBytes: 5,
    });
  });

  it('takes an entry without a response, or without a time, for one that was not answered', async () => {
    for (const response of [undefined, null, {}]) {
      const unanswered = await one(har, archive({ ...entry(), response, time: undefined, timings: { wait: -1 } }));
      expect(unanswered).toMatchObject({ status: null, sizeBytes: null, durationMs: null, responseHeaders: [] });
    }
  });

  describe('size of a response', () => {
    const size = async (response: object, creator = 'WebInspector', method = 'GET') =>
      (
        await one(
          har,
          JSON.stringify({
            log: { creator: { name: creator }, entries: [entry({ method }, { content: {}, ...response })] },
          }),
        )
      ).sizeBytes;
    const length = (value: number, ...more: [string, string][]) =>
      [['Content-Length', String(value)], ...more].map(([name, each]) => ({ name, value: each }));

    it('of Firefox is what came over the network without the headers', async () => {
      expect(await size({ bodySize: 1500, headersSize: 400, content: { size: 9000 } }, 'Firefox')).toBe(1100);
      // case 04
      const deleted = { status: 204, bodySize: 998, headersSize: 998, headers: length(0) };
      expect(await size(deleted, 'Firefox', 'DELETE')).toBe(0);
      expect(await size({ status: 304, bodySize: 300, headersSize: 300, content: { size: 9000 } }, 'Firefox')).toBe(0);
      expect(await size({ bodySize: 300, headersSize: 300 }, 'Firefox')).toBe(0);
      // the headers were not counted: nor is the body known, but for what else says it
      expect(await size({ bodySize: 1500, headersSize: -1, content: { size: 1200 } }, 'Firefox')).toBe(1200);
      // an old one that counted the body alone
      expect(await size({ bodySize: 1500, headersSize: 400, headers: length(1500) }, 'Firefox')).toBe(1500);
      // from its cache
      expect(await size({ bodySize: 0, headersSize: 400, content: { size: 70 } }, 'Firefox')).toBe(70);
    });

    it('of others is bodySize as they say it', async () => {
      for (const creator of ['WebInspector', 'Charles Proxy', 'Fiddler', 'mitmproxy', 'Postman', 'Firefoxy']) {
        expect(await size({ bodySize: 1500, headersSize: 400, content: { size: 9000 } }, creator)).toBe(1500);
      }
    });

    it('of a packed body that was not counted is its announced size, else what is known of its content', async () => {
      const packed = length(300, ['Content-Encoding', 'gzip']);
      const chrome = { bodySize: -1, headersSize: -1, _transferSize: 480 };
      expect(await size({ ...chrome, content: { size: 9000 }, headers: packed })).toBe(300);
      expect(
        await size({ ...chrome, content: { size: 9000 }, headers: length(9000, ['Content-Encoding', 'identity']) }),
      ).toBe(9000);
      expect(await size({ ...chrome, content: { size: 9000, compression: 8000 } })).toBe(1000);
      expect(await size({ ...chrome, content: { size: 9000 } })).toBe(9000);
      expect(await size({ ...chrome, content: { size: -1 } })).toBeNull();
      expect(await size({ ...chrome, content: { size: -1 }, headers: length(20) }, 'WebInspector', 'HEAD')).toBeNull();
    });

    it('goes by the creator before an entry, wherever the pieces of the file are cut', async () => {
      const text = `{"log":{"entries":[${JSON.stringify(entry({}, { bodySize: 90, headersSize: 50 }))}],"creator":{"name":"Firefox"}}}`;
      expect((await one(har, text)).sizeBytes).toBe(90);
      const pieces = Readable.from([text.slice(0, -30), text.slice(-30)].map((piece) => Buffer.from(piece)));
      expect(accepted(await readAll(har, pieces))[0]?.sizeBytes).toBe(90);
    });
  });

  it('tells the properties that HAR 1.2 has not, but none without a value', async () => {
    const custom = {
      ...entry(
        {
          _user: 'ann',
          comment: 'known',
          postData: { mimeType: 'a/b', params: [{ name: 'a', value: '1' }], text: '' },
        },
        { content: { size: 7, _kept: false }, _error: '', _transferSize: 12 },
        { _initiator: {}, _priority: 'High', timings: { wait: 1 }, cache: {}, pageref: 'p' },
      ),
    };
    const [record] = await readAll(har, archive(custom));
    expect(record).toMatchObject({
      unknown: [
        '_priority',
        'request._user',
        'request.postData.params',
        'response._transferSize',
        'response.content._kept',
      ],
    });
    const [plain] = await readAll(har, archive(entry()));
    expect(plain).not.toHaveProperty('unknown');
  });

  it('identifies an entry by its content, not by its blanks', async () => {
    const [tight] = await readAll(har, archive(entry()));
    const [wide] = await readAll(har, JSON.stringify(JSON.parse(archive(entry())), null, 4));
    expect(wide?.raw).toBe(tight?.raw);
  });

  it('rejects single entries', async () => {
    const records = await readAll(
      har,
      archive(entry({ url: 'data:text/plain,x' }), {}, entry(), entry({ url: 'blob:https://a/b' })),
    );
    expect(records.map((r) => 'request' in r)).toEqual([false, false, true, false]);
    expect(reasons(records)[0]).toContain('request.url');
  });

  it('yields what is before a cut or a mistake, and one rejection', async () => {
    const whole = archive(entry(), entry(), entry());
    const cut = await readAll(har, whole.slice(0, -40));
    expect(cut.map((r) => 'request' in r)).toEqual([true, true, false]);
    expect(cut.map((r) => 'brokeOff' in r)).toEqual([false, false, true]);
    expect(reasons(cut)[0]).toContain('ends too early, after record 2');
    const wrong = await readAll(
      har,
      whole.replace(/},\{"startedDateTime"(?!.*startedDateTime)/, '},,{"startedDateTime"'),
    );
    expect(wrong.map((r) => 'request' in r)).toEqual([true, true, false]);
    expect(wrong.at(-1)).toMatchObject({ brokeOff: true });
    expect(reasons(wrong)[0]).toContain('no valid JSON after record 2');
    expect(reasons(await readAll(har, `${whole} x`))[0]).toContain('no valid JSON');
  });

  it('tells what a file of another shape should be', async () => {
    expect(await reason(har, '[]')).toContain('should begin with "{"');
    expect(await reason(har, '{"a":[{}]}')).toContain('log.entries');
    expect(await readAll(har, archive())).toEqual([]);
    expect(await readAll(har, '')).toEqual([]);
  });

  it('does not hold more than it was asked for', async () => {
    let sent = 0;
    const text = JSON.stringify(entry());
    const endless = Readable.from(
      (function* () {
        yield '{"log":{"entries":[';
        for (;;) {
          sent += text.length;
          yield `${text},`;
        }
      })(),
    );
    let read = 0;
    for await (const _ of har.read(endless)) if (++read === 1000) break;
    expect(sent).toBeLessThan(1100 * text.length);
  });
});

describe('recorded pairs', () => {
  it('reads the recorded sessions', async () => {
    const requests = accepted(await readAll(recorded, data('api-traffic-jwt-sessions.json.gz')));
    expect(requests).toHaveLength(123);
    expect(requests[0]).toMatchObject({
      time: new Date(1634973115_000),
      method: 'POST',
      host: 'localhost:8080',
      path: '/api/today',
      status: 200,
      sizeBytes: 6680,
      ip: '0:0:0:0:0:0:0:1',
      requestBody: { mediaType: 'application/json', text: '{}', sizeBytes: 2 },
    });
    const sessions = requests.map(
      ({ requestHeaders }) => /JSESSIONID=([^;]+)/.exec(requestHeaders.find((h) => h.name === 'Cookie')!.value)?.[1],
    );
    expect(new Set(sessions).size).toBe(3);
  });

  it('takes headers as JSON text, times as text and whole URLs', async () => {
    const pair = {
      path: 'http://a.example/x?y',
      method: 'PUT',
      time: '1700000000',
      statusCode: '204',
      requestHeaders: '{"X":["1","2"]}',
      responsePayload: 'done',
    };
    expect(await one(recorded, JSON.stringify([pair]))).toMatchObject({
      host: 'a.example',
      query: 'y',
      status: 204,
      ip: null,
      requestHeaders: [
        { name: 'X', value: '1' },
        { name: 'X', value: '2' },
      ],
      responseBody: { text: 'done' },
    });
    expect((await one(recorded, JSON.stringify([{ ...pair, statusCode: -1 }]))).status).toBeNull();
    const [told] = await readAll(recorded, JSON.stringify([{ ...pair, user: 'ann', host: null, status: 'OK' }]));
    expect(told).toMatchObject({ request: { status: 204 }, unknown: ['user', 'status'] });
    expect(await reason(recorded, JSON.stringify([{ ...pair, time: 'soon' }]))).toContain('time');
    expect(await reason(recorded, JSON.stringify([{ ...pair, requestHeaders: '{' }]))).toContain('headers');
    expect(await reason(recorded, '{}')).toContain('should begin with "["');
    expect(reasons(await readAll(recorded, '[1,{}]'))).toHaveLength(2);
    const deep = `[${'['.repeat(50_000)}${']'.repeat(50_000)},${JSON.stringify(pair)}]`;
    expect((await readAll(recorded, deep)).map((r) => 'request' in r)).toEqual([false, true]);
  });
});
