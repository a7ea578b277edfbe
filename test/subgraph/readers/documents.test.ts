import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { harReader } from '../../../subgraph/ingest/readers/har.reader.ts';
import { recordedReader } from '../../../subgraph/ingest/readers/recorded.reader.ts';
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
    expect(reasons(cut)[0]).toContain('ends too early, after record 2');
    const wrong = await readAll(
      har,
      whole.replace(/},\{"startedDateTime"(?!.*startedDateTime)/, '},,{"startedDateTime"'),
    );
    expect(wrong.map((r) => 'request' in r)).toEqual([true, true, false]);
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
    expect(await reason(recorded, JSON.stringify([{ ...pair, time: 'soon' }]))).toContain('time');
    expect(await reason(recorded, JSON.stringify([{ ...pair, requestHeaders: '{' }]))).toContain('headers');
    expect(await reason(recorded, '{}')).toContain('should begin with "["');
    expect(reasons(await readAll(recorded, '[1,{}]'))).toHaveLength(2);
    const deep = `[${'['.repeat(50_000)}${']'.repeat(50_000)},${JSON.stringify(pair)}]`;
    expect((await readAll(recorded, deep)).map((r) => 'request' in r)).toEqual([false, true]);
  });
});
