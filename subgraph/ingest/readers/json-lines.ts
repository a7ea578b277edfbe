import type { Readable } from 'node:stream';
import { lines } from './input.ts';
import type { Json } from './json-document.ts';
import type { Format, Reader, ReadRecord, ReadRequest } from './reader.type.ts';
import { type Clock, quote, record, reject, rejected } from './record.ts';

/** A log of one JSON object a line. */
interface JsonLog {
  format: Format;
  description: string;
  /** Whether an entry is of this log, by properties that no other log has together. */
  isEntry(entry: Json): boolean;
  /** Throws {@link reject} with what is wrong in it. */
  parse(entry: Json, now: number): ReadRequest;
  /** The same of lines that are no JSON, of programs that write both. */
  text?: { isEntry(line: string): boolean; parse(line: string, now: number): ReadRequest };
}

/** A reader of one JSON object a line, each of which is a request by itself. */
export function jsonLinesReader(
  { format, description, isEntry, parse, text: other }: JsonLog,
  now: Clock = Date.now,
): Reader {
  return {
    format,
    description,
    byLine: true,
    detect: (head) => shareOfEntries(head, isEntry) + (other ? shareOfLines(head, other.isEntry) : 0),
    async *read(input: Readable): AsyncGenerator<ReadRecord> {
      for await (const { number, text, problem, identity } of lines(input)) {
        if (problem !== undefined) {
          yield rejected(number, text, problem);
          continue;
        }
        let hint: string | undefined;
        const made = record(
          number,
          text,
          () => {
            const found = other?.isEntry(text) ? other.parse(text, now()) : parse(jsonObject(text), now());
            hint = found.hint;
            return found.request;
          },
          identity,
        );
        yield hint === undefined || 'rejected' in made ? made : { ...made, hint };
      }
    },
  };
}

/** The object of a line; anything else is rejected. */
export function jsonObject(line: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    reject(`${quote(line)} should be a JSON object`);
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : reject(`${quote(line)} should be a JSON object`);
}

const SAMPLE = 50;

/** How many of the first lines are entries: 0 to 1. */
export function shareOfEntries(head: string, isEntry: (entry: Json) => boolean): number {
  return shareOfLines(head, (line) => {
    if (!/^\ufeff?\s*\{/.test(line)) return false;
    try {
      return isEntry(jsonObject(line.replace(/^\ufeff/, '')));
    } catch {
      return false;
    }
  });
}

/** How many of the first lines fit: 0 to 1. A last line that may be cut is left out where there is another one. */
export function shareOfLines(head: string, fits: (line: string) => boolean): number {
  const all = head.split(/\r\n?|\n/);
  const whole = all.length > 1 ? all.slice(0, -1) : all;
  const sample = whole.filter((line) => line.trim() !== '').slice(0, SAMPLE);
  return sample.length === 0 ? 0 : sample.filter(fits).length / sample.length;
}
