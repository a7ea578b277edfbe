import { and, or, type Sql, sql } from '../db/sql.ts';
import type { RequestFilter } from './filter.type.ts';
import { isOneOf } from './value-condition.ts';

/** Risk of an endpoint, 1 to 10: below `medium` it is low, from `high` on high. */
export const RISK_BOUNDS = { medium: 4, high: 8 } as const;
export type RiskLevel = 'LOW' | 'MEDIUM' | 'HIGH';

/** The level of `endpoint.risk_score`; NULL where the risk is not known. */
export const RISK_LEVEL = sql`CASE
  WHEN endpoint.risk_score < ${RISK_BOUNDS.medium}::float8 THEN 'LOW'
  WHEN endpoint.risk_score < ${RISK_BOUNDS.high}::float8 THEN 'MEDIUM'
  WHEN endpoint.risk_score IS NOT NULL THEN 'HIGH' END`;

/** Whether the endpoint is known to be there. */
export const CONFIRMATION = sql`CASE WHEN endpoint.confirmed THEN 'CONFIRMED' ELSE 'UNCONFIRMED' END`;

const FACTS = {
  businessFlows: (flows) => overlaps(sql`endpoint.business_flows`, flows),
  endpointRiskLevels: (levels) => isOneOf(sql`(${RISK_LEVEL})`, levels),
  endpointConfirmations: (states) => isOneOf(sql`(${CONFIRMATION})`, states),
  endpointKinds: (kinds) => isOneOf(sql`endpoint.kind`, kinds),
  rogue: (kinds) => isOneOf(sql`endpoint.rogue`, kinds),
  sensitiveData: (kinds) => overlaps(sql`endpoint.sensitive_data`, kinds),
} satisfies Partial<Record<keyof RequestFilter, (values: readonly (string | null)[]) => Sql>>;

/** Fields of a request filter that ask for facts of the endpoint. */
export type EndpointFact = keyof typeof FACTS;
export const ENDPOINT_FACTS = Object.keys(FACTS) as EndpointFact[];

/**
 * What a request filter asks of the facts of its endpoint, as a condition on a row of `endpoint`: they are those of
 * now, and nothing is rewritten when they change. Null: it asks nothing.
 */
export function endpointFacts(filter: RequestFilter): Sql | null {
  const conditions = ENDPOINT_FACTS.flatMap((name) => {
    const values = filter[name];
    return values ? [FACTS[name](values)] : [];
  });
  return conditions.length > 0 ? and(conditions) : null;
}

/** One of the values is in the array; null: the array is empty. */
export function overlaps(column: Sql, values: readonly (string | null)[]): Sql {
  const present = values.filter((value) => value !== null);
  return or(
    [
      present.length > 0 && sql`${column} && ${present}::text[]`,
      values.includes(null) && sql`cardinality(${column}) = 0`,
    ].filter((condition) => !!condition),
  );
}
