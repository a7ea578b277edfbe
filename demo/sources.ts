/** Reads the public data sets (see README.md) into requests as they were recorded, moved by whole days. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { IncomingHeader } from '../subgraph/ingest/incoming.type.ts';
import { header, keep, type Recorded, splitTarget } from './recorded.ts';
import { readShop } from './shop-source.ts';

export interface Source {
  name: string;
  /** Days by which the times were moved. */
  shiftDays: number;
  /** Put together from several short logs: what follows what says nothing. */
  joined: boolean;
  records: Recorded[];
}

/** The last day of every source after the move, UTC. */
const LAST_DAY = Date.UTC(2024, 4, 18);
const DAY = 86_400_000;

/** @param wanted names of sources; none: all */
export function readSources(data: string, wanted: readonly string[] = []): Source[] {
  const readers: [name: string, read: () => Source][] = [
    ['data-api', () => readDataApi(data)],
    ['dashboard', () => readDashboard(data)],
    ['fuzzing', () => readFuzzing(data)],
    ['probes', () => readProbes(data)],
    ['shop', () => ({ ...source('shop', readShop()), shiftDays: 0 })],
  ];
  const unknown = wanted.filter((each) => !readers.some(([name]) => name === each));
  if (unknown.length > 0) throw new Error(`There is no source ${unknown.join(', ')}`);
  return readers.filter(([name]) => wanted.length === 0 || wanted.includes(name)).map(([, read]) => read());
}

/** A week of a public data API. */
function readDataApi(data: string): Source {
  const file = join(data, 'access-nginx-combined-erddap-api-2024-05-12_18.log.gz');
  return source('data-api', parseAccessLog('data-api', 'data.example.org', gunzipSync(readFileSync(file)).toString()));
}

/** Requests that the authors of detection scenarios sent to a server of theirs. */
function readProbes(data: string): Source {
  const names = [
    'apache-http-probing',
    'nginx-http-path-traversal',
    'apache2-http-sensitive-files',
    'nginx-http-sensitive-files',
    'nginx-http-sqli-probing',
    'nginx-http-xss-probing',
  ];
  const text = names.map((name) => readFileSync(join(data, 'server-log-formats', `${name}.log`), 'utf8')).join('\n');
  return { ...source('probes', parseAccessLog('probes', 'test.example.org', text)), joined: true };
}

const ACCESS_LINE =
  /^(?<ip>\S+) \S+ \S+ \[(?<time>[^\]]+)\] "(?<method>[A-Z]+) (?<target>\S+) HTTP\/[\d.]+" (?<status>\d{3}) (?<size>\d+|-)(?: "(?<referer>[^"]*)"(?: "[^"]*")* "(?<agent>[^"]*)")?$/;

function parseAccessLog(name: string, host: string, text: string): Recorded[] {
  const records: Recorded[] = [];
  for (const line of text.split('\n')) {
    const field = ACCESS_LINE.exec(line)?.groups;
    if (!field) continue;
    const { ip, time, method, target, status, size, referer, agent } = field;
    const requestHeaders: IncomingHeader[] = [];
    if (agent && agent !== '-') requestHeaders.push({ name: 'User-Agent', value: agent });
    if (referer && referer !== '-') requestHeaders.push({ name: 'Referer', value: referer });
    records.push({
      key: `${name}-${records.length + 1}`,
      actor: ip!,
      request: {
        time: parseLogTime(time!).toISOString(),
        method: method!,
        host,
        ...splitTarget(target!),
        status: Number(status),
        ...(size === '-' ? {} : { sizeBytes: Number(size) }),
        ip: ip!,
        ...(requestHeaders.length > 0 ? { content: { requestHeaders } } : {}),
      },
      complete: false,
      requestHeaders,
      requestBody: '',
      responseHeaders: [],
      responseBody: '',
    });
  }
  return records;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/May/2024:00:00:17 +0000` */
function parseLogTime(text: string): Date {
  const part = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
  if (!part) throw new Error(`Not a time of an access log: ${text}`);
  const month = String(MONTHS.indexOf(part[2]!) + 1).padStart(2, '0');
  return new Date(`${part[3]}-${month}-${part[1]}T${part[4]}${part[5]}:${part[6]}`);
}

interface RecordedPair {
  path: string;
  method: string;
  time: number;
  ip: string;
  statusCode: number;
  requestHeaders: Record<string, string>;
  requestPayload: unknown;
  responseHeaders: Record<string, string>;
  responsePayload: unknown;
}

/** Three users of a dashboard's API. */
function readDashboard(data: string): Source {
  const pairs = JSON.parse(readFileSync(join(data, 'api-traffic-jwt-sessions.json'), 'utf8')) as RecordedPair[];
  const records = pairs.map((pair, index): Recorded => {
    const requestHeaders = toHeaders(pair.requestHeaders);
    const session = /JSESSIONID=[^;]+/.exec(header(requestHeaders, 'cookie') ?? '')?.[0];
    const responseHeaders = toHeaders(pair.responseHeaders);
    const size = header(responseHeaders, 'content-length');
    return {
      key: `dashboard-${index + 1}`,
      actor: session ?? pair.ip,
      request: {
        time: new Date(pair.time * 1000).toISOString(),
        method: pair.method,
        host: header(requestHeaders, 'host')!,
        ...splitTarget(pair.path),
        status: pair.statusCode,
        ...(size ? { sizeBytes: Number(size) } : {}),
        ip: pair.ip.replace(/^\[|\]$/g, ''),
        content: {
          requestHeaders: [...keep(requestHeaders), ...(session ? [{ name: 'Cookie', value: session }] : [])],
          responseHeaders: responseHeaders.filter(({ name }) => name.toLowerCase() === 'content-type'),
        },
      },
      complete: true,
      requestHeaders,
      requestBody: JSON.stringify(pair.requestPayload),
      responseHeaders,
      responseBody: JSON.stringify(pair.responsePayload),
    };
  });
  return source('dashboard', records);
}

/** Of the sequences in which nothing unusual happened, every n-th is taken. */
const EVERY_NTH_SEQUENCE = 4;
/** Of the requests without a sequence (the fuzzer's checkers), so many from the beginning. */
const WITHOUT_SEQUENCE = 600;
const TARGET_LIMIT = 2000;

/** The RESTler fuzzer against VAmPI. */
function readFuzzing(data: string): Source {
  const log = gunzipSync(readFileSync(join(data, 'api-fuzzing-vampi', 'restler-network-log.txt.gz'))).toString();
  const sequences = new Map<string, Recorded[]>();
  const unusable = new Set<string>();
  const withoutSequence: Recorded[] = [];
  let sent: { time: Date; message: string } | undefined;
  let count = 0;
  for (const [, time, verb, literal] of log.matchAll(/^(\S+ \S+): (Sending|Received): (.*)$/gm)) {
    const at = new Date(`${time!.replace(' ', 'T')}Z`);
    const message = unescapePython(literal!);
    if (verb === 'Sending') {
      // The fuzzer sends again what got no answer (a closed connection): the last one counts.
      sent = { time: at, message };
      continue;
    }
    if (!sent) continue;
    count += 1;
    const [head, body] = splitMessage(sent.message);
    const requestHeaders = parseHeaders(head);
    const sequence = header(requestHeaders, 'x-restler-sequence-id');
    const target = /^([A-Z]+) (\/[\x21-\x7e]*) HTTP\/1\.1$/.exec(head.split('\r\n')[0]!);
    const [answerHead, answerBody] = splitMessage(message);
    const status = /^HTTP\/1\.[01] (\d{3}) [A-Z ]+(?:\r\n|$)/.exec(answerHead)?.[1];
    if (!target || !status || target[2]!.length > TARGET_LIMIT) {
      // Mostly no HTTP message any more: a line break or a space in the middle of the path.
      if (sequence) unusable.add(sequence);
      continue;
    }
    const responseHeaders = parseHeaders(answerHead);
    const size = header(responseHeaders, 'content-length');
    const host = header(requestHeaders, 'host')!;
    const record: Recorded = {
      key: `fuzzing-${count}`,
      actor: header(requestHeaders, 'user-agent')!,
      request: {
        time: sent.time.toISOString(),
        method: target[1]!,
        host,
        ...splitTarget(target[2]!),
        status: Number(status),
        durationMs: at.getTime() - sent.time.getTime(),
        sizeBytes: size ? Number(size) : Buffer.byteLength(answerBody),
        content: {
          requestHeaders: keep(requestHeaders),
          responseHeaders: responseHeaders.filter(({ name }) => name.toLowerCase() === 'content-type'),
        },
      },
      complete: true,
      requestHeaders,
      requestBody: body,
      responseHeaders,
      responseBody: answerBody,
    };
    if (!sequence) withoutSequence.push(record);
    else sequences.set(sequence, [...(sequences.get(sequence) ?? []), record]);
  }
  const usable = [...sequences].filter(([id]) => !unusable.has(id)).map(([, records]) => records);
  const unusual = (records: Recorded[]) => records.some(({ request }) => [404, 405, 500].includes(request.status));
  const chosen = usable.filter((records, index) => unusual(records) || index % EVERY_NTH_SEQUENCE === 0);
  return source('fuzzing', [...chosen.flat(), ...withoutSequence.slice(0, WITHOUT_SEQUENCE)]);
}

/** The inside of a Python string literal with its escapes. */
function unescapePython(literal: string): string {
  const plain: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/g, (_, hex?: string, unicode?: string, char?: string) =>
      char === undefined ? String.fromCharCode(Number.parseInt((hex ?? unicode)!, 16)) : (plain[char] ?? char),
    );
}

function splitMessage(message: string): [head: string, body: string] {
  const end = message.indexOf('\r\n\r\n');
  return end < 0 ? [message, ''] : [message.slice(0, end), message.slice(end + 4)];
}

function parseHeaders(head: string): IncomingHeader[] {
  return head
    .split('\r\n')
    .slice(1)
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    });
}

function toHeaders(headers: Record<string, string>): IncomingHeader[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

/** Moves the records by whole days, so that the last one falls on the common last day, and puts them in order of time. */
function source(name: string, records: Recorded[]): Source {
  const last = Math.max(...records.map(({ request }) => Date.parse(request.time)));
  const shiftDays = LAST_DAY / DAY - Math.floor(last / DAY);
  for (const { request } of records) {
    request.time = new Date(Date.parse(request.time) + shiftDays * DAY).toISOString();
  }
  records.sort((a, b) => Date.parse(a.request.time) - Date.parse(b.request.time));
  return { name, shiftDays, joined: false, records };
}
