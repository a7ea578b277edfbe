import { describe, expect, it } from 'vitest';
import { modsecurityReader } from '../../../subgraph/ingest/readers/modsecurity/modsecurity.reader.ts';
import {
  detectionsOf,
  parseMessage,
  type RuleMessage,
  sumsUp,
} from '../../../subgraph/ingest/readers/modsecurity/rules.ts';
import { modsecuritySerialReader } from '../../../subgraph/ingest/readers/modsecurity/serial.reader.ts';
import { accepted, data, NOW, one, readAll, reason, reasons } from './support.ts';

const json = modsecurityReader(NOW);
const serial = modsecuritySerialReader(NOW);

describe('rules', () => {
  const rule = (over: Partial<RuleMessage> = {}): RuleMessage => ({
    ruleId: '942100',
    msg: '',
    data: '',
    severity: '',
    tags: [],
    sentence: 'Warning.',
    ...over,
  });
  const type = (...tags: string[]) => detectionsOf([rule({ tags })], false)[0]?.type;

  it.each([
    ['sqli', 'application-multi', 'attack-sqli', 'OWASP_CRS'],
    ['rce', 'attack-generic', 'attack-injection-php'],
    ['ptrav', 'attack-lfi'],
    ['rce', 'attack-rfi'],
    ['scanner', 'attack-reputation-scanner', 'OWASP_CRS/AUTOMATION/SECURITY_SCANNER'],
    ['infoleak', 'attack-disclosure'],
    ['protocol_violation', 'attack-protocol'],
    ['xss', 'attack-protocol', 'attack-xss'],
    ['something_new', 'attack-something-new'],
    ['sqli', 'OWASP_CRS/WEB_ATTACK/SQL_INJECTION'],
    ['protocol_violation', 'OWASP_CRS/PROTOCOL_VIOLATION/MISSING_HEADER_ACCEPT', 'WASCTC/WASC-21'],
    ['ptrav', 'OWASP_CRS/WEB_ATTACK/DIR_TRAVERSAL'],
    ['custom_rule', 'Blacklist Rules'],
    ['custom_rule'],
  ])('%s', (expected, ...tags) => {
    expect(type(...tags)).toBe(expected);
  });

  it('leaves out rules that only add up scores, and those that let pass', () => {
    expect(['949110', '959100', '980130', '981176', '981203'].every(sumsUp)).toBe(true);
    expect(['942100', '981172', '981231', '9491100', '10000'].some(sumsUp)).toBe(false);
    expect(
      detectionsOf(
        [rule({ ruleId: '949110' }), rule({ sentence: 'Access allowed (phase 1).' }), rule({ ruleId: '' })],
        true,
      ),
    ).toEqual([]);
  });

  it('finds payload and parameter', () => {
    const found = (over: Partial<RuleMessage>) => {
      const [d] = detectionsOf([rule(over)], false);
      return [d?.payload, d?.parameter];
    };
    expect(found({ data: 'Matched Data: <script> found within ARGS:q: a<script>b' })).toEqual(['<script>', 'ARGS:q']);
    expect(
      found({
        data: "Matched Data: s&1 found within ARGS:id: 1' or 1=1",
        sentence: 'detected SQLi using libinjection',
      }),
    ).toEqual(["1' or 1=1", 'ARGS:id']);
    expect(
      found({ data: '10.0.0.1', sentence: 'Warning. Pattern match "^[\\d.:]+$" at REQUEST_HEADERS:Host.' }),
    ).toEqual(['10.0.0.1', 'REQUEST_HEADERS:Host']);
    const v3 = "Matched \"Operator `Rx' with parameter `x' against variable `ARGS:id' (Value: `1 x' )";
    expect(found({ sentence: v3 })).toEqual(['1 x', 'ARGS:id']);
    expect(found({ sentence: 'Warning. Operator EQ matched 0 at REQUEST_HEADERS.' })).toEqual([
      null,
      'REQUEST_HEADERS',
    ]);
  });

  it('reads a message with quotes and brackets inside', () => {
    const message = parseMessage(
      'Access denied with code 403 (phase 2). Pattern match "a" at ARGS:x. [file "/f"] [id "1"] [msg "say \\"[id \\"2\\"]\\""] [data "\\xc3\\xa9"] [severity "2"] [tag "a"] [tag "b"]',
    );
    expect(message).toMatchObject({
      ruleId: '1',
      msg: 'say "[id "2"]"',
      data: 'é',
      severity: 'CRITICAL',
      tags: ['a', 'b'],
    });
    expect(detectionsOf([message!], false)[0]?.action).toBe('BLOCKED');
    expect(parseMessage('Rule processing failed.')).toBeNull();
  });
});

describe('serial', () => {
  it.each([
    ['modsec_audit.log', 4],
    ['modsec_audit_v2.log', 4],
    ['modsec_audit_v2_timems.log', 4],
    ['modsec_audit_v2_utc_minus.log', 3],
    ['modsec_audit_v3.log', 4],
  ])('reads %s', async (name, count) => {
    const records = await readAll(serial, data(`modsecurity-audit/${name}`));
    expect(reasons(records)).toEqual([]);
    expect(records).toHaveLength(count);
    expect(records[0]?.line).toBe(1);
  });

  it('says what happened to a request', async () => {
    const [blocked, warned, head, attack] = accepted(await readAll(serial, data('modsecurity-audit/modsec_audit.log')));
    expect(blocked).toMatchObject({
      time: new Date('2018-05-01T06:05:00Z'),
      ip: '172.16.0.2',
      method: 'GET',
      path: '/phpmyadmin/index.php',
      host: '192.168.0.1',
      status: 403,
      sizeBytes: 222,
      durationMs: 0.578,
      blocked: true,
      detections: [{ type: 'custom_rule', action: 'BLOCKED', parameter: 'REQUEST_FILENAME' }],
    });
    expect(blocked?.responseBody?.text).toMatch(/^<!DOCTYPE[\s\S]*<\/html>$/);
    expect(warned).toMatchObject({
      blocked: false,
      detections: [
        {
          type: 'scanner',
          payload: 'python-requests',
          parameter: 'REQUEST_HEADERS:User-Agent',
          action: 'MONITORED',
          tags: [{ key: 'rule', value: '913101' }, { key: 'severity', value: 'CRITICAL' }, { key: 'msg' }],
        },
        { type: 'protocol_violation', parameter: 'REQUEST_HEADERS:Host' },
      ],
    });
    expect(head?.sizeBytes).toBeNull();
    expect(attack?.requestHeaders.find(({ name }) => name === 'Content-Type')?.value).toContain('OgnlContext');
    const v3 = accepted(await readAll(serial, data('modsecurity-audit/modsec_audit_v3.log')));
    expect(v3.map(({ detections }) => detections.map(({ type }) => type))).toEqual([
      ['protocol_violation'],
      [],
      ['protocol_violation'],
      [],
    ]);
  });

  it('reads zones with two signs and fractions of seconds', async () => {
    const times = async (name: string) =>
      accepted(await readAll(serial, data(`modsecurity-audit/${name}`))).map((r) => r.time.toISOString());
    expect(await times('modsec_audit_v2_utc_minus.log')).toEqual([
      '2020-03-10T16:13:30.000Z',
      '2020-03-11T02:13:30.000Z',
      '2020-03-11T16:13:30.000Z',
    ]);
    expect((await times('modsec_audit_v2_timems.log'))[0]).toBe('2022-08-13T00:06:11.341Z');
  });

  const transaction = (id: string, body = '') =>
    [
      `--${id}-A--`,
      '[01/May/2018:08:05:00 +0200] uid 192.0.2.1 1 192.0.2.2 80',
      `--${id}-B--`,
      'POST /a HTTP/1.1',
      'Host: h',
      '',
      `--${id}-C--`,
      body,
      '',
      `--${id}-Z--`,
      '',
    ].join('\n');

  it('takes no transaction out of a body', async () => {
    const forged = transaction('deadbeef', 'x=1');
    const request = await one(serial, transaction('622ca252', forged));
    expect(request.requestBody?.text).toBe(forged);
  });

  it('rejects what is cut, incomplete or stray', async () => {
    const good = transaction('622ca252');
    const cut = await readAll(serial, good + transaction('11111111').split('\n').slice(0, 5).join('\n'));
    expect(cut.map((r) => ('rejected' in r ? r.rejected : r.line))).toEqual([
      1,
      expect.stringContaining('part Z is missing'),
    ]);
    const unfinished = await readAll(serial, `${transaction('11111111').split('\n').slice(0, 4).join('\n')}\n${good}`);
    expect(unfinished.map((r) => [r.line, 'request' in r])).toEqual([
      [1, false],
      [5, true],
    ]);
    expect(await reason(serial, 'some\ntext\n')).toContain('belongs to none');
    expect(await reason(serial, good.replace('[01/May', '[32/May'))).toContain('in no calendar');
    expect(await reason(serial, good.replace('192.0.2.1', 'host'))).toContain('ip');
    expect(await reason(serial, good.replace('-B--', '-I--'))).toContain('part B');
    const long = await readAll(serial, transaction('11111111', 'x'.repeat(2_000_000)) + good);
    expect(long.map((r) => 'request' in r)).toEqual([false, true]);
    const many = await readAll(serial, transaction('11111111', `${'x'.repeat(99)}\n`.repeat(50_000)) + good);
    expect(reasons(many)).toEqual([expect.stringContaining('longer than')]);
  });
});

describe('JSON', () => {
  it('reads the log of version 2', async () => {
    const requests = accepted(await readAll(json, data('modsecurity-audit/modsec_audit_v2_json.log')));
    expect(requests).toHaveLength(4);
    expect(requests[0]).toMatchObject({
      time: new Date('2018-04-18T20:00:00Z'),
      method: 'HEAD',
      host: '10.0.6.77',
      status: 403,
      blocked: false,
      sizeBytes: null,
      detections: [
        { type: 'scanner', payload: 'nikto' },
        { type: 'protocol_violation', payload: '10.0.6.77' },
        { type: 'protocol_violation', parameter: 'REQUEST_HEADERS:User-Agent' },
      ],
    });
  });

  /** The shape of libmodsecurity's `Transaction::toJSON`. */
  const version3 = (over: object = {}) => ({
    transaction: {
      client_ip: '192.0.2.9',
      time_stamp: 'Mon Jan  1 02:00:00 2024',
      server_id: 'a',
      client_port: 1,
      host_ip: '192.0.2.1',
      host_port: 80,
      unique_id: '170406720012.345678',
      request: { method: 'GET', http_version: 1.1, uri: '/?id=1%27', body: '', headers: { Host: 'api.example' } },
      response: { body: '', http_code: 403, headers: { 'Content-Length': '9' } },
      producer: { modsecurity: 'v3', connector: 'nginx', secrules_engine: 'Enabled', components: [] },
      messages: [
        {
          message: 'SQL Injection Attack Detected via libinjection',
          details: {
            match: 'detected SQLi using libinjection.',
            reference: 'v4,2',
            ruleId: '942100',
            file: '/f',
            lineNumber: '1',
            data: "Matched Data: s&1 found within ARGS:id: 1'",
            severity: '2',
            ver: 'OWASP_CRS/4.0.0',
            rev: '',
            tags: ['attack-sqli'],
            maturity: '0',
            accuracy: '0',
          },
        },
        {
          message: 'Inbound Anomaly Score Exceeded',
          details: { ruleId: '949110', tags: ['attack-generic'], match: '' },
        },
      ],
      ...over,
    },
  });

  it('reads version 3, its time by the id of the transaction', async () => {
    expect(await one(json, JSON.stringify(version3()))).toMatchObject({
      time: new Date('2024-01-01T00:00:00Z'),
      ip: '192.0.2.9',
      host: 'api.example',
      path: '/',
      query: 'id=1%27',
      status: 403,
      sizeBytes: 9,
      blocked: true,
      detections: [
        {
          type: 'sqli',
          payload: "1'",
          parameter: 'ARGS:id',
          action: 'BLOCKED',
          attackId: null,
          tags: [
            { value: '942100' },
            { value: 'CRITICAL' },
            { value: 'SQL Injection Attack Detected via libinjection' },
          ],
        },
      ],
    });
    expect((await one(json, JSON.stringify(version3({ unique_id: 'abc' })))).time.toISOString()).toBe(
      '2024-01-01T02:00:00.000Z',
    );
    expect((await one(json, JSON.stringify(version3({ is_interrupted: false })))).blocked).toBe(false);
    expect(
      (await one(json, JSON.stringify(version3({ producer: { secrules_engine: 'DetectionOnly' } })))).blocked,
    ).toBe(false);
  });

  it('reads Coraza', async () => {
    const log = {
      transaction: {
        timestamp: '2024/01/01 01:00:00',
        unix_timestamp: 1704067200123456800,
        id: 'x',
        client_ip: '2001:db8::1',
        client_port: 1,
        request: {
          method: 'POST',
          protocol: 'HTTP/1.1',
          uri: '/a',
          headers: { host: ['h'], cookie: ['a=1', 'b=2'] },
          body: 'x=1',
        },
        response: { protocol: '', status: 0, headers: null, body: '' },
        is_interrupted: true,
      },
      messages: [
        {
          actionset: '',
          message: 'RCE',
          data: {
            file: 'f',
            line: 1,
            id: 932100,
            msg: 'RCE',
            data: 'Matched Data: ;id found within ARGS:x: ;id',
            severity: 2,
            tags: ['attack-rce'],
          },
        },
      ],
    };
    expect(await one(json, JSON.stringify(log))).toMatchObject({
      time: new Date('2024-01-01T00:00:00.123Z'),
      ip: '2001:db8::1',
      host: 'h',
      status: null,
      blocked: true,
      requestHeaders: [{ name: 'host' }, { name: 'cookie', value: 'a=1' }, { name: 'cookie', value: 'b=2' }],
      requestBody: { text: 'x=1' },
      detections: [
        {
          type: 'rce',
          payload: ';id',
          parameter: 'ARGS:x',
          action: 'BLOCKED',
          tags: [{ value: '932100' }, { value: 'CRITICAL' }, { value: 'RCE' }],
        },
      ],
    });
  });

  it('reads Coraza as its documentation has it', async () => {
    const log = {
      transaction: {
        timestamp: '02/Jan/2006:15:04:20 -0700',
        unix_timestamp: 1629575755,
        client_ip: '127.0.0.1',
        request: { method: 'POST', uri: '/something.php', headers: { Accept: ['text/html'] } },
        response: { status: 200, headers: { 'Set-Cookie': ['a=1; Secure', 'b=2'] } },
      },
      messages: [
        {
          actionset: 'Warning',
          message: 'Pattern match "\\< ?script\\b" at ARGS_NAMES:<script.',
          data: { id: 100521, msg: 'some message', data: 'some logdata', severity: 5, tags: ['some-tag'] },
        },
      ],
    };
    expect(await one(json, JSON.stringify(log))).toMatchObject({
      time: new Date(1629575755_000),
      blocked: false,
      responseHeaders: [{ value: 'a=1; Secure' }, { value: 'b=2' }],
      detections: [
        { type: 'custom_rule', payload: 'some logdata', parameter: 'ARGS_NAMES:<script', action: 'MONITORED' },
      ],
    });
    const { unix_timestamp: _, ...older } = log.transaction;
    expect((await one(json, JSON.stringify({ ...log, transaction: older }))).time.toISOString()).toBe(
      '2006-01-02T22:04:20.000Z',
    );
  });

  it('rejects what is no transaction', async () => {
    expect(await reason(json, '{"a":1}')).toContain('"transaction"');
    expect(await reason(json, '{"transaction":{}}')).toMatch(/request target|time/);
    expect(await reason(json, 'x')).toContain('JSON object');
    expect(await reason(json, JSON.stringify(version3({ time_stamp: 'Mon Feb 30 02:00:00 2024' })))).toContain(
      'in no calendar',
    );
  });
});

describe('properties that no version writes', () => {
  it('are told by their path, and those of real logs are known', async () => {
    const line = {
      transaction: {
        unix_timestamp: 1700000000,
        client_ip: '192.0.2.1',
        tenant: 'a',
        request: { method: 'GET', uri: '/', user: 'ann' },
        response: { http_code: -1, size: 7 },
      },
      extra: 0,
    };
    const [record] = await readAll(json, JSON.stringify(line));
    expect(record).toMatchObject({
      request: { status: null },
      unknown: ['extra', 'transaction.tenant', 'transaction.request.user', 'transaction.response.size'],
    });
    for (const real of await readAll(json, data('modsecurity-audit/modsec_audit_v2_json.log')))
      expect(real).not.toHaveProperty('unknown');
  });
});
