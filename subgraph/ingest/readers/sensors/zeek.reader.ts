import type { IncomingDetection } from '../../incoming.type.ts';
import { unescapeField } from '../escapes.ts';
import { finish } from '../finish.ts';
import { type Line, lines } from '../input.ts';
import { array, type Json, number, statusOf, text } from '../json-document.ts';
import { jsonObject, shareOfEntries } from '../json-lines.ts';
import type { Reader, ReadRecord } from '../reader.type.ts';
import { type Clock, quote, record, reject, rejected } from '../record.ts';
import { splitTarget } from '../request-line.ts';
import { isoTime } from '../times.ts';

/** `http.log` of Zeek: with tabs under its header, or one JSON object a line. */
export function zeekReader(now: Clock = Date.now): Reader {
  return {
    format: 'zeek',
    byLine: true,
    detect: (head) =>
      /^\ufeff?#separator \\x09\r?\n(?:#.*\n)*?#path\thttp\r?$/m.test(head) ? 1 : shareOfEntries(head, isEntry),
    async *read(input): AsyncGenerator<ReadRecord> {
      const header = new ZeekHeader();
      for await (const line of lines(input)) {
        const made = recordOf(line, header, now);
        if (made) yield made;
      }
    },
  };
}

const isEntry = (entry: Json) => 'id.orig_h' in entry && 'trans_depth' in entry && 'ts' in entry;

/** Null: the line is one of the header, or closes the file. */
function recordOf(
  { number: at, text: line, problem, identity }: Line,
  header: ZeekHeader,
  now: Clock,
): ReadRecord | null {
  const heard = problem ?? header.takes(line);
  if (typeof heard === 'string') return rejected(at, line, heard);
  if (heard) return null;
  return record(at, line, () => parse(header.fields ? header.entryOf(line) : jsonObject(line), now()), identity);
}

/** The lines that begin with `#`. They may stand again where files were joined. */
class ZeekHeader {
  fields: string[] | null = null;
  private unset = '-';
  private empty = '(empty)';

  takes(line: string): boolean | string {
    const [name, ...values] = line.split('\t');
    if (!name!.startsWith('#')) return false;
    if (name === '#fields') this.fields = values;
    if (name === '#unset_field') this.unset = values[0] ?? '-';
    if (name === '#empty_field') this.empty = values[0] ?? '(empty)';
    if (name === '#path' && values[0] !== 'http') return `this is ${values[0]}.log of Zeek: http.log has the requests`;
    return true;
  }

  entryOf(line: string): Json {
    const values = line.split('\t');
    const fields = this.fields!;
    if (values.length !== fields.length)
      reject(`the line has ${values.length} fields, #fields names ${fields.length}: ${quote(line)}`);
    return Object.fromEntries(
      fields.flatMap((field, i): [string, unknown][] => {
        const value = values[i]!;
        if (value === this.unset || value === this.empty) return [];
        return [[field, SETS.has(field) ? value.split(',').map(unescapeField) : unescapeField(value)]];
      }),
    );
  }
}

const SETS = new Set(['tags', 'proxied']);

function parse(entry: Json, now: number) {
  const method = text(entry.method) || reject('method is not set: Zeek saw an answer without its request');
  const target = splitTarget(text(entry.uri), method);
  return finish(
    {
      time: timeOf(entry.ts),
      method,
      ...target,
      host: target.host ?? (text(entry.host) || null),
      protocol: text(entry.version) || null,
      status: statusOf(entry.status_code),
      sizeBytes: number(entry.response_body_len),
      ip: text(entry['id.orig_h']) || null,
      user: text(entry.username) || null,
      detections: array(entry.tags).flatMap((tag) => detectionOf(text(tag))),
      requestHeaders: headersOf(entry),
    },
    now,
  );
}

/** Seconds since 1970, or RFC 3339 (`LogAscii::json_timestamps`). */
function timeOf(value: unknown): Date {
  const seconds = number(value);
  return seconds === null ? isoTime(text(value)) : new Date(Math.floor(seconds * 1000));
}

/** Zeek's own policy detect-sqli marks requests (`HTTP::URI_SQLI`); other tags are no attacks. */
function detectionOf(tag: string): IncomingDetection[] {
  const [, place] = /^(?:HTTP::)?(URI|POST|COOKIE)_SQLI$/.exec(tag) ?? [];
  if (place === undefined) return [];
  const parameter = { URI: 'ARGS', POST: 'REQUEST_BODY', COOKIE: 'REQUEST_COOKIES' }[place]!;
  const tags = [{ key: 'tag', value: tag }];
  return [{ attackId: null, type: 'sqli', payload: null, parameter, tags, action: 'MONITORED', falsePositive: false }];
}

function headersOf(entry: Json) {
  const named = [
    { name: 'User-Agent', value: text(entry.user_agent) },
    { name: 'Referer', value: text(entry.referrer) },
    // "X-FORWARDED-FOR -> 192.0.2.1"
    ...array(entry.proxied).map((header) => {
      const [name = '', value = ''] = text(header).split(' -> ');
      return { name, value };
    }),
  ];
  return named.filter(({ value }) => value !== '');
}
