import { array, type Json, object } from '../json-document.ts';
import { LIMITS } from '../limits.ts';
import type { ReadRecord } from '../reader.type.ts';
import { record, reject } from '../record.ts';
import { type Attribute, attributesOf } from './attributes.ts';
import { type Body, bodyOf, type LineFormats, readBodies } from './bodies.ts';
import { httpRequest, isHttp } from './http-request.ts';

/** What a request of OTLP holds. */
export type Signal = 'logs' | 'traces';

/** A record, and whether it is one of an HTTP request: programs tell of much else. */
export type OtlpRecord = ReadRecord & { isHttp: boolean };

/** The records of one message, in its order. @param line their number: all of a line have one */
export async function* otlpRecords(
  message: Json,
  line: number,
  now: number,
  formats: LineFormats,
): AsyncGenerator<OtlpRecord> {
  const logs: { record: OtlpRecord; body: Body | null }[] = [];
  for (const { resource, scopeLogs } of array(message.resourceLogs).map(object)) {
    const facts = attributesOf(object(resource).attributes);
    for (const { logRecords } of array(scopeLogs).map(object))
      for (const each of array(logRecords).map(object)) logs.push(logRecord(each, facts, line, now));
  }
  const bodies = logs.map(({ body }) => body).filter((body) => body !== null);
  const read = await readBodies(bodies, line, formats);
  for (const { record, body } of logs) {
    const made = body && read.get(body);
    if (made) yield { ...made, isHttp: true };
    // What heads a log, or goes on in the next line, is no record.
    else if (!body?.isLine) yield record;
  }
  for (const { resource, scopeSpans } of array(message.resourceSpans).map(object)) {
    const facts = attributesOf(object(resource).attributes);
    for (const { spans } of array(scopeSpans).map(object))
      for (const each of array(spans).map(object)) yield spanRecord(each, facts, line, now);
  }
}

type Attributes = ReadonlyMap<string, Attribute>;

/** @returns also its body, where that is a text and attributes tell of no request */
function logRecord(
  entry: Json,
  resource: Attributes,
  line: number,
  now: number,
): { record: OtlpRecord; body: Body | null } {
  const attributes = attributesOf(entry.attributes);
  const raw = rawOf({ resource: Object.fromEntries(resource), log: entry });
  const made = record(line, raw, () => {
    if (!isHttp(attributes)) reject('the log record is of no HTTP request: it has no http.request.method');
    const time = nanoseconds(entry.timeUnixNano) ?? nanoseconds(entry.observedTimeUnixNano);
    const at = time === null ? reject('timeUnixNano is missing') : new Date(Number(time / MILLISECOND));
    return httpRequest({ time: at, durationMs: null, attributes, resource, events: [] }, now);
  });
  const text = object(entry.body).stringValue;
  const body = typeof text === 'string' && !isHttp(attributes) ? bodyOf(text, raw, attributes, resource) : null;
  return { record: { ...made, isHttp: isHttp(attributes) }, body };
}

/** Kinds of spans, of which one is a request that came in. */
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const SERVER = 2;

function spanRecord(span: Json, resource: Attributes, line: number, now: number): OtlpRecord {
  const attributes = attributesOf(span.attributes);
  const kind =
    typeof span.kind === 'string' ? KINDS.indexOf(span.kind.replace('SPAN_KIND_', '')) : Number(span.kind ?? 0);
  const isRequest = kind === SERVER && isHttp(attributes);
  const made = record(line, rawOf(span), () => {
    if (kind !== SERVER)
      reject(`spans of kind ${KINDS[kind] ?? kind} are no requests that came in: those of kind SERVER are`);
    if (!isRequest) reject('the span is of no HTTP request: it has no http.request.method');
    const start = nanoseconds(span.startTimeUnixNano) ?? reject('startTimeUnixNano is missing');
    const end = nanoseconds(span.endTimeUnixNano);
    const durationMs = end === null || end < start ? null : Number(end - start) / Number(MILLISECOND);
    const events = array(span.events).map((event) => attributesOf(object(event).attributes));
    const time = new Date(Number(start / MILLISECOND));
    return httpRequest({ id: spanId(span), time, durationMs, attributes, resource, events }, now);
  });
  return { ...made, isHttp: isRequest };
}

const MILLISECOND = 1_000_000n;

function nanoseconds(value: unknown): bigint | null {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (!/^\d{1,20}$/.test(text)) return null;
  const nanos = BigInt(text);
  return nanos === 0n ? null : nanos;
}

/** What its tracer calls it: sent again, whatever comes with it, it is the same. */
function spanId({ traceId, spanId: span }: Json): string {
  const [trace, own] = [hex(traceId), hex(span)];
  if (trace.length !== 32 || own.length !== 16) reject('traceId and spanId should be 16 and 8 bytes, in hexadecimal');
  return `${trace}-${own}`;
}

/** JSON has hexadecimal text, and protobuf bytes. */
function hex(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'string' && /^[0-9a-f]*$/i.test(value) ? value.toLowerCase() : '';
}

/** What identifies a log record: the same text each time it comes. */
function rawOf(value: unknown): string {
  const text = JSON.stringify(value, (key, each) => (/^(?:trace|span)Id$/.test(key) ? hex(toBytes(each)) : each));
  return text.slice(0, LIMITS.line);
}

/** `toJSON` of a buffer comes before a replacer. */
function toBytes(value: unknown): unknown {
  const { type, data } = object(value);
  return type === 'Buffer' ? Uint8Array.from(array(data) as number[]) : value;
}
