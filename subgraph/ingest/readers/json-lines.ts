import type { Json } from './json-document.ts';
import { lineRecords } from './line-records.ts';
import type { Format, Reader, ReadRequest } from './reader.type.ts';
import { type Clock, quote, reject } from './record.ts';
import { shareOfLines } from './share-of-lines.ts';

/** A log of one JSON object a line. */
interface JsonLog {
  format: Format;
  /** Whether an entry is of this log, by properties that no other log has together. */
  isEntry(entry: Json): boolean;
  /** Throws {@link reject} with what is wrong in it. */
  parse(entry: Json, now: number): ReadRequest;
  /** The same of lines that are no JSON, of programs that write both. */
  text?: { isEntry(line: string): boolean; parse(line: string, now: number): ReadRequest };
}

/** A reader of one JSON object a line, each of which is a request by itself. */
export function jsonLinesReader({ format, isEntry, parse, text: other }: JsonLog, now: Clock = Date.now): Reader {
  return {
    format,
    byLine: true,
    detect: (head) => shareOfEntries(head, isEntry) + (other ? shareOfLines(head, other.isEntry) : 0),
    read: (input) =>
      lineRecords(input, (line) => (other?.isEntry(line) ? other.parse(line, now()) : parse(jsonObject(line), now()))),
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
