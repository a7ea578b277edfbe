import type { Readable } from 'node:stream';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { IncomingBody, IncomingDetection, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { bytesBody, textBody } from './body.ts';
import { RECORDED_ONLY } from './documents/recorded.reader.ts';
import { finish } from './finish.ts';
import { firstObject } from './first-object.ts';
import { lines } from './input.ts';
import { type Elements, readElements } from './json-document.ts';
import schema from './ndjson.schema.json' with { type: 'json' };
import { peek } from './peek.ts';
import type { Reader, ReadRecord } from './reader.type.ts';
import { type Clock, record, reject, rejected } from './record.ts';
import { isoTime } from './times.ts';

/** A line of our own format, as the JSON Schema beside this folder has it. Null is the same as leaving a property out. */
type NdjsonRequest = Pick<IncomingRequest, 'method' | 'path'> &
  Partial<
    Nullable<
      Omit<
        IncomingRequest,
        'time' | 'method' | 'path' | 'detections' | `request${'Headers' | 'Body'}` | `response${'Headers' | 'Body'}`
      >
    >
  > & {
    /** RFC 3339. */
    time: string;
    detections?: (Pick<IncomingDetection, 'type'> & Partial<Nullable<IncomingDetection>>)[] | null;
    content?: {
      requestHeaders?: IncomingHeader[] | null;
      requestBody?: NdjsonBody | null;
      responseHeaders?: IncomingHeader[] | null;
      responseBody?: NdjsonBody | null;
    } | null;
  };
type NdjsonBody = Partial<IncomingBody>;
type Nullable<T> = { [K in keyof T]: T[K] | null };

/** Made when the first line is read: every command loads this file, and few read lines. */
let validate: ValidateFunction<NdjsonRequest> | undefined;

function compile(): ValidateFunction<NdjsonRequest> {
  const ajv = new Ajv2020({ allErrors: false, allowUnionTypes: true });
  addFormats.default(ajv, ['date-time']);
  return ajv.compile<NdjsonRequest>(schema);
}

/** Our own format: one request per line as JSON, or a JSON array of them. The one to convert other logs into. */
export function ndjsonReader(now: Clock = Date.now): Reader {
  return {
    format: 'ndjson',
    byLine: true,
    detect: (head) => (/^\ufeff?\s*\[/.test(head) ? detectList(head) : detectLine(head)),
    async *read(given) {
      const { first, input } = await peek(given);
      yield* first === '[' ? readElements(input, LIST, (element) => requestOf(element, now())) : readLines(input, now);
    },
  };
}

const LIST: Elements = { elements: '$.*', opens: '[', shape: 'an array of requests' };

const REQUIRED = ['time', 'method', 'path'];
/** What a recorded pair has not. */
const OWN_ONLY = Object.keys(schema.properties).filter((name) => ![...REQUIRED, 'ip'].includes(name));

function detectLine(head: string): number {
  const [first = ''] = head
    .replace(/^\ufeff/, '')
    .trimStart()
    .split('\n', 1);
  const { properties } = firstObject(first) ?? {};
  return REQUIRED.filter((name) => properties?.has(name)).length / REQUIRED.length;
}

/** An array of recorded pairs looks like one of ours: what one of them alone has decides, else how the time is written. */
function detectList(head: string): number {
  const { properties } = firstObject(head) ?? {};
  if (!properties || !REQUIRED.every((name) => properties.has(name))) return 0;
  if (RECORDED_ONLY.some((name) => properties.has(name))) return 0;
  return OWN_ONLY.some((name) => properties.has(name)) || /^"\d{4}-\d\d-\d\d/.test(properties.get('time')!) ? 1 : 0;
}

async function* readLines(input: Readable, now: Clock): AsyncGenerator<ReadRecord> {
  for await (const { number, text, problem, identity } of lines(input)) {
    yield problem
      ? rejected(number, text, problem)
      : record(number, text, () => requestOf(parse(text), now()), identity);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return reject(`the line should be one JSON object: ${error instanceof Error ? error.message : error}`);
  }
}

function requestOf(line: unknown, now: number): IncomingRequest {
  validate ??= compile();
  if (!validate(line)) return reject(sentence(validate.errors ?? []));
  const { time, content, detections, id, ...rest } = line;
  const { path, query } = pathAndQuery(line);
  const blocked = rest.blocked ?? detections?.some(({ action }) => action === 'BLOCKED') ?? false;
  const known = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== null),
  ) as Partial<IncomingRequest>;
  return finish(
    {
      ...known,
      ...(id ? { id } : {}),
      time: isoTime(time),
      method: line.method,
      path,
      query,
      countryCode: rest.countryCode?.toUpperCase() || null,
      blocked,
      detections: (detections ?? []).map((d) => ({
        attackId: d.attackId || null,
        type: d.type,
        payload: d.payload ?? null,
        parameter: d.parameter ?? null,
        tags: d.tags ?? [],
        action: d.action ?? (blocked ? 'BLOCKED' : 'MONITORED'),
        falsePositive: d.falsePositive ?? false,
      })),
      requestHeaders: content?.requestHeaders ?? [],
      requestBody: body(content?.requestBody),
      responseHeaders: content?.responseHeaders ?? [],
      responseBody: body(content?.responseBody),
    },
    now,
  );
}

/** A path that carries its query is split, unless the query has been given as well: then one of the two is a mistake. */
function pathAndQuery({ path, query }: NdjsonRequest): { path: string; query: string | null } {
  const mark = path.indexOf('?');
  if (mark < 0) return { path, query: query || null };
  if (query !== undefined && query !== null)
    reject('/path should hold no "?" when /query is given: the part after it belongs into /query');
  return { path: path.slice(0, mark), query: path.slice(mark + 1) };
}

function body(given: NdjsonBody | null | undefined): IncomingBody | null {
  if (!given) return null;
  const { text, base64, ...facts } = given;
  return text !== undefined ? textBody(text, facts) : bytesBody(Buffer.from(base64 ?? '', 'base64'), facts);
}

/** The first thing that is wrong, by the path of the property. */
function sentence(errors: readonly ErrorObject[]): string {
  const error = errors.find(({ keyword }) => keyword === 'oneOf') ?? errors[0]!;
  const at = error.instancePath || 'the record';
  const params: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case 'additionalProperties':
      return `${at} has a property ${JSON.stringify(params.additionalProperty)} that this format does not know: check its spelling`;
    case 'required':
      return `${at} should have the property ${JSON.stringify(params.missingProperty)}`;
    case 'enum':
      return `${at} should be one of ${(params.allowedValues as unknown[]).filter((v) => v !== null).join(', ')}`;
    case 'format':
      return `${at} should be a time like 2026-01-31T12:00:00Z (RFC 3339, with its time zone)`;
    case 'oneOf':
      return `${at} should have exactly one of "text" and "base64"`;
    case 'pattern':
      return `${at} should match ${params.pattern}`;
    default:
      return `${at} ${error.message ?? 'is wrong'}`;
  }
}
