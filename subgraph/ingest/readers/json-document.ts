import type { Readable } from 'node:stream';
import { JSONParser } from '@streamparser/json';
import type { IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { damageOf } from './damage.ts';
import { pieces } from './input.ts';
import { LIMITS } from './limits.ts';
import type { ReadRecord } from './reader.type.ts';
import { record, rejected } from './record.ts';

export type Json = Record<string, unknown>;

/** The object that something is; an empty one when it is none: real exports leave parts out. */
export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text or a number as text; empty: neither. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A number, also one that is written as a text. */
export function number(value: unknown): number | null {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

/** A status code; null where a recorder writes 0 or -1 because there was no response. */
export function statusOf(value: unknown): number | null {
  const status = number(value);
  return status === null || status <= 0 ? null : status;
}

/** Headers of `{name: value}` or `{name: [value, value]}`. */
export function headersOf(value: unknown): IncomingHeader[] {
  return Object.entries(object(value)).flatMap(([name, one]) =>
    (Array.isArray(one) ? one : [one]).map((each) => ({ name, value: text(each) })),
  );
}

export interface Elements {
  /** Where the elements are, for @streamparser/json: `$.*`. */
  elements: string;
  /**
   * Values that only a document of this format has: with them, no element at all is an empty file and no mistake. Those before an
   * element are told with it, by the last part of their path.
   */
  marks?: string[];
  /** What the first character of the document must be. */
  opens: '[' | '{';
  /** What the document should be, for a reason. */
  shape: string;
  /** The properties of an element that its format does not have. */
  unknown?(element: Json): string[];
}

/** An element that has not ended after so many bytes never will: it would be held in memory. */
const ELEMENT_LIMIT = 64 * 1_048_576;

/**
 * The records of one JSON document, its elements read one by one, never the whole. What follows a mistake in the document, or the
 * place where it was cut, cannot be read: it is one rejected record.
 */
export async function* readElements(
  input: Readable,
  where: Elements,
  parse: (element: Json, marks: Json) => IncomingRequest,
): AsyncGenerator<ReadRecord> {
  let line = 0;
  let known = false;
  let began = false;
  let sinceLast = 0;
  let found: { value: unknown; marks: Json }[] = [];
  let marks: Json = {};
  const parser = new JSONParser({ paths: [where.elements, ...(where.marks ?? [])], keepStack: false });
  const depth = where.elements.split('.').length - 1;
  parser.onValue = ({ value, key, stack }) => {
    known = true;
    if (stack.length !== depth) marks = { ...marks, [String(key)]: value };
    else if (typeof key === 'number') found.push({ value, marks });
  };
  const problem = (reason: string) => rejected(line + 1, '', reason);
  const cut = (reason: string): ReadRecord => ({ ...problem(reason), brokeOff: true });
  try {
    for await (const bytes of pieces(input)) {
      if (!began) {
        const first = bytes.toString('latin1').replace(/^(?:\xef\xbb\xbf)?\s*/, '')[0];
        if (first !== undefined && first !== where.opens)
          return yield problem(`the file should be ${where.shape}: it should begin with "${where.opens}"`);
        began = first !== undefined;
      }
      let failure: unknown;
      try {
        parser.write(bytes);
      } catch (error) {
        failure = error;
      }
      sinceLast = found.length > 0 ? 0 : sinceLast + bytes.length;
      for (const { value, marks: before } of found) {
        const raw = rawOf(value);
        yield raw === null
          ? rejected(++line, '', 'the record is nested too deeply')
          : withUnknown(
              record(++line, raw, () => parse(object(value), before)),
              () => where.unknown?.(object(value)) ?? [],
            );
      }
      found = [];
      if (failure !== undefined)
        return yield cut(
          `the file is no valid JSON after record ${line}: ${messageOf(failure)}; nothing after it was read`,
        );
      if (sinceLast > ELEMENT_LIMIT)
        return yield cut(`record ${line + 1} is longer than 64 MiB; nothing after it was read`);
    }
  } catch (error) {
    const damage = damageOf(error);
    if (damage === null) throw error;
    return yield cut(damage);
  }
  if (!began) return;
  if (!parser.isEnded) yield cut(`the file ends too early, after record ${line}: it was cut, get it again`);
  else if (line === 0 && !known && where.opens === '{')
    yield problem(`the file should be ${where.shape}: no record was found`);
}

/** An accepted record with the properties of it that were not read. */
export function withUnknown(made: ReadRecord, unknown: () => string[]): ReadRecord {
  if ('rejected' in made) return made;
  const lost = unknown();
  return lost.length === 0 ? made : { ...made, unknown: lost };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same text for the same element, whatever blanks were in the file. Null: thousands of brackets, which nobody means. */
function rawOf(element: unknown): string | null {
  try {
    return JSON.stringify(element).slice(0, 8 * LIMITS.line);
  } catch {
    return null;
  }
}
