import type { SessionDimension, SessionFilter, SessionRequestFilter } from '../data/documents.generated.ts';

/** A value of a filter; null: "no value". */
export type FilterValue = string | null;

/** Text conditions of one filter: values of one list OR, the two lists AND. */
export interface Condition {
  readonly only: readonly FilterValue[];
  readonly not: readonly FilterValue[];
}

/** A row of the table of filters, filter-fields.ts. */
export interface FilterField {
  /** What people call it, in English. */
  readonly name: string;
  readonly kind: FilterKind;
  /** A fact of one request, or of the whole session: the latter never hides requests. */
  readonly of: 'request' | 'session';
  /** Has its place in the bar also while it is not in use. */
  readonly pinned?: boolean;
  /** Whose values the server lists. */
  readonly dimension?: SessionDimension;
  /** "No value" is a value of it. */
  readonly nullable?: boolean;
  /** The only values that it takes: of a flag, two. */
  readonly choices?: readonly string[];
  /** Beside those of the server, other values may be typed: CIDR blocks, 4xx. */
  readonly open?: boolean;
  /** Has "exclude". */
  readonly excludable: boolean;
  /** Its values differ at their ends: where there is no room, they lose their middle. */
  readonly cut?: boolean;
  /** Whether the text is a value of it. */
  accepts(text: string): boolean;
  /** The condition of a request or of a session for these values. Its type says which fields it makes. */
  toFilter(values: readonly FilterValue[]): SessionRequestFilter & SessionFilter;
}

export type FilterKind =
  /** Several values out of those that the server knows. */
  | 'values'
  /** Several values that are typed. */
  | 'typed'
  /** One search text. */
  | 'search'
  /** One of two: yes or no, blocked or not. */
  | 'flag'
  /** `from..to`, both inside, one may be missing. */
  | 'range';
