import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogFormat } from '../../../subgraph/ingest/readers/access-log/format.ts';
import { combinedReader } from '../../../subgraph/ingest/readers/combined.reader.ts';
import { detectFormat } from '../../../subgraph/ingest/readers/index.ts';
import type { AccessLogFacts } from '../../../subgraph/ingest/readers/reader.type.ts';
import { StartupError } from '../../../subgraph/startup-error.ts';
import { accepted, NOW, readAll, reasons } from './support.ts';

// Logs whose format is told: by an option, as it stands in the configuration of the server, or by the file at its beginning.

const reader = combinedReader(NOW);
const read = async (format: string, line: string, more: Partial<AccessLogFacts> = {}) => {
  const records = await readAll(reader, line, { logFormat: parseLogFormat(format), ...more });
  return accepted(records)[0] ?? reasons(records)[0];
};
const why = (format: string) => {
  try {
    parseLogFormat(format);
  } catch (error) {
    return error instanceof StartupError ? error.message : error;
  }
  return null;
};
const CLF = '12/May/2025:10:00:00 +0000';
const AT = new Date('2025-05-12T10:00:00Z');

const NGINX = `log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                 '$status $body_bytes_sent "$http_referer" '
                 '"$http_user_agent" "$http_x_forwarded_for" $request_time $upstream_response_time';`;
const APACHE = 'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D" timed';

describe('a format that is told', () => {
  it('is read as nginx has it', async () => {
    const line = `10.0.0.1 - ann [${CLF}] "POST /a?b HTTP/1.1" 201 12 "-" "curl/8 \\x22x\\x22" "203.0.113.4" 0.123 0.120`;
    expect(await read(NGINX, line)).toMatchObject({
      ip: '10.0.0.1',
      user: 'ann',
      time: AT,
      method: 'POST',
      path: '/a',
      query: 'b',
      status: 201,
      sizeBytes: 12,
      durationMs: 123,
      requestHeaders: [
        { name: 'user-agent', value: 'curl/8 "x"' },
        { name: 'x-forwarded-for', value: '203.0.113.4' },
      ],
    });
  });

  it('is read as Apache has it', async () => {
    const line = `shop.example:443 192.0.2.1 - - [${CLF}] "GET /\\"a\\" HTTP/1.1" 200 512 "-" "say \\"hi\\"" 1736`;
    expect(await read(APACHE, line)).toMatchObject({
      host: 'shop.example',
      ip: '192.0.2.1',
      user: null,
      path: '/"a"',
      status: 200,
      durationMs: 1.736,
      requestHeaders: [{ name: 'User-Agent', value: 'say "hi"' }],
    });
    // %O has the headers in it: no size of the response
    expect(await read(APACHE, line)).toMatchObject({ sizeBytes: null });
  });

  it.each([
    ['%h %t "%r" %>s %b %D', '1736', 1.736],
    ['%h %t "%r" %>s %b %T', '3', 3000],
    ['%h %t "%r" %>s %b %{ms}T', '1736', 1736],
    ['%h %t "%r" %>s %b %{us}T', '1736', 1.736],
    ['%h %t "%r" %>s %b %p', '443', null],
    ['$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_time', '1.736', 1736],
    ['$remote_addr [$time_local] "$request" $status $body_bytes_sent $gzip_ratio', '3.10', null],
    ['$remote_addr [$time_local] "$request" $status $body_bytes_sent $upstream_response_time', '0.120', null],
    ['%h %t "%r" %>s %b %D', '-', null],
  ])('knows its unit: %s', async (format, value, durationMs) => {
    expect(await read(format, `192.0.2.1 [${CLF}] "GET /a HTTP/1.1" 200 1 ${value}`)).toMatchObject({ durationMs });
  });

  it('is overruled by the unit that is told: %D of Tomcat 9 is milliseconds', async () => {
    const line = `192.0.2.1 [${CLF}] "GET /a HTTP/1.1" 200 1 1736`;
    expect(await read('%h %t "%r" %>s %b %D', line, { durationUnit: 'ms' })).toMatchObject({ durationMs: 1736 });
  });

  it.each([
    ['$time_iso8601', '2025-05-12T12:00:00+02:00'],
    ['$msec', '1747044000.123'],
    ['%{msec}t', '1747044000123'],
    ['%{begin:usec}t', '1747044000123999'],
    ['%{sec}t', '1747044000'],
  ])('reads times such as %s', async (name, value) => {
    const format = name.startsWith('%') ? `%h ${name} "%r" %>s` : `$remote_addr ${name} "$request" $status`;
    const found = await read(format, `192.0.2.1 ${value} "GET /a HTTP/1.1" 200`);
    const ms = /\d{13}|\./.test(value) ? 123 : 0;
    expect(found).toMatchObject({ time: new Date(AT.getTime() + ms) });
  });

  it('makes the request of its parts', async () => {
    expect(
      await read('%a %t %m %U%q %H %>s %{Host}i %{sid}C', `192.0.2.1 [${CLF}] GET /a?b=1 HTTP/1.1 - shop.example abc`),
    ).toMatchObject({
      method: 'GET',
      path: '/a',
      query: 'b=1',
      host: 'shop.example',
      status: null,
      parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: 'abc' }],
    });
    expect(
      await read(
        '$remote_addr $time_iso8601 $request_method $uri$is_args$args $status',
        '::1 2025-05-12T10:00:00Z GET /a? 200',
      ),
    ).toMatchObject({ path: '/a', query: '', ip: '::1' });
  });

  it('takes a forwarded list for the client where the log has no other address', async () => {
    const format = '%{X-Forwarded-For}i %l %u %t "%r" %>s %b';
    const line = `198.51.100.66, 203.0.113.4, 10.0.0.1 - ann [${CLF}] "GET /a HTTP/1.1" 200 1`;
    expect(await read(format, line)).toMatchObject({
      ip: '203.0.113.4',
      user: 'ann',
      addresses: ['198.51.100.66', '203.0.113.4', '10.0.0.1'],
    });
    expect(await read(format, line.replace('66, ', '66 x, '))).toMatch(/holds an address|should/);
  });

  it.each([
    ['192.0.2.1 - - GET', 'client|%t|should follow'],
    [`192.0.2.1 [${CLF}] "GET /a HTTP/1.1" 200 1 2 3`, 'size "1 2 3" should be a whole number'],
    [`192.0.2.1 [${CLF}] "-" 400 1`, 'no request'],
    [`client.example [${CLF}] "GET /a HTTP/1.1" 200 1`, 'IP address'],
  ])('refuses a line of another: %s', async (line, reason) => {
    expect(await read('%h %t "%r" %>s %b', line)).toMatch(new RegExp(reason));
  });

  it.each([
    ['combined', 'no time'],
    ['%h %t', 'no request line, or a method and a path'],
    ['$time_local$request', 'stand together'],
    ['%h %{%d/%b/%Y}t "%r"', '%t, %{sec}t'],
    ['%h %t "%r" %{min}T', 's, ms or us'],
    ['log_format json escape=json \'{"time":"$time_iso8601"}\';', 'no request line'],
    ['log_format main;', "followed by a name and by '...'"],
    ['LogFormat %h', 'followed by "..."'],
  ])('is refused when no request can be known by it: %s', (format, reason) => {
    expect(why(format)).toContain(reason);
  });

  it('gives back what a server wrote', async () => {
    const format =
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_user_agent" $request_time';
    const text = fc.string({ unit: fc.constantFrom(...'ab .;"\\[]é漢\t%$'), minLength: 1, maxLength: 30 });
    const escaped = (value: string) =>
      [...Buffer.from(value)]
        .map((b) =>
          b < 32 || b > 126 || b === 34 || b === 92
            ? `\\x${b.toString(16).toUpperCase().padStart(2, '0')}`
            : String.fromCharCode(b),
        )
        .join('');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.ipV4(), fc.ipV6()),
        fc.webPath(),
        text.filter((agent) => agent !== '-'),
        fc.integer({ min: 0, max: 99_999_999 }),
        async (ip, path, agent, ms) => {
          const line = `${ip} - - [${CLF}] "GET ${escaped(`/${path}`)} HTTP/1.1" 200 1 "${escaped(agent)}" ${(ms / 1000).toFixed(3)}`;
          expect(await read(format, line)).toMatchObject({
            ip,
            path: `/${path}`,
            durationMs: ms,
            requestHeaders: [{ name: 'user-agent', value: agent }],
          });
        },
      ),
    );
  });
});

it('reads the formats that the documentation shows', () => {
  const guide = readFileSync('docs/import-formats.md', 'utf8');
  const formats = [...guide.matchAll(/^npm run cli -- import access\.log --log-format '([^']+)'$/gm)];
  expect(formats).toHaveLength(2);
  for (const [, format] of formats) expect(why(format!)).toBeNull();
});

describe('a file that tells its format', () => {
  const iis = [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    '#Date: 2025-05-12 10:00:00',
    '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
    '2025-05-12 10:00:00 10.0.0.5 GET /a b=1 443 - 203.0.113.4 Mozilla/5.0+(Windows) - 200 0 0 46',
  ].join('\r\n');

  it('is read as IIS writes it, milliseconds and all', async () => {
    expect(detectFormat(iis)?.format).toBe('combined');
    const [request, ...more] = accepted(await readAll(reader, iis));
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      time: AT,
      method: 'GET',
      path: '/a',
      query: 'b=1',
      ip: '203.0.113.4',
      user: null,
      status: 200,
      durationMs: 46,
      requestHeaders: [{ name: 'User-Agent', value: 'Mozilla/5.0+(Windows)' }],
    });
  });

  it('may name other fields after a restart', async () => {
    const again = `${iis}\r\n#Fields: date time cs-method cs-uri-stem\r\n2025-05-12 10:00:01 PUT /b\r\n`;
    expect(accepted(await readAll(reader, again)).map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  it('is read as CloudFront writes it: tabs, seconds, the host that the client asked for', async () => {
    const fields =
      'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) cs-uri-query x-host-header time-taken';
    const line =
      '2025-05-12 10:00:00 CDG50-P2 703 203.0.113.4 GET d1.cloudfront.net /a 404 curl/8 - shop.example 0.113';
    const [request] = accepted(
      await readAll(reader, `#Version: 1.0\n#Fields: ${fields}\n${line.replaceAll(' ', '\t')}\n`),
    );
    expect(request).toMatchObject({ host: 'shop.example', sizeBytes: 703, durationMs: 113, query: null, status: 404 });
  });

  it('leaves the unit of anybody else to be told', async () => {
    const file = '#Version: 1.0\n#Fields: date time cs-method cs-uri-stem time-taken\n2025-05-12 10:00:00 GET /a 46\n';
    const [record] = await readAll(reader, file);
    expect(record).toMatchObject({ request: { durationMs: null }, hint: expect.stringContaining('--duration-unit') });
    expect(accepted(await readAll(reader, file, { durationUnit: 'ms' }))[0]?.durationMs).toBe(46);
  });

  it('may hold the format of its server', async () => {
    const nginx = `# log_format timed '[$time_local] $remote_addr "$request" $status $request_time'\n[${CLF}] 192.0.2.1 "GET /a HTTP/1.1" 200 0.004\n`;
    expect(detectFormat(nginx)?.format).toBe('combined');
    expect(accepted(await readAll(reader, nginx))[0]).toMatchObject({ ip: '192.0.2.1', durationMs: 4 });
  });

  it('counts its header lines as no records, and refuses one that cannot be used', async () => {
    const records = await readAll(reader, '#Version: 1.0\n#Fields: date time c-ip\n2025-05-12 10:00:00 192.0.2.1\n');
    expect(reasons(records)).toEqual([
      '#Fields: should name a request line, or a method and a path',
      '#Fields: should name a request line, or a method and a path',
    ]);
    expect(reasons(await readAll(reader, '#Version: 1.0\n2025-05-12 GET /\n'))[0]).toContain('#Fields:');
    expect(reasons(await readAll(reader, `${iis}\r\nx y`))[0]).toContain('the line has 2 fields');
  });

  it('is not told its format by a client', async () => {
    const start = (client: string) => `${client} - - [${CLF}] "GET /a HTTP/1.1" 200 1`;
    const forged = ['#Fields: date time cs-method cs-uri-stem', '#Software: x', `# log_format x '$remote_addr`];
    // a client can write into any line of a log that begins with X-Forwarded-For, also into the first one
    for (const file of [[start('192.0.2.1'), ...forged], forged.map(start)].map((lines) => [
      ...lines,
      start('192.0.2.2'),
    ])) {
      const records = await readAll(reader, file.join('\n'));
      expect(records).toHaveLength(file.length);
      expect(accepted(records).every(({ path }) => path === '/a')).toBe(true);
    }
  });
});
