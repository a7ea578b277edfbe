import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openInput } from '../../../subgraph/commands/import-input.ts';
import { detectFormat, readerFor } from '../../../subgraph/ingest/readers/index.ts';
import { spanId, tracesInJson } from '../../support/otlp.ts';
import { accepted, readAll, reasons } from './support.ts';

// Real logs of other programs: what they are taken for, and what becomes of each of their records.

const SAMPLES: [file: string, format: string, prefix: string | null, read: number, reasons: RegExp[]][] = [
  ['logs/envoy-logs.log', 'envoy', 'cri', 10, []],
  ['logs/envoy-http-crawl-non_statics.log', 'envoy', 'cri', 41, []],
  ['logs/nginx-proxy-manager-logs.log', 'nginx-proxy-manager', null, 14, [/1\.2\.3\.4 - -/, /\[error\]/, /\[error\]/]],
  ['logs/traefik_json.log', 'traefik', null, 7, [/"DEBUG: Crowdsec.*" should be a JSON object/]],
  ['logs/caddy-logs.log', 'caddy', null, 11, [/"selected upstream" is a message of Caddy and no request/]],
  ['logs/caddy-basic-auth-bf.log', 'caddy', null, 6, []],
  ['logs/aws-alb-logs.log', 'aws-alb', null, 14, []],
  ['logs/aws-alb-http-bad-user-agent.log', 'aws-alb', null, 4, []],
  ['logs/aws-cloudfront-logs.log', 'cloudfront', null, 2, []],
  ['logs/haproxy-logs.log', 'haproxy', null, 5, [/SSL|frontend/, /frontend/, /frontend/]],
  ['logs/http-bf-wordpress-bf.log', 'combined', 'syslog', 9, []],
  ['logs/http.log', 'zeek', null, 150, []],
  ['logs/http.json.log', 'zeek', null, 28, [/method is not set: Zeek saw an answer without its request/]],
  ['logs/http-browsing-2011.log', 'zeek', null, 197, []],
];

test.each(SAMPLES)('%s is %s', async (file, format, prefix, read, rejected) => {
  const opened = await openInput(fileURLToPath(new URL(`../../data/${file}`, import.meta.url)), undefined);
  expect([opened.format, opened.prefix?.name ?? null]).toEqual([format, prefix]);
  const records = await readAll(readerFor(opened.format!), opened.input);
  expect(records).toHaveLength(read);
  expect(accepted(records)).toHaveLength(read - rejected.length);
  expect(reasons(records)).toEqual(rejected.map((reason) => expect.stringMatching(reason)));
});

test('the log of a fuzzer: each sending is a request, those without an answer among them', async () => {
  const file = fileURLToPath(new URL('../../data/restler-network-log.txt.gz', import.meta.url));
  const opened = await openInput(file, undefined);
  expect(opened.format).toBe('restler');
  const records = await readAll(readerFor('restler'), opened.input);
  const requests = accepted(records);
  expect(records).toHaveLength(16_717);
  // 26 of 8,226 answers are to what is no HTTP request, or has a longer path than an import takes.
  const count = (status: number | null) => requests.filter((each) => each.status === status).length;
  expect([200, 401, 400, 404, 500, 405].map(count)).toEqual([4807, 2287, 929, 140, 21, 16]);
  expect(
    reasons(records).every((why) => /at most 8192|should read METHOD|should be a path|HTTP method/.test(why)),
  ).toBe(true);
  expect(requests[0]).toMatchObject({ host: 'vampi:5000', path: '/createdb', durationMs: 15, sizeBytes: 36 });
});

test('the log of a sensor: requests with their alerts, and reasons for what tells of no HTTP', async () => {
  const opened = await openInput(
    fileURLToPath(new URL('../../data/logs/suricata-eve.json.gz', import.meta.url)),
    undefined,
  );
  expect(opened.format).toBe('suricata');
  const records = await readAll(readerFor('suricata'), opened.input);
  const requests = accepted(records);
  const counts = new Map<string, number>();
  for (const reason of reasons(records)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  expect([records.length, requests.length]).toEqual([1_846, 10]);
  // Each has two alerts; the others of 1,115 are of other protocols.
  expect(requests.map(({ detections }) => detections.length)).toEqual(Array.from({ length: 10 }, () => 2));
  expect(Object.fromEntries(counts)).toEqual({
    'events of type "ssh" are no requests: http and alert are read': 741,
    'the alert is of no HTTP request that the log has': 1_095,
  });
});

test('what is less than sure says how sure it is', async () => {
  const file = fileURLToPath(new URL('../../data/logs/haproxy-logs.log', import.meta.url));
  const { sureness } = await openInput(file, undefined);
  expect(sureness).toBeCloseTo(0.4);
});

test('a file of OTLP, as a Collector writes it: a record is a span, those of other kinds are rejected', async () => {
  const kinds = [2, 1, 3].map((kind, n) => ({
    kind,
    span: spanId(n),
    attributes: { 'http.method': 'GET', 'http.target': '/a' },
  }));
  const { format, sureness } = detectFormat(tracesInJson(kinds))!;
  expect([format, sureness]).toEqual(['otlp', 1]);
  const text = `${tracesInJson(kinds)}\n{}\n${tracesInJson([{ attributes: kinds[0]!.attributes }])}`;
  const records = await readAll(readerFor('otlp'), Readable.from([Buffer.from(text)]));
  expect(accepted(records)).toHaveLength(2);
  expect(records.map(({ line }) => line)).toEqual([1, 1, 1, 2, 3]);
  expect(reasons(records)).toEqual([
    'spans of kind INTERNAL are no requests that came in: those of kind SERVER are',
    'spans of kind CLIENT are no requests that came in: those of kind SERVER are',
    'it holds neither resourceLogs nor resourceSpans',
  ]);
});
