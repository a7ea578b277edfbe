import { describe, expect, test } from 'vitest';
import { parseLogFormat } from '../../../subgraph/ingest/readers/access-log/format.ts';
import { detectFormat } from '../../../subgraph/ingest/readers/index.ts';
import { caddyReader } from '../../../subgraph/ingest/readers/proxies/caddy.reader.ts';
import { envoyReader } from '../../../subgraph/ingest/readers/proxies/envoy.reader.ts';
import { haproxyReader } from '../../../subgraph/ingest/readers/proxies/haproxy.reader.ts';
import { nginxJsonReader } from '../../../subgraph/ingest/readers/proxies/nginx-json.reader.ts';
import { nginxProxyManagerReader } from '../../../subgraph/ingest/readers/proxies/nginx-proxy-manager.reader.ts';
import { traefikReader } from '../../../subgraph/ingest/readers/proxies/traefik.reader.ts';
import { NOW, one, readAll, reason } from './support.ts';

const json = (entry: object) => `${JSON.stringify(entry)}\n`;

describe('Envoy', () => {
  const entry = {
    ':authority': 'Shop.example:443',
    start_time: '2025-12-31T16:37:40.479Z',
    method: 'POST',
    'x-envoy-origin-path': '/login?next=%2F',
    protocol: 'HTTP/2',
    response_code: 200,
    response_flags: '-',
    duration: 11,
    bytes_sent: 1258,
    downstream_remote_address: '203.0.113.9:59292',
    'x-forwarded-for': '198.51.100.1, 203.0.113.9',
    'user-agent': 'curl/8',
  };

  test('says what was asked, by whom, and what came of it', async () => {
    expect(await one(envoyReader(NOW), json(entry))).toMatchObject({
      time: new Date('2025-12-31T16:37:40.479Z'),
      method: 'POST',
      host: 'shop.example',
      path: '/login',
      query: 'next=%2F',
      protocol: 'HTTP/2',
      status: 200,
      durationMs: 11,
      sizeBytes: 1258,
      ip: '203.0.113.9',
      blocked: false,
      requestHeaders: [
        { name: 'User-Agent', value: 'curl/8' },
        { name: 'X-Forwarded-For', value: '198.51.100.1, 203.0.113.9' },
      ],
    });
  });

  test.each([
    ['by an external authorisation', { response_flags: 'UAEX', response_code: 403 }],
    ['by a rate limit', { response_flags: 'RL', response_code: 429 }],
    ['by a rule', { response_code_details: 'rbac_access_denied_matched_policy[none]', response_code: 403 }],
  ])('refused %s, it was blocked', async (_, more) => {
    expect(await one(envoyReader(NOW), json({ ...entry, ...more }))).toMatchObject({ blocked: true });
  });

  test('a connection that ended without an answer has no status', async () => {
    expect(await one(envoyReader(NOW), json({ ...entry, response_code: 0 }))).toMatchObject({ status: null });
  });

  test('its text is read as well, also where an agent has quotes in it', async () => {
    const text =
      '[2026-01-01T00:00:00.000Z] "GET /a?b HTTP/1.1" 404 NR 0 512 30 - "192.0.2.1, 10.0.0.1" "a "strange" agent" "id" "api.example" "-"\n';
    expect(await one(envoyReader(NOW), text)).toMatchObject({
      host: 'api.example',
      path: '/a',
      status: 404,
      durationMs: 30,
      sizeBytes: 512,
      ip: '192.0.2.1',
      requestHeaders: expect.arrayContaining([{ name: 'User-Agent', value: 'a "strange" agent' }]),
    });
  });

  test('so is that of Istio', async () => {
    const text =
      '[2025-11-25T21:26:18.409Z] "GET /status/418 HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 135 4 4 "-" "curl/7.73.0" "84961386" "httpbin:8000" "10.0.0.1:80" inbound|8000|| 127.0.0.6:41854 10.44.1.27:80 192.0.2.23:37652 outbound_.8000 default\n';
    expect(await one(envoyReader(NOW), text)).toMatchObject({
      host: 'httpbin:8000',
      status: 403,
      blocked: true,
      ip: '192.0.2.23',
      durationMs: 4,
    });
  });
});

describe('Traefik', () => {
  const entry = {
    StartUTC: '2024-05-12T14:02:43.464763557Z',
    RequestMethod: 'GET',
    RequestPath: '/a?b=c',
    RequestHost: 'shop.example',
    RequestProtocol: 'HTTP/1.1',
    DownstreamStatus: 401,
    DownstreamContentSize: 356,
    Duration: 215_563,
    ClientHost: '192.0.2.1',
    ClientUsername: '-',
    'request_User-Agent': 'curl/8',
  };

  test('counts in nanoseconds, and keeps the headers that it was told to', async () => {
    expect(await one(traefikReader(NOW), json(entry))).toMatchObject({
      host: 'shop.example',
      query: 'b=c',
      status: 401,
      durationMs: 0.215563,
      ip: '192.0.2.1',
      user: null,
      requestHeaders: [{ name: 'User-Agent', value: 'curl/8' }],
    });
  });

  test('a client that is a list of proxies is the rightmost public address of it', async () => {
    const request = await one(traefikReader(NOW), json({ ...entry, ClientHost: '203.0.113.9,10.0.0.50' }));
    expect(request).toMatchObject({ ip: '203.0.113.9', addresses: ['203.0.113.9', '10.0.0.50'] });
  });
});

describe('Caddy', () => {
  const entry = {
    ts: 1_693_840_791.7564995,
    logger: 'http.log.access',
    msg: 'handled request',
    request: {
      remote_ip: '10.0.0.1',
      client_ip: '192.0.2.1',
      proto: 'HTTP/2.0',
      method: 'GET',
      host: 'shop.example',
      uri: '/a?b',
      headers: { 'User-Agent': ['curl/8'] },
    },
    user_id: 'ann',
    duration: 0.0125,
    size: 12,
    status: 200,
  };

  test('says the client behind the proxies that it trusts, and seconds', async () => {
    expect(await one(caddyReader(NOW), json(entry))).toMatchObject({
      time: new Date(1_693_840_791_756),
      protocol: 'HTTP/2',
      ip: '192.0.2.1',
      user: 'ann',
      durationMs: 12.5,
      path: '/a',
      query: 'b',
    });
  });

  test('a duration may say its unit, and a time be RFC 3339', async () => {
    const request = await one(caddyReader(NOW), json({ ...entry, ts: '2024-05-12T10:00:00.5Z', duration: '1m2.5s' }));
    expect(request).toMatchObject({ time: new Date('2024-05-12T10:00:00.500Z'), durationMs: 62_500 });
  });
});

describe('nginx with escape=json', () => {
  const named = {
    time_iso8601: '2024-05-12T10:00:00+02:00',
    remote_addr: '192.0.2.1',
    remote_user: 'ann',
    request_method: 'GET',
    request_uri: '/a?b',
    status: '200',
    body_bytes_sent: '12',
    request_time: '0.125',
    http_user_agent: 'a \\ "b"',
    host: 'shop.example',
  };

  test('properties that are called as its variables are known', async () => {
    expect(detectFormat(json(named).repeat(2))).toEqual({ format: 'nginx-json', sureness: 1 });
    expect(await one(nginxJsonReader(NOW), json(named))).toMatchObject({
      time: new Date('2024-05-12T08:00:00Z'),
      ip: '192.0.2.1',
      user: 'ann',
      status: 200,
      durationMs: 125,
      requestHeaders: [{ name: 'user-agent', value: 'a \\ "b"' }],
    });
  });

  test('others are told by the format, as it stands in the configuration', async () => {
    const logFormat = parseLogFormat(
      `log_format main escape=json '{"at":"$time_iso8601","who":"$remote_addr",' '"what":"$request","code":$status,"took":$request_time,"pool":"blue"}';`,
    );
    const line = json({
      at: '2024-05-12T10:00:00Z',
      who: '192.0.2.1',
      what: 'GET /a HTTP/1.1',
      code: 404,
      took: 0.5,
      pool: 'blue',
    });
    const [record] = await readAll(nginxJsonReader(NOW), line, { logFormat });
    expect(record).toMatchObject({ request: { status: 404, durationMs: 500, path: '/a', ip: '192.0.2.1' } });
    const [missing] = await readAll(nginxJsonReader(NOW), json({ at: '2024-05-12T10:00:00Z' }), { logFormat });
    expect(missing).toMatchObject({ rejected: '"who" should be a property, as the format of the log says' });
  });

  test('without either it is said what is missing', async () => {
    expect(await reason(nginxJsonReader(NOW), json({ at: 1, status: 200 }))).toMatch(
      /a time is missing: .*--log-format/,
    );
    expect(() => parseLogFormat(`log_format main escape=json '{"a":"$status"}';`)).toThrow(/there is no time in it/);
    expect(() => parseLogFormat(`log_format main escape=json '{"a":';`)).toThrow(/should be a JSON object/);
  });
});

describe('Nginx Proxy Manager', () => {
  const AFTER = '[Client 203.0.113.9] [Length 169] [Gzip -]';

  test('says what was asked of which host, by whom, and what came of it', async () => {
    const line = `[01/Oct/2025:14:32:21 +0200] 404 - GET https Shop.example "/a?b=%2F" ${AFTER} "curl/8" "https://a.example/"\n`;
    expect(await one(nginxProxyManagerReader(NOW), line)).toMatchObject({
      time: new Date('2025-10-01T12:32:21Z'),
      method: 'GET',
      host: 'shop.example',
      path: '/a',
      query: 'b=%2F',
      status: 404,
      sizeBytes: 169,
      ip: '203.0.113.9',
      requestHeaders: [
        { name: 'User-Agent', value: 'curl/8' },
        { name: 'Referer', value: 'https://a.example/' },
      ],
    });
  });

  test('of a proxied host that was tried more than once, the status is what the client got', async () => {
    const sent = `${AFTER} [Sent-to [2001:db8::5]:3000]`;
    const line = `[01/Oct/2025:14:32:21 +0000] - 502, 504 : 200 200 - POST http api.example "/" ${sent} "-" "-"\n`;
    expect(await one(nginxProxyManagerReader(NOW), line)).toMatchObject({ status: 200, requestHeaders: [] });
  });

  test('quotes of a client end no field: they are read as they were sent', async () => {
    const line = `[01/Oct/2025:14:32:21 +0000] 200 - GET http a.example "/?q=\\x22x" ${AFTER} "\\x22 [Client 1.2.3.4]" "-"\n`;
    const request = await one(nginxProxyManagerReader(NOW), line);
    expect(request).toMatchObject({
      ip: '203.0.113.9',
      query: 'q="x',
      requestHeaders: [{ value: '" [Client 1.2.3.4]' }],
    });
  });

  test.each([
    ['no request was sent', `[01/Oct/2025:14:32:21 +0000] 400 - - http - "-" ${AFTER} "-" "-"\n`, /sent no request/],
    ['it is cut', `[01/Oct/2025:14:32:21 +0000] 200 - GET http a.example "/" ${AFTER} "curl\n`, /should read \[time\]/],
    ['the time is none', `[31/Feb/2025:14:32:21 +0000] 200 - GET http a.example "/" ${AFTER} "-" "-"\n`, /no calendar/],
  ])('where %s, it says so', async (_, line, why) => {
    expect(await reason(nginxProxyManagerReader(NOW), line)).toMatch(why);
  });
});

describe('HAProxy', () => {
  const line = (state: string, times: string, request: string) =>
    `192.0.2.1:14853 [14/Jan/2015:12:48:57.127] https-in~ back/node 170/0/0/3/${times} 200 739 - - ${state} 0/0/0/0/0 0/0 {a|b} "${request}"\n`;

  test('says no zone: its times are taken as UTC, and it says so', async () => {
    const [record] = await readAll(haproxyReader(NOW), line('--NN', '173', 'GET /a?b HTTP/1.1'));
    expect(record).toMatchObject({
      hint: expect.stringMatching(/taken as UTC/),
      request: {
        time: new Date('2015-01-14T12:48:57.127Z'),
        ip: '192.0.2.1',
        durationMs: 173,
        blocked: false,
        path: '/a',
      },
    });
  });

  test('what the proxy refused was blocked; what was logged before its end has no duration', async () => {
    expect(await one(haproxyReader(NOW), line('PR--', '173', 'GET / HTTP/1.1'))).toMatchObject({ blocked: true });
    expect(await one(haproxyReader(NOW), line('----', '+173', 'GET / HTTP/1.1'))).toMatchObject({ durationMs: null });
    expect(await reason(haproxyReader(NOW), line('PR--', '-1', '<BADREQ>'))).toMatch(/no HTTP request/);
  });
});
