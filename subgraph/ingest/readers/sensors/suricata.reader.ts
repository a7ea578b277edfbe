import type { IncomingDetection, IncomingHeader } from '../../incoming.type.ts';
import { finish } from '../finish.ts';
import { type Line, lines } from '../input.ts';
import { array, type Json, number, object, statusOf, text } from '../json-document.ts';
import { jsonObject, shareOfEntries } from '../json-lines.ts';
import type { Reader, ReadRecord, StretchReader } from '../reader.type.ts';
import { type Clock, quote, record, reject, rejected } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { typeOfRule } from '../rule-types.ts';
import { isoTime } from '../times.ts';
import { type Event, NOTHING, type Transaction, Transactions, type WaitingLines, WITHIN_MS } from './transactions.ts';

/**
 * EVE of Suricata (`eve.json`): events `http` are requests, events `alert` of the same transaction are what was detected in
 * them. An alert comes before the request or after it, so both wait for each other ({@link Transactions}). An alert whose request
 * never comes is a request as far as the alert says what was asked.
 */
export function suricataReader(now: Clock = Date.now): Reader {
  return {
    format: 'suricata',
    byLine: false,
    detect: (head) => shareOfEntries(head, (entry) => 'event_type' in entry && 'timestamp' in entry),
    async *read(input): AsyncGenerator<ReadRecord> {
      const whole = stretchReader(NOTHING, now);
      yield* whole.read(input, 0);
      yield* whole.rest();
    },
    inStretches: {
      patienceMs: WITHIN_MS,
      reader: (waiting) => stretchReader(waiting === null ? NOTHING : (waiting as WaitingLines), now),
    },
  };
}

function stretchReader(before: WaitingLines, now: Clock): StretchReader {
  const transactions = new Transactions(before, ({ text }) => jsonObject(text));
  return {
    async *read(input, linesBefore) {
      for await (const line of lines(input)) {
        const { refused, ...event } = eventOf({ ...line, number: line.number + linesBefore });
        const time = timeOf(event.entry);
        if (time !== null) for (const each of transactions.passed(time)) yield* recordsOf(each, now());
        if (refused) yield refused;
        else for (const each of transactions.add(event)) yield* recordsOf(each, now());
      }
    },
    async *rest() {
      for (const each of transactions.rest()) yield* recordsOf(each, now());
    },
    waiting: () => transactions.lines(),
  };
}

/** @returns also why it tells of no request: then all that is of use is its time */
function eventOf(line: Line): Event & { refused: ReadRecord | null } {
  let entry: Json = {};
  const read = record(line.number, line.text, () => {
    if (line.problem !== undefined) reject(line.problem);
    entry = jsonObject(line.text);
    const type = text(entry.event_type);
    if (type !== 'http' && type !== 'alert')
      reject(`events of type ${quote(type)} are no requests: http and alert are read`);
    return {} as never;
  });
  return { line, entry, refused: 'rejected' in read ? read : null };
}

/** Milliseconds since 1970; null: it says none. */
function timeOf(entry: Json): number | null {
  try {
    return isoTime(text(entry.timestamp)).getTime();
  } catch {
    return null;
  }
}

/** One record a request: the lines of its alerts belong to it. Alerts without one make a request of the first that can. */
function* recordsOf({ http, alerts }: Transaction, now: number): Generator<ReadRecord> {
  const source = http ?? alerts.find(({ entry }) => object(entry.http).url !== undefined);
  if (!source) {
    for (const { line } of alerts)
      yield rejected(line.number, line.text, 'the alert is of no HTTP request that the log has');
    return;
  }
  const { line, entry } = source;
  // What was detected is part of what the request is: the same line with other alerts is read again.
  const raw = [source, ...alerts.filter((alert) => alert !== source)].map((event) => event.line.text).join('\n');
  const made = record(
    line.number,
    raw,
    () =>
      parse(
        entry,
        alerts.map((alert) => alert.entry),
        now,
      ),
    line.identity,
  );
  yield made;
}

function parse(entry: Json, alerts: readonly Json[], now: number) {
  const http = object(entry.http);
  const method = text(http.http_method) || reject('http_method is missing: Suricata did not see the request');
  const target = splitTarget(text(http.url), method);
  const detections = alerts.map(detectionOf);
  return finish(
    {
      time: isoTime(text(entry.timestamp)),
      method,
      ...target,
      host: target.host ?? (text(http.hostname) || null),
      protocol: text(http.protocol) || null,
      status: statusOf(http.status),
      sizeBytes: number(http.length),
      ip: text(entry.src_ip) || null,
      blocked: detections.some(({ action }) => action === 'BLOCKED'),
      detections,
      requestHeaders: headersOf(http),
      responseHeaders: dumpedOr(http.response_headers, { 'Content-Type': http.http_content_type }),
    },
    now,
  );
}

function headersOf(http: Json): IncomingHeader[] {
  return dumpedOr(http.request_headers, {
    'User-Agent': http.http_user_agent,
    Referer: http.http_refer,
    'X-Forwarded-For': http.xff,
  });
}

/** All headers where the sensor is told to write them, else those that have a field of their own. */
function dumpedOr(dumped: unknown, fields: Json): IncomingHeader[] {
  const all = named(array(dumped));
  if (all.length > 0) return all;
  return Object.entries(fields).flatMap(([name, value]) => (text(value) === '' ? [] : [{ name, value: text(value) }]));
}

function named(list: readonly unknown[]): IncomingHeader[] {
  return list.map(object).map(({ name, value }) => ({ name: text(name), value: text(value) }));
}

function detectionOf(entry: Json): IncomingDetection {
  const alert = object(entry.alert);
  const signature = text(alert.signature);
  const tags = [
    { key: 'rule', value: text(alert.signature_id) },
    { key: 'msg', value: signature },
    { key: 'severity', value: text(alert.severity) },
    { key: 'category', value: text(alert.category) },
  ];
  return {
    attackId: null,
    type: typeOfRule(signature),
    payload: text(entry.payload_printable) || null,
    parameter: null,
    tags: tags.filter(({ value }) => value !== ''),
    action: text(alert.action) === 'blocked' ? 'BLOCKED' : 'MONITORED',
    falsePositive: false,
  };
}
