import { type Sql, sql } from '../db/sql.ts';
import { RISK_LEVEL } from './endpoint-condition.ts';
import type { RequestFilter } from './filter.type.ts';

/** What requests can be grouped by. */
export const DIMENSIONS = [
  'ATTACK_TYPE',
  'USER',
  'ROLE',
  'IP',
  'COUNTRY',
  'SOURCE_TAG',
  'METHOD',
  'STATUS',
  'STATUS_CLASS',
  'BUSINESS_FLOW',
  'HOST',
  'APPLICATION',
  'ENDPOINT',
  'ENDPOINT_RISK_LEVEL',
  'ROGUE',
  'SENSITIVE_DATA',
  'DEVIATION',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The conditions of a filter that are a dimension's own: "only this value" replaces them. */
const OWN: Record<Dimension, (keyof RequestFilter)[]> = {
  ATTACK_TYPE: ['attackTypes'],
  USER: ['users'],
  ROLE: ['roles'],
  IP: ['ips'],
  COUNTRY: ['countries'],
  SOURCE_TAG: ['sourceTags'],
  METHOD: ['methods'],
  STATUS: ['statuses', 'statusClasses'],
  STATUS_CLASS: ['statuses', 'statusClasses'],
  BUSINESS_FLOW: ['businessFlows'],
  HOST: ['hosts'],
  APPLICATION: ['applications'],
  ENDPOINT: ['endpointIds'],
  ENDPOINT_RISK_LEVEL: ['endpointRiskLevels'],
  ROGUE: ['rogue'],
  SENSITIVE_DATA: ['sensitiveData'],
  DEVIATION: ['deviations'],
};

/** The metrics by which `request AS r` stands out, an array. */
export const DEVIATIONS = sql`array_remove(ARRAY[CASE WHEN r.duration_deviation IS NOT NULL THEN 'DURATION' END,
  CASE WHEN r.size_deviation IS NOT NULL THEN 'SIZE' END], NULL)`;

/** The filter without the dimension's own conditions; what is nested in `anyOf` and `not` stays. */
export function withoutOwn(dimension: Dimension, filter: RequestFilter): RequestFilter {
  const own = new Set<string>(OWN[dimension]);
  return Object.fromEntries(Object.entries(filter).filter(([name, value]) => !own.has(name) && value != null));
}

/**
 * The values of a request, as a subquery of the columns `value` (text; null: no value) and `weight` for `request AS r`:
 * one row per value. The weight of an attack type is the number of its detections, of anything else 1.
 * @param withFalsePositives whether marked detections count as attacks
 */
export function valuesOf(dimension: Dimension, withFalsePositives: boolean): Sql {
  const fact = (value: Sql) =>
    sql`SELECT ${value} AS value, 1 AS weight FROM endpoint WHERE endpoint.tenant = r.tenant AND endpoint.id = r.endpoint_id`;
  switch (dimension) {
    case 'ATTACK_TYPE':
      return sql`SELECT d.type AS value, count(*)::int AS weight FROM detection AS d
        WHERE cardinality(r.attack_types) + cardinality(r.false_positive_types) > 0
          AND d.tenant = r.tenant AND d.session_key = r.session_key AND d.day = r.day AND d.request_id = r.id
          AND (NOT (d.false_positive OR d.attack_false_positive) OR ${withFalsePositives}) GROUP BY d.type`;
    case 'SOURCE_TAG':
      return sql`SELECT ${eachOf(sql`r.source_tags`)} AS value, 1 AS weight`;
    case 'BUSINESS_FLOW':
      return fact(eachOf(sql`endpoint.business_flows`));
    case 'SENSITIVE_DATA':
      return fact(eachOf(sql`endpoint.sensitive_data`));
    case 'ROGUE':
      return fact(sql`endpoint.rogue`);
    case 'ENDPOINT_RISK_LEVEL':
      return fact(sql`(${RISK_LEVEL})`);
    case 'STATUS_CLASS':
      return sql`SELECT (r.status / 100)::text AS value, 1 AS weight`;
    case 'DEVIATION':
      return sql`SELECT unnest(${DEVIATIONS}) AS value, 1 AS weight`;
    case 'STATUS':
      return sql`SELECT r.status::text AS value, 1 AS weight`;
    default:
      return sql`SELECT ${COLUMNS[dimension]} AS value, 1 AS weight`;
  }
}

const COLUMNS = {
  USER: sql`r.user_name`,
  ROLE: sql`r.role`,
  IP: sql`r.ip`,
  COUNTRY: sql`r.country_code`,
  METHOD: sql`r.method`,
  HOST: sql`r.host`,
  APPLICATION: sql`r.application`,
  ENDPOINT: sql`r.endpoint_id`,
};

/** The elements of an array, or one null where it is empty. */
function eachOf(array: Sql): Sql {
  return sql`unnest(CASE WHEN cardinality(${array}) = 0 THEN ARRAY[NULL]::text[] ELSE ${array} END)`;
}
