import { badUserInput } from '../bad-user-input.ts';

/** What a cursor holds at each place, checked before it comes near a query: a cursor is input like any other. */
const KINDS = {
  // As cursors are written: whatever else JavaScript takes for a time or a day, PostgreSQL may not.
  time: (value: unknown) => typeof value === 'string' && isoTime(value) === value,
  day: (value: unknown) => typeof value === 'string' && isoTime(value)?.slice(0, 10) === value,
  number: (value: unknown) => typeof value === 'number',
  'number or null': (value: unknown) => value === null || typeof value === 'number',
  digits: (value: unknown) => typeof value === 'string' && /^\d{1,18}$/.test(value),
  key: (value: unknown) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value),
  // An id that somebody else made, such as an attack's; the store takes no U+0000 and no broken characters.
  id: (value: unknown) => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
} as const;
export type CursorKind = keyof typeof KINDS;

/** Null: no time of the years that the store knows. */
function isoTime(text: string): string | null {
  const time = /^(?!0000)\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

type CursorValue = string | number | null;

/**
 * A place in an order: the values that the order compares, and which order it is. Valid under any filter, and opaque
 * to clients.
 */
export function encodeCursor(order: string, values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/**
 * @param order the order that the cursor must belong to
 * @param path the argument, for the error of a cursor that is none or of another order
 */
export function decodeCursor(cursor: string, order: string, shape: readonly CursorKind[], path: string): CursorValue[] {
  const [place, ...values] = parse(cursor, path);
  if (place !== order && typeof place === 'string' && values.length > 0) {
    throw badUserInput(path, 'this cursor belongs to another order: page with the cursors of this list');
  }
  if (values.length !== shape.length || !shape.every((kind, index) => KINDS[kind](values[index]))) {
    throw badUserInput(path, NO_CURSOR);
  }
  return values as CursorValue[];
}

const NO_CURSOR = 'is not a cursor: pass one that a list returned';

function parse(cursor: string, path: string): unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(values)) return values;
  } catch {
    // Said below, for every way in which it can be wrong.
  }
  throw badUserInput(path, NO_CURSOR);
}
