import { type Sql, sql } from '../db/sql.ts';

/** What values look like, in the order in which it is asked. */
export const PARAMETER_KINDS = [
  'HIDDEN',
  'EMPTY',
  'INTEGER',
  'NUMBER',
  'BOOLEAN',
  'UUID',
  'HEX',
  'DATE',
  'EMAIL',
  'URL',
  'TEXT',
] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/**
 * What a value, as it was sent and at most some hundred characters of it, looks like. Numbers and words first, and nothing
 * is matched that cannot be: it is asked of every value of thousands of requests. `OFFSET 0`: decoded once.
 */
export function parameterKind(value: Sql): Sql {
  return sql`(SELECT CASE
      WHEN v = '' THEN 'EMPTY'
      WHEN v !~ '[^0-9]' THEN CASE WHEN length(v) <= 19 THEN 'INTEGER' ELSE 'HEX' END
      WHEN v !~ '[^A-Za-z _+]' THEN CASE WHEN lower(v) IN ('true', 'false') THEN 'BOOLEAN' ELSE 'TEXT' END
      WHEN strpos(v, '***') > 0 THEN 'HIDDEN'
      WHEN left(v, 1) IN ('-', '+') AND v ~ '^[-+][0-9]{1,19}$' THEN 'INTEGER'
      WHEN strpos(v, '.') > 0 AND v ~ '^[-+]?[0-9]+[.][0-9]+$' THEN 'NUMBER'
      WHEN length(v) = 36 AND v ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN 'UUID'
      WHEN length(v) >= 12 AND v ~* '^(0x)?[0-9a-f]+$' THEN 'HEX'
      WHEN v LIKE '____-__-__%' AND v ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T+ ].*)?$' THEN 'DATE'
      WHEN strpos(v, '@') > 0 AND v ~* '^[^@/[:space:]]+@[^@/[:space:]]+[.][a-z]{2,}$' THEN 'EMAIL'
      WHEN strpos(v, '//') > 0 AND v ~* '^([a-z][a-z0-9+.-]*:)?//' THEN 'URL'
      ELSE 'TEXT' END
    FROM (SELECT ${decoded(value)} AS v OFFSET 0) AS decoded)`;
}

/** As far as a kind depends on it. */
function decoded(value: Sql): Sql {
  return sql`CASE WHEN strpos(${value}, '%') = 0 THEN ${value} ELSE
    replace(replace(replace(replace(replace(${value}, '%40', '@'), '%3A', ':'), '%3a', ':'), '%2F', '/'), '%2f', '/') END`;
}
