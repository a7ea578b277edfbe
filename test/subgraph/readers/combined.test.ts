import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinedReader } from '../../../subgraph/ingest/readers/combined.reader.ts';
import { accepted, data, NOW, one, readAll, reason, reasons } from './support.ts';

const reader = combinedReader(NOW);
const line = (
  over: {
    ip?: string;
    user?: string;
    time?: string;
    request?: string;
    status?: string;
    size?: string;
    rest?: string;
  } = {},
) =>
  `${over.ip ?? '192.0.2.7'} - ${over.user ?? '-'} [${over.time ?? '17/May/2015:10:05:03 +0000'}] "${over.request ?? 'GET /a?b=1 HTTP/1.1'}" ${over.status ?? '200'} ${over.size ?? '12'}${over.rest ?? ' "-" "curl/8"'}`;

describe('real files', () => {
  it('reads every line of the blog log, the one without its last quote too', async () => {
    const requests = accepted(await readAll(reader, data('access-apache-combined-blog-2015.log.gz')));
    expect(requests).toHaveLength(10_000);
    expect(requests[8898]?.requestHeaders).toEqual([
      { name: 'user-agent', value: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html' },
    ]);
    expect(requests.filter(({ status }) => status === 404)).toHaveLength(213);
  });

  it('accepts the whole requests of the ERDDAP log and guesses none', async () => {
    const records = await readAll(reader, data('access-nginx-combined-erddap-api-2024-05-12_18.log.gz'));
    expect(records).toHaveLength(14_171);
    expect(accepted(records)).toHaveLength(8651);
    expect(new Set(reasons(records))).toEqual(new Set([expect.stringContaining('one quoted field only')]));
    expect(accepted(records).filter(({ ip }) => ip === '148.87.179.6')).toHaveLength(3896);
  });

  it('reads the shop log with its extra field, keeping blanks and percent signs of paths', async () => {
    const requests = accepted(await readAll(reader, data('access-nginx-shop-2019-sample.log.gz')));
    expect(requests).toHaveLength(1000);
    expect(requests[0]?.path).toMatch(/^\/filter\/27\|13%20%D9%85/);
    expect(requests[0]?.time.toISOString()).toBe('2019-01-22T00:26:14.000Z');
  });
});

describe('fields', () => {
  it('reads the common format', async () => {
    const request = await one(reader, line({ user: 'ann', rest: '', size: '-' }));
    expect(request).toMatchObject({
      ip: '192.0.2.7',
      user: 'ann',
      method: 'GET',
      path: '/a',
      query: 'b=1',
      status: 200,
    });
    expect(request).toMatchObject({ sizeBytes: null, durationMs: null, requestHeaders: [], host: null });
  });

  it('takes the virtual host in front of the address', async () => {
    expect(await one(reader, `Shop.example:443 ${line()}`)).toMatchObject({ host: 'shop.example', ip: '192.0.2.7' });
    expect(await one(reader, `shop.example:8080 ${line({ ip: '2001:db8::1' })}`)).toMatchObject({
      host: 'shop.example:8080',
    });
    expect(await one(reader, `192.0.2.1:80 ${line()}`)).toMatchObject({ host: '192.0.2.1' });
  });

  it.each([
    ['GET http://u:p@API.example:80/x?y HTTP/1.1', { host: 'api.example', path: '/x', query: 'y' }],
    ['GET http://api.example HTTP/1.1', { host: 'api.example', path: '/', query: null }],
    ['OPTIONS * HTTP/1.1', { host: null, path: '*', query: null }],
    ['CONNECT api.example:443 HTTP/1.1', { host: 'api.example', path: '*' }],
    ['GET /old', { method: 'GET', path: '/old' }],
    ['GET /?q=<b> x HTTP/1.1', { path: '/', query: 'q=<b> x' }],
    ['GET /?q="x" HTTP/1.1', { query: 'q="x"' }],
    ['GET /?q=\\"x\\" HTTP/2.0', { query: 'q="x"' }],
    ['GET /\\xD9\\x85%20\\\\ HTTP/1.1', { path: '/م%20\\' }],
    ['GET /a\\x00b HTTP/1.1', { path: '/a\ufffdb' }],
  ])('understands %s', async (request, expected) => {
    expect(await one(reader, line({ request }))).toMatchObject(expected);
  });

  it('decodes referer and user agent', async () => {
    const { requestHeaders } = await one(
      reader,
      line({ rest: ' "http://a/\\x22" "say \\"hi\\" \\\\ \\xZZ" "10.0.0.1"' }),
    );
    expect(requestHeaders).toEqual([
      { name: 'referer', value: 'http://a/"' },
      { name: 'user-agent', value: 'say "hi" \\ \\xZZ' },
    ]);
  });

  it.each([
    [{ ip: 'client.example' }, 'HostnameLookups'],
    [{ request: '-' }, 'sent no request'],
    [{ request: '' }, 'sent no request'],
    [{ request: '\\x16\\x03\\x01' }, 'no HTTP request'],
    [{ request: 'GET a HTTP/1.1' }, 'request target'],
    [{ request: 'G(T /a HTTP/1.1' }, 'method'],
    [{ request: `${'G'.repeat(33)} /a HTTP/1.1` }, 'method'],
    [{ request: `GET /${'a'.repeat(8192)} HTTP/1.1` }, 'path has 8193 characters'],
    [{ request: `GET /?${'a'.repeat(16_385)} HTTP/1.1` }, 'query has 16385 characters'],
    [{ request: `GET http://${'a'.repeat(256)}/ HTTP/1.1` }, 'host has 256 characters'],
    [{ user: 'u'.repeat(257) }, 'user has 257 characters'],
    [
      { user: 'x [01/Jan/2020:00:00:00 +0000] \\"GET /forged HTTP/1.1\\" 200 1' },
      'no HTTP request|begin|double quotes|time',
    ],
    [{ user: '- - -' }, 'three fields'],
    [{ time: '30/Feb/2015:10:05:03 +0000' }, 'in no calendar'],
    [{ time: '29/Feb/2015:10:05:03 +0000' }, 'in no calendar'],
    [{ time: '17/Mai/2015:10:05:03 +0000' }, 'in no calendar'],
    [{ time: '17/May/2015:24:00:00 +0000' }, 'in no calendar'],
    [{ time: '31/Dec/1989:10:05:03 +0000' }, 'before 1990'],
    [{ time: '03/Jan/2026:10:05:03 +0000' }, 'future'],
    [{ status: '99' }, 'status|request line'],
    [{ status: '600' }, 'status'],
    [{ size: 'x' }, 'size'],
  ])('rejects what is wrong, %#', async (over, why) => {
    expect(await reason(reader, line(over))).toMatch(new RegExp(why));
  });

  it('knows zones, leap days and leap seconds', async () => {
    expect((await one(reader, line({ time: '29/Feb/2016:23:59:60 -0430' }))).time.toISOString()).toBe(
      '2016-03-01T04:30:00.000Z',
    );
  });
});

const printable = fc.string({
  unit: fc.constantFrom(...'abcXYZ019 .;()/+-_"\\[]é漢\t\x1b'),
  minLength: 1,
  maxLength: 40,
});
/** As Apache writes a quoted field. */
const escaped = (text: string) =>
  [...Buffer.from(text)]
    .map((b) =>
      b === 34 || b === 92
        ? `\\${String.fromCharCode(b)}`
        : b < 32 || b > 126
          ? `\\x${b.toString(16).padStart(2, '0')}`
          : String.fromCharCode(b),
    )
    .join('');

describe('properties', () => {
  it('gives back the fields that a server wrote', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.ipV4(), fc.ipV6()),
        fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true }),
        fc.webPath(),
        fc.webQueryParameters(),
        fc.integer({ min: 100, max: 599 }),
        fc.nat(),
        printable.filter((a) => a !== '-'),
        async (ip, date, path, query, status, size, agent) => {
          const [, , d, m, y, t] = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString())!;
          const written = `${ip} - - [${d}/${m}/${y}:${t} +0000] "GET ${escaped(`/${path}?x${query}`)} HTTP/1.1" ${status} ${size} "-" "${escaped(agent)}"\n`;
          const request = await one(reader, written);
          expect(request).toMatchObject({ ip, path: `/${path}`, query: `x${query}`, status, sizeBytes: size });
          expect(request.time.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000);
          expect(request.requestHeaders).toEqual([{ name: 'user-agent', value: agent }]);
        },
      ),
    );
  });
});
