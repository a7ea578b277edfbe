import { type Sql, sql } from '../db/sql.ts';
import type { Dimension } from './dimensions.ts';
import type { RequestFilter } from './filter.type.ts';
import { PLAIN_FIELDS, spelledAsStored } from './request-fields.ts';
import { overflowToken, PAIR_SEPARATOR, tokenPrefix } from './tokens.ts';

const PREFIX = tokenPrefix('METHOD_STATUS');

/** The parts `AS s` that have too many pairs to keep them. */
export const HAS_TOO_MANY_PAIRS = sql`s.tokens && ${[overflowToken('METHOD_STATUS')]}::text[]`;

/**
 * The codes of requests with listed methods, or the methods of requests with listed codes: told by the pairs that a part
 * `AS s` keeps, without a look at its requests. Rows of `value`, of all requests of the part.
 * @param entry the filter without the dimension's own conditions
 * @returns null: pairs do not tell
 */
export function pairedValues(dimension: Dimension, entry: RequestFilter): Sql | null {
  const asked = Object.entries(entry).filter(([name, value]) => value != null && name !== 'includeFalsePositives');
  if (asked.length !== 1) return null;
  // A code has no separator in it, whatever a method is called: the last one ends the method.
  const pairs = sql`(
      SELECT last.status, substr(left(each, -length(last.status) - 1), ${PREFIX.length + 1}::int) AS method
      FROM unnest(s.tokens) AS each CROSS JOIN LATERAL (SELECT split_part(each, ${PAIR_SEPARATOR}, -1) AS status) AS last
      WHERE starts_with(each, ${PREFIX}) AND each <> ${overflowToken('METHOD_STATUS')}
    ) AS pair`;
  if (dimension === 'STATUS' && entry.methods) {
    const methods = spelledAsStored(PLAIN_FIELDS.methods, entry.methods);
    return sql`SELECT nullif(status, '') AS value FROM ${pairs} WHERE method = ANY(${methods}::text[])`;
  }
  if (dimension === 'METHOD' && entry.statuses) {
    const statuses = entry.statuses.map((status) => String(status ?? ''));
    return sql`SELECT method AS value FROM ${pairs} WHERE status = ANY(${statuses}::text[])`;
  }
  return null;
}
