import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadRecord } from '../../../subgraph/ingest/readers/reader.type.ts';
import { suricataReader } from '../../../subgraph/ingest/readers/sensors/suricata.reader.ts';
import { zeekReader } from '../../../subgraph/ingest/readers/sensors/zeek.reader.ts';
import { linesOf } from '../../support/cli.ts';
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

  test('an alert without the number of its transaction is of the request of its flow that asked for the same', async () => {
    const unnumbered = (flow: number, url: string) => ({
      ...alert(flow, 0, 'SURICATA Applayer Mismatch', 'allowed', { http: http(flow, 0, url).http }),
      tx_id: undefined,
    });
    const records = await readAll(
      suricataReader(NOW),
      text(
        unnumbered(1, '/a'),
        unnumbered(1, '/c'),
        http(1, 0, '/a'),
        http(1, 1, '/b'),
        http(2, 0, '/a'),
        unnumbered(1, '/b'),
        http(1, 2, '/c'),
        unnumbered(3, '/a'),
      ),
    );
    expect(
      accepted(records)
        .map(({ path, detections }) => `${path} ${detections.length}`)
        .sort(),
    ).toEqual(['/a 0', '/a 1', '/a 1', '/b 1', '/c 1']);
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

  /** Read in pieces, each by a reader that knows of those before it what was kept. */
  async function readInStretches(lines: readonly string[], cuts: readonly number[]): Promise<ReadRecord[]> {
    const { inStretches } = suricataReader(NOW);
    const records: ReadRecord[] = [];
    let kept: unknown = null;
    let from = 0;
    for (const to of [...cuts, lines.length]) {
      const reader = inStretches!.reader(kept);
      const bytes = Buffer.from(
        lines
          .slice(from, to)
          .map((line) => `${line}\n`)
          .join(''),
      );
      for await (const record of reader.read(Readable.from([bytes]), from)) records.push(record);
      kept = JSON.parse(JSON.stringify(reader.waiting()));
      from = to;
      if (to === lines.length) for await (const record of reader.rest()) records.push(record);
    }
    return records;
  }

  test('wherever its log is cut, the records are those of the whole log', async () => {
    const event = fc.record({
      flow: fc.integer({ min: 1, max: 6 }),
      tx: fc.integer({ min: 0, max: 1 }),
      type: fc.constantFrom('http', 'alert', 'alert', 'unnumbered', 'stats'),
      seconds: fc.constantFrom(0, 0.2, 1, 50, 100, 200, -3, 90_000, -100_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 40 }),
        fc.array(fc.nat(40), { maxLength: 6 }),
        async (events, places) => {
          let time = Date.UTC(2024, 4, 12);
          const lines = events.map(({ flow, tx, type, seconds }, n) => {
            time += seconds * 1_000;
            const timestamp = new Date(time).toISOString();
            const asked = http(flow, tx, `/${n % 2}`);
            if (type === 'http') return JSON.stringify({ ...asked, timestamp });
            if (type === 'stats') return JSON.stringify({ event_type: type, timestamp });
            const told = { ...alert(flow, tx, `rule ${n}`), timestamp };
            return JSON.stringify(type === 'alert' ? told : { ...told, tx_id: undefined, http: asked.http });
          });
          const cuts = places.filter((place) => place < lines.length).sort((a, b) => a - b);
          const whole = await readAll(suricataReader(NOW), lines.map((line) => `${line}\n`).join(''));
          expect(await readInStretches(lines, cuts)).toEqual(whole);
        },
      ),
    );
  });

  test('a real log, cut after each line, is the same as a whole: ten requests that were scanned for, each with its alerts', async () => {
    const lines = linesOf('logs/suricata-eve.json.gz');
    const whole = await readAll(suricataReader(NOW), lines.join('\n'));
    const rules = accepted(whole).map(({ detections }) => detections.map(({ tags }) => tags[1]!.value).sort());
    const scan = ['ET SCAN Zmap User-Agent (Inbound)', 'SURICATA Applayer Mismatch protocol both directions'];
    expect(rules).toEqual(Array.from({ length: 10 }, () => scan));
    expect(await readInStretches(lines, [...lines.keys()])).toEqual(whole);
  });

  test('an alert belongs to its request for three minutes of the log, whatever other lines tell the time', async () => {
    const later = (seconds: number, told: object) => ({
      ...told,
      timestamp: new Date(Date.UTC(2024, 4, 12, 10, 0, seconds)).toISOString(),
    });
    const stats = { event_type: 'stats' };
    const log = (seconds: number) =>
      text(
        http(1, 0, '/a'),
        later(seconds, stats),
        later(seconds, alert(1, 0, 'a rule', 'allowed', { http: http(1, 0, '/a').http })),
      );
    const detected = async (seconds: number) =>
      accepted(await readAll(suricataReader(NOW), log(seconds))).map(({ detections }) => detections.length);
    expect([await detected(179), await detected(181)]).toEqual([[1], [0, 1]]);
  });
});
