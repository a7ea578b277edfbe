import { DIMENSION_TABLE, DIMENSIONS, type Dimension } from './dimensions.ts';
import { noValueToken, tokenPrefix } from './tokens.ts';

// What is counted of session parts per day: the parts themselves, those that lack a value, and those that have each value
// of a dimension. All but the values of which a part has too many (session_value) follows from the tokens of the part.

/** Counts the parts, under the value ''. */
export const ALL_PARTS = 'SESSION';
/** Counts the parts that have no value, under the name of the dimension. */
export const NO_VALUE = 'NO_VALUE';

/** A counter of a day: its dimension, or one of the names above, and its value. */
export interface PartCounter {
  dimension: Dimension | typeof ALL_PARTS | typeof NO_VALUE;
  value: string;
}

/** Facts of the session: a part has none when no request has any. Else one request without a value is enough. */
const isFactOfSession = (dimension: Dimension) => dimension === 'USER' || dimension === 'ROLE';

const NULLABLE = DIMENSIONS.filter((dimension) => DIMENSION_TABLE[dimension].kept?.nullable);
/** Kept as tokens alone: nobody asks how many requests have them. */
const UNCOUNTED = DIMENSIONS.filter((dimension) => DIMENSION_TABLE[dimension].kept?.counted === false);

/** The counters that a part with these tokens is counted in, beside those of its counted values. */
export function countersOf(tokens: readonly string[]): PartCounter[] {
  return [
    { dimension: ALL_PARTS, value: '' },
    ...NULLABLE.filter((dimension) => lacksValue(dimension, tokens)).map(
      (dimension): PartCounter => ({ dimension: NO_VALUE, value: dimension }),
    ),
    ...UNCOUNTED.flatMap((dimension) =>
      valuesIn(dimension, tokens).map((value): PartCounter => ({ dimension, value })),
    ),
  ];
}

function lacksValue(dimension: Dimension, tokens: readonly string[]): boolean {
  if (isFactOfSession(dimension)) return !tokens.some((token) => isValueOf(dimension, token));
  return tokens.includes(noValueToken(dimension)!);
}

function valuesIn(dimension: Dimension, tokens: readonly string[]): string[] {
  const { length } = tokenPrefix(dimension);
  return tokens.filter((token) => isValueOf(dimension, token)).map((token) => token.slice(length));
}

/** An overflow stands for values as well. */
function isValueOf(dimension: Dimension, token: string): boolean {
  return token.startsWith(tokenPrefix(dimension)) && token !== noValueToken(dimension);
}

/** Whether per day it is counted how many parts have each of its values: what facets of whole days are made of. */
export function isCountedPerDay(dimension: Dimension): boolean {
  return DIMENSION_TABLE[dimension].kept !== null;
}
