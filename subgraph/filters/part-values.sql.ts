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

/**
 * The same with `requests`, the number of those that have it.
 * @param days those of the parts
 */
export function valueCounts(dimension: Dimension, days: readonly string[]): Sql {
  return sql`SELECT substr(kept.token, ${startOf(dimension)}::int) AS value, kept.requests
    FROM unnest(s.tokens, s.token_requests) AS kept(token, requests) WHERE ${isValue(dimension)}
    UNION ALL SELECT beyond.value, beyond.requests FROM ${rowsOf(dimension)} AND ${isOn(days)}`;
}

/** How many requests have a value; null: none. */
export function requestsWith(dimension: Dimension, value: Sql): Sql {
  return sql`coalesce(s.token_requests[array_position(s.tokens, ${tokenPrefix(dimension)} || ${value})],
    (SELECT beyond.requests FROM ${rowsOf(dimension)} AND beyond.value = ${value}))`;
}

/**
 * Several dimensions at once, as a subquery of `dimension`, `value`, `requests` and `detections`.
 * @param days those of the parts
 */
export function countsOfValues(dimensions: readonly Dimension[], days: readonly string[]): Sql {
  const prefixes = dimensions.map(tokenPrefix);
  return sql`SELECT asked.dimension, substr(kept.token, length(asked.prefix) + 1) AS value, kept.requests,
      coalesce(kept.detections, 0) AS detections
    FROM unnest(s.tokens, s.token_requests, s.token_detections) AS kept(token, requests, detections)
    JOIN unnest(${[...dimensions]}::text[], ${prefixes}::text[]) AS asked(dimension, prefix)
      ON ${HAS_PREFIX}
    WHERE kept.token NOT IN (asked.prefix, asked.prefix || '*')
    UNION ALL SELECT beyond.dimension, beyond.value, beyond.requests, beyond.detections FROM session_value AS beyond
    WHERE ${isOfPart} AND ${isOn(days)} AND beyond.dimension = ANY(${[...dimensions]}::text[])
      AND s.tokens && ${dimensions.map(overflowToken)}::text[]`;
}

/** The most frequent values of some dimensions. */
export interface TopWanted {
  dimension: Dimension;
  /** How many values. */
  limit: number;
}

/**
 * The same of the most frequent values of each dimension, equal ones by value. The tokens are looked at once for all
 * dimensions, and are few of each; rows beyond them may be many.
 * @param wanted each dimension once
 * @param days those of the parts
 */
export function topCountsOfValues(wanted: readonly TopWanted[], days: readonly string[]): Sql {
  const asked = sql`unnest(${wanted.map(({ dimension }) => dimension)}::text[],
    ${wanted.map(({ dimension }) => tokenPrefix(dimension))}::text[], ${wanted.map(({ limit }) => limit)}::int[])
    AS asked(dimension, prefix, top)`;
  return sql`SELECT ranked.dimension, ranked.value, ranked.requests, ranked.detections FROM (
      SELECT asked.dimension, asked.top, substr(kept.token, length(asked.prefix) + 1) AS value, kept.requests,
        coalesce(kept.detections, 0) AS detections,
        row_number() OVER (PARTITION BY asked.dimension ORDER BY kept.requests DESC, kept.token) AS rank
      FROM unnest(s.tokens, s.token_requests, s.token_detections) AS kept(token, requests, detections)
      JOIN ${asked} ON ${HAS_PREFIX} WHERE kept.token NOT IN (asked.prefix, asked.prefix || '*')
    ) AS ranked WHERE rank <= top
    UNION ALL SELECT asked.dimension, top.* FROM ${asked} CROSS JOIN LATERAL (
      SELECT beyond.value, beyond.requests, beyond.detections FROM session_value AS beyond
      WHERE ${isOfPart} AND ${isOn(days)} AND beyond.dimension = asked.dimension
      ORDER BY beyond.requests DESC, beyond.value LIMIT asked.top
    ) AS top WHERE s.tokens && ARRAY[asked.prefix || '*']`;
}

/** As something to join by: each token would be compared with each prefix. */
const HAS_PREFIX = sql`substr(kept.token, 1, strpos(kept.token, ':')) = asked.prefix`;

/** Has PostgreSQL plan for the partitions of some days alone. */
const isOn = (days: readonly string[]) => sql`beyond.day = ANY(${days}::date[])`;

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
