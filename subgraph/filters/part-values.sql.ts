import { type Sql, sql } from '../db/sql.ts';
import type { Dimension } from './dimensions.ts';
import { overflowToken, tokenPrefix } from './tokens.ts';

// The values of a session part `AS s`, counted: its tokens with a number beside each, and where there are too many of a
// dimension, whose overflow token says so, rows of session_value.

/** The values of a dimension that is counted, as a subquery of the column `value`: each once, "no value" never. */
export function valueNames(dimension: Dimension): Sql {
  return sql`SELECT substr(kept.token, ${startOf(dimension)}::int) AS value FROM unnest(s.tokens) AS kept(token)
    WHERE ${isValue(dimension)} UNION ALL SELECT beyond.value FROM ${rowsOf(dimension)}`;
}

/** The same with `requests`, the number of those that have it. */
export function valueCounts(dimension: Dimension): Sql {
  return sql`SELECT substr(kept.token, ${startOf(dimension)}::int) AS value, kept.requests
    FROM unnest(s.tokens, s.token_requests) AS kept(token, requests) WHERE ${isValue(dimension)}
    UNION ALL SELECT beyond.value, beyond.requests FROM ${rowsOf(dimension)}`;
}

/** How many requests have a value; null: none. */
export function requestsWith(dimension: Dimension, value: Sql): Sql {
  return sql`coalesce(s.token_requests[array_position(s.tokens, ${tokenPrefix(dimension)} || ${value})],
    (SELECT beyond.requests FROM ${rowsOf(dimension)} AND beyond.value = ${value}))`;
}

/** Several dimensions at once, as a subquery of `dimension`, `value`, `requests` and `detections`. */
export function countsOfValues(dimensions: readonly Dimension[]): Sql {
  const prefixes = dimensions.map(tokenPrefix);
  return sql`SELECT asked.dimension, substr(kept.token, length(asked.prefix) + 1) AS value, kept.requests,
      coalesce(kept.detections, 0) AS detections
    FROM unnest(s.tokens, s.token_requests, s.token_detections) AS kept(token, requests, detections)
    JOIN unnest(${[...dimensions]}::text[], ${prefixes}::text[]) AS asked(dimension, prefix)
      ON starts_with(kept.token, asked.prefix)
    WHERE kept.token NOT IN (asked.prefix, asked.prefix || '*')
    UNION ALL SELECT beyond.dimension, beyond.value, beyond.requests, beyond.detections FROM session_value AS beyond
    WHERE ${isOfPart} AND beyond.dimension = ANY(${[...dimensions]}::text[])
      AND s.tokens && ${dimensions.map(overflowToken)}::text[]`;
}

const isOfPart = sql`beyond.tenant = s.tenant AND beyond.session_key = s.key AND beyond.day = s.day`;

/** Rows `AS beyond` of the dimension; a condition may follow. */
function rowsOf(dimension: Dimension): Sql {
  return sql`session_value AS beyond WHERE ${isOfPart} AND beyond.dimension = ${dimension}
    AND s.tokens && ${[overflowToken(dimension)]}::text[]`;
}

const startOf = (dimension: Dimension) => tokenPrefix(dimension).length + 1;

function isValue(dimension: Dimension): Sql {
  return sql`starts_with(kept.token, ${tokenPrefix(dimension)})
    AND kept.token NOT IN (${tokenPrefix(dimension)}, ${overflowToken(dimension)})`;
}
