import { type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { IncomingBody, IncomingDetection, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import schema from '../ndjson.schema.json' with { type: 'json' };
import { bytesBody, textBody } from './body.ts';
import { type Clock, finish, isoTime, record, reject, rejected } from './common.ts';
import { lines } from './input.ts';
import type { Reader } from './reader.type.ts';

/** A line of our own format, as the JSON Schema beside this folder has it. Null is the same as leaving a property out. */
export type NdjsonRequest = Pick<IncomingRequest, 'method' | 'path'> &
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

const ajv = new Ajv2020({ allErrors: false, allowUnionTypes: true });
addFormats.default(ajv, ['date-time']);
const isRequest = ajv.compile<NdjsonRequest>(schema);

/** Our own format: one request per line as JSON. The one to convert other logs into. */
export function ndjsonReader(now: Clock = Date.now): Reader {
  return {
    format: 'ndjson',
    description: 'one JSON object per line, as docs/import-formats.md describes it',
    detect(head) {
      const first = head
        .replace(/^\ufeff/, '')
        .trimStart()
        .split('\n', 1)[0]!;
      const own = ['time', 'method', 'path'].filter((name) => first.includes(`"${name}"`)).length;
      return first.startsWith('{') && !/"(?:transaction|log)"\s*:\s*\{/.test(first) ? own / 3 : 0;
    },
    async *read(input) {
      for await (const { number, text, problem, identity } of lines(input))
        yield problem ? rejected(number, text, problem) : record(number, text, () => parse(text, now()), identity);
    },
  };
}

function parse(text: string, now: number): IncomingRequest {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    return reject(`the line should be one JSON object: ${error instanceof Error ? error.message : error}`);
  }
  if (!isRequest(line)) return reject(sentence(isRequest.errors ?? []));
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
  const at = error.instancePath || 'the line';
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
