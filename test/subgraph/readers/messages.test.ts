import { describe, expect, test } from 'vitest';
import { rawReader } from '../../../subgraph/ingest/readers/messages/raw.reader.ts';
import { restlerReader } from '../../../subgraph/ingest/readers/messages/restler.reader.ts';
import { accepted, NOW, readAll, reason, reasons } from './support.ts';

describe('the log of RESTler', () => {
  const sending = (message: string, second = '42.545') => `2025-04-27 13:24:${second}: Sending: '${message}'\n`;
  const received = (message: string, second = '42.560') => `2025-04-27 13:24:${second}: Received: '${message}'\n`;
  const GET = String.raw`GET /a?b HTTP/1.1\r\nHost: api:5000\r\nx-restler-sequence-id: 9e7d\r\n\r\n`;

  test('a request is what was sent with what came back; the account of the fuzzer is none', async () => {
    const log = `Generation-1: Rendering Sequence-1\n\n\t- restler_static_string: 'GET '\n${sending(GET)}\n${received(
      String.raw`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"a": "\xe9\'"}`,
    )}2025-04-27 13:24:42.561: Checker: LeakageRuleChecker kicks in\n`;
    const [record, ...more] = await readAll(restlerReader(NOW), log);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      line: 4,
      hint: expect.stringMatching(/taken as UTC/),
      request: {
        time: new Date('2025-04-27T13:24:42.545Z'),
        host: 'api:5000',
        query: 'b',
        status: 200,
        durationMs: 15,
        sizeBytes: 13,
        responseBody: { text: '{"a": "é\'"}' },
        requestHeaders: expect.arrayContaining([{ name: 'x-restler-sequence-id', value: '9e7d' }]),
      },
    });
  });

  test('sent again without an answer, it had none; an answer that is no HTTP says no status', async () => {
    const records = await readAll(
      restlerReader(NOW),
      sending(GET) + sending(GET, '42.546') + received('<!DOCTYPE HTML>', '42.547') + sending(GET, '42.548'),
    );
    expect(accepted(records).map(({ status, durationMs }) => [status, durationMs])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
  });
});

describe('raw requests', () => {
  const time = new Date('2025-05-12T10:00:00Z');
  const read = (text: string | Buffer) => readAll(rawReader(NOW), text, { time });

  test('have the time that is told, a host, headers and a body', async () => {
    const text = 'POST /login?a HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n';
    expect(accepted(await read(text))).toMatchObject([
      { time, method: 'POST', path: '/login', host: 'shop.example', status: null, requestBody: { text: '{"a":1}' } },
    ]);
  });

  test('several have lines ### between them, and are counted by their first line', async () => {
    const records = await read('### one\nGET /a HTTP/1.1\nHost: a\n\n###\n\nGET /b HTTP/2\nHost: b\n\nbody\n');
    expect(records.map(({ line }) => line)).toEqual([2, 7]);
    expect(accepted(records)).toMatchObject([
      { path: '/a', requestBody: null },
      { path: '/b', protocol: 'HTTP/2', requestBody: { sizeBytes: 4 } },
    ]);
  });

  test('without a time they are refused', async () => {
    expect(await reason(rawReader(NOW), 'GET / HTTP/1.1\nHost: a\n')).toBe(
      'a raw request has no time: say one (--time)',
    );
  });

  test('what is none is told what it should be', async () => {
    expect(reasons(await read('hello\nworld\n'))).toEqual([
      'request line "hello" should read METHOD target HTTP/version',
    ]);
  });
});
