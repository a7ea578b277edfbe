import { and, type Sql, sql } from '../db/sql.ts';
import { type Dimension, isCounted, valuesOf } from '../filters/dimensions.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { requestSource } from '../filters/named-by-id.ts';
import { HAS_TOO_MANY_PAIRS, pairedValues } from '../filters/pair-values.sql.ts';
import { valueNames } from '../filters/part-values.sql.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { IS_OF_SESSION } from '../filters/request-rows.sql.ts';
import { isWhollyIn } from '../filters/session-condition.ts';
import { noValueToken, tokenPrefix } from '../filters/tokens.ts';
import { wholeDays } from '../filters/whole-days.ts';
import type { FacetQuery } from './facet-query.ts';

// Joins of the values of a dimension to a part `AS s`, as `v.value`: each as often as it may be, null for "no value".

/** Of a fact of the session: users and roles, whatever the period. */
export function ofSession(dimension: 'USER' | 'ROLE'): Sql {
  const none = dimension === 'USER' ? sql`s.user_count = 0` : sql`s.role_count = 0`;
  return sql`CROSS JOIN LATERAL (${valueNames(dimension)} UNION ALL SELECT NULL WHERE ${none}) AS v`;
}

/** Of the requests of the period that meet a filter. */
export function ofRequests({ tenant, dimension, period }: FacetQuery, entry: RequestFilter): Sql {
  return sql`JOIN ${requestSource(tenant, period, entry)} AS r ON ${IS_OF_SESSION}
      AND ${periodCondition(period)} AND ${requestCondition(tenant, entry)}
    CROSS JOIN LATERAL (${valuesOf(dimension, entry.includeFalsePositives ?? false)}) AS v`;
}

/** The same where the part keeps the values of such requests; null: it does not. Of parts that have too many, or that the period cuts, requests are read. */
export function ofPairs(query: FacetQuery, entry: RequestFilter): Sql | null {
  const { tenant, dimension, period } = query;
  const paired = pairedValues(dimension, entry);
  if (!paired) return null;
  const isTold = sql`(${isWhollyIn(period)} AND NOT ${HAS_TOO_MANY_PAIRS})`;
  return sql`CROSS JOIN LATERAL (
      SELECT value FROM (${paired}) AS paired WHERE ${isTold}
      UNION ALL SELECT other.value FROM request AS r CROSS JOIN LATERAL (${valuesOf(dimension, false)}) AS other
      WHERE ${and([IS_OF_SESSION, periodCondition(period), requestCondition(tenant, entry), sql`NOT ${isTold}`])}
    ) AS v`;
}

/** Of all requests of the period: what is kept of the part tells them, and only of parts that it cuts they are read. */
export function ofAllRequests({ dimension, period }: Pick<FacetQuery, 'dimension' | 'period'>): Sql {
  const whole = ofPart(dimension);
  if (wholeDays(period)) return sql`CROSS JOIN LATERAL (${whole}) AS v`;
  return sql`CROSS JOIN LATERAL (
      SELECT value FROM (${whole}) AS whole WHERE ${isWhollyIn(period)}
      UNION ALL ${ofCutPart(dimension, period)}
    ) AS v`;
}

function ofCutPart(dimension: Dimension, period: Period | null | undefined): Sql {
  return sql`SELECT cut.value FROM request AS r CROSS JOIN LATERAL (${valuesOf(dimension, false)}) AS cut
    WHERE ${and([IS_OF_SESSION, periodCondition(period), sql`NOT ${isWhollyIn(period)}`])}`;
}

/** The values of all requests of a part: counted, kept as tokens, or those of its endpoints. */
function ofPart(dimension: Dimension): Sql {
  if (dimension === 'USER' || dimension === 'ROLE') throw new Error(`${dimension} is a fact of the session`);
  if (dimension === 'STATUS_CLASS') {
    const prefix = tokenPrefix(dimension);
    return sql`SELECT nullif(substr(each, ${prefix.length + 1}::int), '') AS value
      FROM unnest(s.tokens) AS each WHERE starts_with(each, ${prefix})`;
  }
  if (!isCounted(dimension)) {
    return sql`SELECT v.value FROM (
        SELECT s.tenant, counted.value AS endpoint_id FROM (${valueNames('ENDPOINT')}) AS counted) AS r
      CROSS JOIN LATERAL (${valuesOf(dimension, false)}) AS v`;
  }
  const none = noValueToken(dimension);
  const missing = none ? sql`UNION ALL SELECT NULL WHERE s.tokens && ${[none]}::text[]` : sql``;
  return sql`${valueNames(dimension)} ${missing}`;
}
