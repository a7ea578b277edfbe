import { badUserInput } from '../bad-user-input.ts';

/** The largest page; also of lists inside a session. */
export const MAX_PAGE = 200;

/** A page of a list: `first` rows after a cursor, or the `first` rows that end right before one. */
export interface PageRequest {
  first: number;
  after?: string | null;
  before?: string | null;
}

export function checkFirst(first: number): void {
  if (first < 1 || first > MAX_PAGE) throw badUserInput('first', `must be from 1 to ${MAX_PAGE}`);
}

export function checkPage({ first, after, before }: PageRequest): void {
  checkFirst(first);
  if (after != null && before != null) throw badUserInput('before', 'give either after or before, not both');
}

/** Rows of a page in the order of the list, whichever side it was read from. */
export interface Page<Row> {
  rows: Row[];
  /** There are rows after the last, in the direction of reading. */
  more: boolean;
  /** It was read backwards, towards the beginning of the list. */
  backwards: boolean;
}

/** @param read up to one row more than `first`, nearest first */
export function toPage<Row>(read: readonly Row[], first: number, backwards: boolean): Page<Row> {
  const rows = read.slice(0, first);
  return { rows: backwards ? rows.reverse() : rows, more: read.length > first, backwards };
}
