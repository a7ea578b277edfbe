import { describe, expect, test } from 'vitest';
import { suricataReader } from '../../../subgraph/ingest/readers/sensors/suricata.reader.ts';
import { zeekReader } from '../../../subgraph/ingest/readers/sensors/zeek.reader.ts';
import { accepted, NOW, one, readAll, reason, reasons } from './support.ts';

describe('Zeek', () => {
  const header = (path = 'http') =>
    [
      '#separator \\x09',
      '#set_separator\t,',
      '#empty_field\t(empty)',
      '#unset_field\t-',
      `#path\t${path}`,
      '#fields\tts\tid.orig_h\ttrans_depth\tmethod\thost\turi\treferrer\tversion\tuser_agent\tresponse_body_len\tstatus_code\ttags\tusername\tproxied',
      '',
    ].join('\n');
  const line = (uri: string, tags = '(empty)', proxied = '-') =>
    `1379288667.668082\t192.0.2.1\t1\tGET\tshop.example\t${uri}\t-\t1.1\tcurl/8\t184\t301\t${tags}\tann\t${proxied}\n`;

  test('its escapes are undone, and what is not set is not known', async () => {
    const request = await one(zeekReader(NOW), `${header()}${line('/a\\x09b?c')}#close\t2024\n`);
    expect(request).toMatchObject({
      time: new Date(1_379_288_667_668),
      path: '/a\tb',
      query: 'c',
      protocol: 'HTTP/1.1',
      status: 301,
      sizeBytes: 184,
      user: 'ann',
      requestHeaders: [{ name: 'User-Agent', value: 'curl/8' }],
    });
  });

  test('what it took for SQL injection is a detection, and the proxies that it saw are a header', async () => {
    const text = `${header()}${line('/a', 'HTTP::URI_SQLI', 'X-FORWARDED-FOR -> 198.51.100.1')}`;
    expect(await one(zeekReader(NOW), text)).toMatchObject({
      detections: [{ type: 'sqli', action: 'MONITORED' }],
      requestHeaders: expect.arrayContaining([{ name: 'X-FORWARDED-FOR', value: '198.51.100.1' }]),
    });
  });

  test('another log of Zeek, and a line with other fields, are refused', async () => {
    expect(await reason(zeekReader(NOW), header('conn'))).toBe('this is conn.log of Zeek: http.log has the requests');
    expect(await reason(zeekReader(NOW), `${header()}1\t2\n`)).toMatch(/the line has 2 fields, #fields names 14/);
  });

  test('a name that a client chose begins no header', async () => {
    const json = {
      ts: '2024-05-12T10:00:00.5Z',
      'id.orig_h': '192.0.2.1',
      trans_depth: 1,
      method: 'GET',
      host: 'a',
      uri: '/#path',
    };
    expect(await one(zeekReader(NOW), `${JSON.stringify(json)}\n`)).toMatchObject({ path: '/#path' });
  });
});

describe('Suricata', () => {
  const at = '2024-05-12T10:00:00.123456+0000';
  const http = (flow: number, tx: number, url: string) => ({
    timestamp: at,
    flow_id: flow,
    event_type: 'http',
    src_ip: '192.0.2.1',
    tx_id: tx,
    http: {
      hostname: 'shop.example',
      url,
      http_method: 'GET',
      protocol: 'HTTP/1.1',
      status: 200,
      length: 12,
      http_user_agent: 'curl/8',
    },
  });
  const alert = (flow: number, tx: number, signature: string, action = 'allowed', more: object = {}) => ({
    timestamp: at,
    flow_id: flow,
    event_type: 'alert',
    src_ip: '192.0.2.1',
    tx_id: tx,
    alert: { action, signature_id: 2_006_446, signature, category: 'Web Application Attack', severity: 1 },
    ...more,
  });
  const text = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

  test('alerts are the detections of their request, before it or after it', async () => {
    const records = await readAll(
      suricataReader(NOW),
      text(
        alert(1, 0, 'ET WEB_SERVER Possible SQL Injection Attempt UNION SELECT'),
        http(1, 0, '/a?id=1'),
        http(1, 1, '/b'),
        http(2, 0, '/c'),
        alert(2, 0, 'ET WEB_SERVER Script tag in URI, Possible Cross Site Scripting Attempt', 'blocked'),
      ),
    );
    expect(accepted(records)).toMatchObject([
      { path: '/a', detections: [{ type: 'sqli', action: 'MONITORED' }], blocked: false },
      { path: '/b', detections: [] },
      { path: '/c', detections: [{ type: 'xss', action: 'BLOCKED' }], blocked: true },
    ]);
    expect(accepted(records)[0]!.detections[0]!.tags).toContainEqual({ key: 'rule', value: '2006446' });
  });

  test('an alert whose request the log lacks is a request as far as it says what was asked', async () => {
    const records = await readAll(
      suricataReader(NOW),
      text(
        alert(7, 0, 'a rule of ours', 'blocked', { http: http(7, 0, '/only').http }),
        alert(8, 0, 'ET SCAN of a port'),
      ),
    );
    expect(accepted(records)).toMatchObject([{ path: '/only', blocked: true, detections: [{ type: 'custom_rule' }] }]);
    expect(reasons(records)).toEqual(['the alert is of no HTTP request that the log has']);
  });

  test('other events are no requests', async () => {
    expect(await reason(suricataReader(NOW), text({ timestamp: at, event_type: 'dns' }))).toMatch(
      /type "dns" are no requests/,
    );
  });

  test('so many requests between an alert and its own cost no memory: it is told without it', async () => {
    const others = Array.from({ length: 3_000 }, (_, i) => http(100 + i, 0, `/${i}`));
    const records = await readAll(suricataReader(NOW), text(alert(1, 0, 'late'), ...others, http(1, 0, '/a')));
    expect(accepted(records)).toHaveLength(3_001);
    expect(reasons(records)).toHaveLength(1);
  });
});
