import { badUserInput } from '../errors.ts';

/** What a cursor holds at each place, checked before it comes near a query: a cursor is input like any other. */
const KINDS = {
  time: (value: unknown) => typeof value === 'string' && /^[\d:.TZ-]+$/.test(value) && !Number.isNaN(Date.parse(value)),
  day: (value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
  number: (value: unknown) => typeof value === 'number',
  'number or null': (value: unknown) => value === null || typeof value === 'number',
  digits: (value: unknown) => typeof value === 'string' && /^\d{1,18}$/.test(value),
  key: (value: unknown) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value),
  // An id that somebody else made, such as an attack's; the store takes no U+0000 and no broken characters.
  id: (value: unknown) => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
} as const;
export type CursorKind = keyof typeof KINDS;

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
