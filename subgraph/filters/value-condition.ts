import { and, or, type Sql, sql } from '../db/sql.ts';
import { containsPattern } from './endpoint-search.ts';
import type { Range, StringMatch } from './filter.type.ts';

// What a condition on one value means.

/** `anyOf`, `contains` and `present` of a match must all hold for the value of `column`. */
export function matches(column: Sql, match: StringMatch): Sql {
  return and(
    [
      match.anyOf && isOneOf(column, match.anyOf),
      match.contains && containsText(column, match.contains),
      match.present != null && (match.present ? sql`${column} IS NOT NULL` : sql`${column} IS NULL`),
    ].filter((condition) => !!condition),
  );
}

/** Whether a match accepts "no value": what it means for a session or request that has none at all. */
export function matchesNoValue(match: StringMatch): boolean {
  return (!match.anyOf || match.anyOf.includes(null)) && !match.contains && match.present !== true;
}

export function isWithin(column: Sql, { gte, lte }: Range): Sql {
  return and(
    [gte != null && sql`${column} >= ${gte}::float8`, lte != null && sql`${column} <= ${lte}::float8`].filter(
      (condition) => !!condition,
    ),
  );
}

/** Equals one of the values; null: there is none. */
export function isOneOf(column: Sql, values: readonly (string | null)[]): Sql {
  const present = values.filter((value) => value !== null);
  return or(
    [
      present.length > 0 && sql`${column} = ANY(${present}::text[])`,
      values.includes(null) && sql`${column} IS NULL`,
    ].filter((condition) => !!condition),
  );
}

/** One of the values is in a list, which is null where it would be empty; null: there is no list. */
export function hasOneOf(column: Sql, values: readonly (string | null)[]): Sql {
  const present = values.filter((value) => value !== null);
  return or(
    [
      present.length > 0 && sql`${column} && ${present}::text[]`,
      values.includes(null) && sql`${column} IS NULL`,
    ].filter((condition) => !!condition),
  );
}

// Collation C makes "without regard to case" mean the same on every server: it folds the letters A to Z.
function containsText(column: Sql, text: string): Sql {
  return sql`(${column} COLLATE "C") ILIKE ${containsPattern(text)}`;
}
