import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DurationUnit } from '../../../subgraph/ingest/readers/access-log/duration.ts';
import { combinedReader } from '../../../subgraph/ingest/readers/combined.reader.ts';
import { detectFormat } from '../../../subgraph/ingest/readers/index.ts';
import { accepted, NOW, one, readAll, reason, reasons } from './support.ts';

// Access logs as they really are: behind proxies, cut, quoted once more, with fields in other places. What is read is right, what
// could be read in two ways is refused.

const reader = combinedReader(NOW);
const TIME = '[12/May/2025:10:00:00 +0000]';
const line = (start: string, request = 'GET /a HTTP/1.1', after = '200 5 "-" "M"') =>
  `${start} ${TIME} "${request}" ${after}`;

describe('a list of addresses in front', () => {
  it.each([
    ['203.0.113.4, 10.0.0.1', '203.0.113.4'],
    ['203.0.113.4,10.0.0.1', '203.0.113.4'],
    ['"203.0.113.4, 10.0.0.1"', '203.0.113.4'],
    ['-, 203.0.113.4', '203.0.113.4'],
    ['unknown, 203.0.113.4, 192.168.0.9', '203.0.113.4'],
    ['_hidden, 2001:db8::7', '2001:db8::7'],
    // whoever sends the first entries chooses them
    ['198.51.100.66, 203.0.113.4, 10.0.0.1', '203.0.113.4'],
    ['<script>, 203.0.113.4', '203.0.113.4'],
    // 10.1.2.3 may be as invented as 198.51.100.66: the last one is not
    ['10.1.2.3, 10.0.0.1', '10.0.0.1'],
    ['203.0.113.4:4711, [fd00::1]:80', '203.0.113.4'],
    ['::ffff:203.0.113.4, 100.64.0.1, ::1', '::ffff:203.0.113.4'],
    ['for=203.0.113.4;proto=https, for=10.0.0.1', '203.0.113.4'],
    ['for=\\"[2001:db8::1]:4711\\", for=unknown', '2001:db8::1'],
    ['for=\\x22[2001:db8::1]:4711\\x22', '2001:db8::1'],
  ])('finds the client in %s', async (list, ip) => {
    expect(await one(reader, line(`${list} - ann`))).toMatchObject({ ip, host: null, user: 'ann' });
    expect(await one(reader, line(`shop.example:443 ${list} - ann`))).toMatchObject({ ip, host: 'shop.example' });
  });

  it('keeps all of it', async () => {
    const { addresses } = await one(reader, line('198.51.100.66, 203.0.113.4, 10.0.0.1 - -'));
    expect(addresses).toEqual(['198.51.100.66', '203.0.113.4', '10.0.0.1']);
    expect(await one(reader, line('203.0.113.4 - -'))).not.toHaveProperty('addresses');
  });

  it.each(['-', 'unknown', '_proxy7', 'unix:', '-, unknown'])('reads a request whose client is %s', async (list) => {
    expect(await one(reader, line(`${list} - -`))).toMatchObject({ ip: null, path: '/a', host: null });
  });

  it('takes no host for a forwarded address that is not known', async () => {
    expect(await one(reader, line('- 203.0.113.4 - -'))).toMatchObject({ ip: '203.0.113.4', host: null });
  });

  it.each([
    // a forwarded address before that of the connection, or an address of the server: the line does not say
    '203.0.113.4 10.0.0.1 - -',
    '203.0.113.4, 10.0.0.1 10.0.0.2 - -',
    // a header with blanks of the client's own
    '198.51.100.66 - x, 203.0.113.4 - -',
    '198.51.100.66 - x 203.0.113.4',
    'client.example, proxy.example - -',
    'a b c, 203.0.113.4 - -',
  ])('refuses what can be read in two ways: %s', async (start) => {
    expect(await reason(reader, line(start))).toMatch(/three fields|holds an address|IP address|should begin/);
  });

  it('is recognised', () => {
    for (const start of [
      '203.0.113.4, 10.0.0.1 - -',
      '"203.0.113.4, 10.0.0.1" - -',
      '[2001:db8::5]:51234 - -',
      '- - -',
    ])
      expect(detectFormat(`${line(start)}\n`)?.format).toBe('combined');
  });
});

describe('the fields in front of the time', () => {
  it.each([
    ['[2001:db8::5] - -', '2001:db8::5'],
    ['[2001:db8::5]:51234 - -', '2001:db8::5'],
    ['192.0.2.9:51234 - -', '192.0.2.9'],
    ['fe80::1%eth0 - -', 'fe80::1'],
    ['[fe80::1%eth0]:51234 - -', 'fe80::1'],
  ])('drops brackets, port and zone of %s', async (start, ip) => {
    expect(await one(reader, line(start))).toMatchObject({ ip, host: null, user: null });
  });

  it.each([
    ['192.0.2.1 ann  -', { user: 'ann', host: null }],
    ['192.0.2.1 ann -', { user: 'ann', host: null }],
    ['192.0.2.1 DOMAIN\\\\ann -', { user: 'DOMAIN\\ann', host: null }],
    ['192.0.2.1 ann@shop.example -', { user: 'ann@shop.example', host: null }],
    ['192.0.2.1 shop.example ann', { user: 'ann', host: 'shop.example' }],
    ['192.0.2.1 Shop.example:8080 -', { user: null, host: 'shop.example:8080' }],
    ['192.0.2.1 api:8080 -', { user: null, host: 'api:8080' }],
    ['192.0.2.1 localhost -', { user: null, host: 'localhost' }],
    ['192.0.2.1 unknown -', { user: null, host: null }],
    // the host is known already
    ['shop.example:443 192.0.2.1 ann -', { user: 'ann', host: 'shop.example' }],
    ['shop.example:443 192.0.2.1 - ann', { user: 'ann', host: 'shop.example' }],
  ])('finds user and host in %s', async (start, expected) => {
    expect(await one(reader, line(start))).toMatchObject({ ip: '192.0.2.1', parameters: [], ...expected });
  });

  it.each([
    ['192.0.2.1 root ann', 'root'],
    ['192.0.2.1 10.0.0.5 ann', '10.0.0.5'],
  ])('keeps what is neither beside the user: %s', async (start, value) => {
    const { user, host, parameters } = await one(reader, line(start));
    expect({ user, host }).toEqual({ user: 'ann', host: null });
    expect(parameters).toEqual([{ name: 'identity', source: 'CONNECTION', value }]);
  });

  it('lets the request line say the host', async () => {
    expect(await one(reader, line('192.0.2.1 shop.example -', 'GET http://other.example/a HTTP/1.1'))).toMatchObject({
      host: 'other.example',
    });
  });
});

describe('request lines', () => {
  it.each([
    ['SEARCH /\\x90\\x90\\x90', { method: 'SEARCH', path: '/%90%90%90', query: null }],
    ['GET /a?cmd=ls -al&x=1??', { method: 'GET', path: '/a', query: 'cmd=ls -al&x=1??' }],
    ['OPTIONS *', { method: 'OPTIONS', path: '*' }],
    ['GET http://shop.example/a', { host: 'shop.example', path: '/a' }],
    ['CONNECT shop.example:443', { host: 'shop.example', path: '*' }],
    ['GET /caf\\xe9 HTTP/1.1', { path: '/caf%E9' }],
    ['GET /caf\\xe8 HTTP/1.1', { path: '/caf%E8' }],
    ['GET /caf\\xc3\\xa9 HTTP/1.1', { path: '/café' }],
    ['GET /a? HTTP/1.1', { path: '/a', query: '' }],
    ['GET /a?? HTTP/1.1', { path: '/a', query: '?' }],
    ['GET /a HTTP/1.1', { path: '/a', query: null }],
  ])('reads %s', async (request, expected) => {
    expect(await one(reader, line('192.0.2.1 - -', request, '414 340 "-" "-"'))).toMatchObject({
      status: 414,
      ...expected,
    });
  });

  it.each([
    ['-', 'sent no request'],
    ['', 'sent no request'],
    ['\\x16\\x03\\x01\\x02', 'no HTTP request'],
    ['OPTIONS / RTSP/1.0', 'no HTTP request'],
    ['GET / HTTP/', 'no HTTP request'],
    ['get /a', 'no HTTP request'],
    ['MGLNDD_192.0.2.1_443', 'no HTTP request'],
    ['t3 12.2.1', 'no HTTP request'],
  ])('refuses %s', async (request, why) => {
    expect(await reason(reader, line('192.0.2.1 - -', request, '400 226 "-" "-"'))).toContain(why);
  });
});

describe('a whole line in quotes', () => {
  const plain = line('192.0.2.1 - -', 'GET /q?a=1 HTTP/1.1', '200 56 "-" "Nikto/2.1.5 (Test:Port Check)"');

  it.each([
    ['as it was', (text: string) => `"${text}"`],
    ['doubled, as in CSV', (text: string) => `"${text.replaceAll('"', '""')}"`],
    ['escaped, as in JSON', (text: string) => JSON.stringify(text)],
  ])('is the line, with the quotes in it %s', async (_, wrap) => {
    expect(await one(reader, wrap(plain))).toEqual(await one(reader, plain));
    expect(detectFormat(`${wrap(plain)}\n`)?.format).toBe('combined');
    // what the server had escaped stays so
    const escaped = line('192.0.2.1 - -', 'GET /?q=\\"x\\" HTTP/1.1', '200 56 "-" "say \\"hi\\" \\\\"');
    expect(await one(reader, wrap(escaped))).toEqual(await one(reader, escaped));
  });

  it('does not take host name lookups for the fault of anything else', async () => {
    expect(await reason(reader, line('"client" - -'))).toContain('switch HostnameLookups off');
    expect(await reason(reader, line('<client> - -'))).not.toContain('HostnameLookups');
  });
});

describe('lines in one', () => {
  const cr = [1, 2, 3].map((n) => line('192.0.2.1 - -', `GET /cr${n} HTTP/1.1`));

  it('are read apart where every line ends with CR', async () => {
    expect(accepted(await readAll(reader, cr.join('\r'))).map(({ path }) => path)).toEqual(['/cr1', '/cr2', '/cr3']);
    expect(detectFormat(cr.join('\r'))?.format).toBe('combined');
  });

  it('are refused where others end with LF, and a CR that a client sent is none', async () => {
    const common = cr.map((text) => text.replace(' "-" "M"', ''));
    for (const three of [cr, common]) {
      const records = await readAll(reader, `${line('192.0.2.1 - -')}\n${three.join('\r')}\n`);
      expect(accepted(records)).toHaveLength(1);
      expect(reasons(records)).toEqual([expect.stringContaining('carriage return')]);
    }
    const sent = await readAll(reader, `${line('192.0.2.1 - -', undefined, '200 5 "-" "M\rN"')}\r\r\n`);
    expect(accepted(sent)[0]?.requestHeaders).toEqual([{ name: 'user-agent', value: 'M\rN' }]);
  });
});

describe('durations', () => {
  const read = async (after: string, durationUnit?: DurationUnit) => {
    const text = line('192.0.2.1 - -', undefined, `200 5 "-" "M" ${after}`);
    const [record] = await readAll(reader, text, durationUnit ? { durationUnit } : {});
    return record && 'request' in record ? { ms: record.request.durationMs, hint: record.hint } : record;
  };

  it.each([
    ['7ms', 7],
    ['240 "test@docker" "http://172.17.0.3:80" 7ms', 7],
    ['D=123us', 0.123],
    ['rt=0.004s', 4],
    ['1.5s', 1500],
    ['12µs 443', 0.012],
  ])('are known when they say their unit: %s', async (after, ms) => {
    expect(await read(after)).toEqual({ ms, hint: undefined });
    // what is said is not said otherwise by an option
    expect(await read(after, 's')).toEqual({ ms, hint: undefined });
  });

  it.each(['3', '1736', '443', '0.123', '12.345', '"-" 0.004'])('are not guessed of %s', async (after) => {
    expect(await read(after)).toEqual({ ms: null, hint: expect.stringContaining('--duration-unit') });
  });

  it.each([
    ['3', 's', 3000],
    ['1736', 'ms', 1736],
    ['1736', 'us', 1.736],
    ['0.123', 's', 123],
    ['12.345', 'ms', 12.345],
    ['"-" 0.004', 's', 4],
  ] as const)('are read of %s when it is told that they are %s', async (after, unit, ms) => {
    expect(await read(after, unit)).toEqual({ ms, hint: undefined });
  });

  it('are not chosen among several', async () => {
    expect(await read('0.004 0.003', 's')).toEqual({ ms: null, hint: expect.stringContaining('--log-format') });
    expect(await read('rt=12ms urt=11ms')).toEqual({ ms: null, hint: expect.stringContaining('--log-format') });
    expect(await read('"upstream"')).toEqual({ ms: null, hint: undefined });
  });
});

describe('laws', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const spelt = address.chain((ip) =>
    fc
      .constantFrom(ip, `[${ip}]`, ip.includes(':') ? `[${ip}]:8080` : `${ip}:8080`)
      .filter((text) => !text.startsWith('[') || ip.includes(':'))
      .map((text) => ({ ip, text })),
  );
  const forged = fc.constantFrom('-', 'unknown', '_x', '<b>', '999.1.1.1', '198.51.100.1', '10.0.0.9');

  it('an address in front is the client, in any spelling, whatever a user calls itself', async () => {
    const user = fc.string({ unit: fc.constantFrom(...'ann ,.-:19'), minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(spelt, user, async ({ ip, text }, name) => {
        for (const record of await readAll(reader, line(`${text} - ${name}`)))
          if ('request' in record) expect(record.request.ip).toBe(ip);
      }),
    );
  });

  it('what a client puts in front of a public address changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(forged, { maxLength: 5 }),
        fc.array(fc.constantFrom('10.0.0.1', '::1', 'unknown'), { maxLength: 3 }),
        async (left, proxies) => {
          const list = [...left, '203.0.113.4', ...proxies].join(', ');
          expect((await one(reader, line(`${list} - -`))).ip).toBe('203.0.113.4');
        },
      ),
    );
  });

  it('every line is a record, and none is two', async () => {
    const piece = fc.constantFrom(
      '192.0.2.1',
      ', ',
      ' ',
      '-',
      '"',
      '[',
      ']',
      TIME,
      'GET /',
      ' HTTP/1.1',
      '\\',
      '200',
      '\t',
      'é',
      '#Fields: date',
      '7ms',
      '\r',
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 30 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 8 }), async (texts) => {
        const whole = [line('192.0.2.1 - -'), ...texts];
        const records = await readAll(reader, `${whole.join('\n')}\n`);
        expect(records).toHaveLength(whole.filter((each) => each.trim() !== '').length);
        expect(accepted(records).length + reasons(records).length).toBe(records.length);
      }),
      { numRuns: 300 },
    );
  });
});
