import { type Sql, sql } from '../db/sql.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { RISK_LEVEL } from './endpoint-condition.ts';
import type { RequestFilter } from './filter.type.ts';
import {
  ofPlainDimensions,
  PLAIN_FIELDS,
  type PlainDimension,
  type PlainField,
  type PlainValues,
  plainValuesOf,
} from './request-fields.ts';

/** A value of a request; null: it has none, which is a value as well. */
export type DimensionValue = string | number | null;

/** What is known of a way to group requests. */
interface DimensionRow {
  /** What the graph says of it. */
  readonly text: string;
  /** The conditions of a filter that are its own: "only this value" replaces them. */
  readonly own: readonly (keyof RequestFilter)[];
  /**
   * The values of `request AS r`, as a subquery of the columns `value` (text; null: no value) and `weight`: one row per
   * value. The weight of an attack type is the number of its detections, of anything else 1.
   * @param withFalsePositives whether marked detections count as attacks
   */
  readonly values: (withFalsePositives: boolean) => Sql;
  /** What a session part keeps of it; null: it follows from the endpoint, or from another. */
  readonly kept: KeptDimension | null;
}

interface KeptDimension {
  /** Prefix of its tokens. */
  readonly token: string;
  /** Imports count its values per part and day. */
  readonly counted: boolean;
  /** A request may have none, which has a token of its own. */
  readonly nullable: boolean;
  of(request: TokenSource): readonly DimensionValue[];
}

/** The fields of a stored request that dimensions and tokens are made of. */
export interface TokenSource extends PlainValues {
  status: number | null;
  ip: string | null;
  user: string | null;
  role: string | null;
  endpointId: string;
  attackTypes: readonly string[];
  attackIds: readonly string[];
  deviations: readonly string[];
}

/** What requests can be grouped by. */
export type Dimension =
  | PlainDimension
  | 'ATTACK_TYPE'
  | 'USER'
  | 'ROLE'
  | 'IP'
  | 'STATUS'
  | 'STATUS_CLASS'
  | 'BUSINESS_FLOW'
  | 'ENDPOINT'
  | 'ENDPOINT_RISK_LEVEL'
  | 'ROGUE'
  | 'SENSITIVE_DATA'
  | 'DEVIATION';

/** The metrics by which `request AS r` stands out, an array. */
export const DEVIATIONS = sql`array_remove(ARRAY[CASE WHEN r.duration_deviation IS NOT NULL THEN 'DURATION' END,
  CASE WHEN r.size_deviation IS NOT NULL THEN 'SIZE' END], NULL)`;

/** 1 to 5; null: no response. */
function statusClass(status: number | null): number | null {
  return status === null ? null : Math.floor(status / 100);
}

/** All of them, complete by type. */
export const DIMENSION_TABLE: Readonly<Record<Dimension, DimensionRow>> = {
  ATTACK_TYPE: {
    text: 'Attack type of a detection: it counts detections.',
    own: ['attackTypes'],
    values: (withFalsePositives) => sql`SELECT d.type AS value, count(*)::int AS weight FROM detection AS d
      WHERE cardinality(r.attack_types) + cardinality(r.false_positive_types) > 0
        AND d.tenant = r.tenant AND d.session_key = r.session_key AND d.day = r.day AND d.request_id = r.id
        AND (NOT (d.false_positive OR d.attack_false_positive) OR ${withFalsePositives}) GROUP BY d.type`,
    kept: { token: 'a', counted: true, nullable: false, of: ({ attackTypes }) => attackTypes },
  },
  USER: {
    text: 'User.',
    own: ['users'],
    values: () => one(sql`r.user_name`),
    kept: { token: 'u', counted: true, nullable: true, of: ({ user }) => [user] },
  },
  ROLE: {
    text: 'Role of the user.',
    own: ['roles'],
    values: () => one(sql`r.role`),
    kept: { token: 'r', counted: true, nullable: true, of: ({ role }) => [role] },
  },
  IP: {
    text: 'Source address.',
    own: ['ips'],
    values: () => one(sql`r.ip`),
    kept: { token: 'i', counted: true, nullable: true, of: ({ ip }) => [ip] },
  },
  STATUS: {
    text: 'Response code; no value: no response.',
    own: ['statuses', 'statusClasses'],
    values: () => one(sql`r.status::text`),
    kept: { token: 's', counted: true, nullable: true, of: ({ status }) => [status] },
  },
  STATUS_CLASS: {
    text: 'First digit of the response code; no value: no response.',
    own: ['statuses', 'statusClasses'],
    values: () => one(sql`(r.status / 100)::text`),
    // Counted by its tokens: there are six at most.
    kept: { token: 'k', counted: false, nullable: true, of: ({ status }) => [statusClass(status)] },
  },
  BUSINESS_FLOW: {
    text: 'Business flow of the endpoint, as it is now; an endpoint may have several.',
    own: ['businessFlows'],
    values: () => ofEndpoint(eachOf(sql`endpoint.business_flows`)),
    kept: null,
  },
  ENDPOINT: {
    text: 'Endpoint, by id.',
    own: ['endpointIds'],
    values: () => one(sql`r.endpoint_id`),
    kept: { token: 'e', counted: true, nullable: false, of: ({ endpointId }) => [endpointId] },
  },
  ENDPOINT_RISK_LEVEL: {
    text: 'Risk level of the endpoint, as it is now.',
    own: ['endpointRiskLevels'],
    values: () => ofEndpoint(sql`(${RISK_LEVEL})`),
    kept: null,
  },
  ROGUE: {
    text: 'Rogue kind of the endpoint, as it is now; no value: not evaluated.',
    own: ['rogue'],
    values: () => ofEndpoint(sql`endpoint.rogue`),
    kept: null,
  },
  SENSITIVE_DATA: {
    text: 'Kind of sensitive data of the endpoint, as it is now; it may have several.',
    own: ['sensitiveData'],
    values: () => ofEndpoint(eachOf(sql`endpoint.sensitive_data`)),
    kept: null,
  },
  DEVIATION: {
    text: 'Metric by which the request stands out from what is usual for its endpoint; it may be both, and most requests are in no bucket.',
    own: ['deviations'],
    values: () => one(sql`unnest(${DEVIATIONS})`),
    kept: { token: 'd', counted: true, nullable: false, of: ({ deviations }) => deviations },
  },
  ...ofPlainDimensions(
    (field, name): DimensionRow => ({
      text: field.dimensionText,
      own: [name],
      values: () => one(field.several ? eachOf(columnOf(field)) : columnOf(field)),
      kept: {
        token: field.token,
        counted: true,
        nullable: field.nullable,
        of: (request) => plainValuesOf(field, request),
      },
    }),
  ),
};

export const DIMENSIONS = Object.keys(DIMENSION_TABLE) as Dimension[];

/** Those whose values are counted per session part and day. The others follow from these. */
export const COUNTED_DIMENSIONS = DIMENSIONS.filter(isCounted);

/** What the values of dimensions are made of, of `request AS r`: rows that are kept to be grouped need no more. */
export const VALUE_SOURCES = sql`r.tenant, r.session_key, r.day, r.id, r.endpoint_id, r.status, r.ip, r.user_name, r.role,
  r.attack_types, r.false_positive_types, r.duration_deviation, r.size_deviation,
  ${Prisma.raw(
    Object.values(PLAIN_FIELDS)
      .map(({ column }) => `r.${column}`)
      .join(', '),
  )}`;

/** The values of a dimension, as `DimensionRow.values` says. */
export function valuesOf(dimension: Dimension, withFalsePositives: boolean): Sql {
  return DIMENSION_TABLE[dimension].values(withFalsePositives);
}

/** Whether imports count its values. */
export function isCounted(dimension: Dimension): boolean {
  return DIMENSION_TABLE[dimension].kept?.counted ?? false;
}

/** The filter without the dimension's own conditions; what is nested in `anyOf` and `not` stays. */
export function withoutOwn(dimension: Dimension, filter: RequestFilter): RequestFilter {
  const own = new Set<string>(DIMENSION_TABLE[dimension].own);
  return Object.fromEntries(Object.entries(filter).filter(([name, value]) => !own.has(name) && value != null));
}

/** The column of a plain field, of `request AS r`. */
export function columnOf({ column }: PlainField): Sql {
  return Prisma.raw(`r.${column}`);
}

function one(value: Sql): Sql {
  return sql`SELECT ${value} AS value, 1 AS weight`;
}

/** A fact of the endpoint, as it is now. */
function ofEndpoint(value: Sql): Sql {
  return sql`SELECT ${value} AS value, 1 AS weight FROM endpoint WHERE endpoint.tenant = r.tenant AND endpoint.id = r.endpoint_id`;
}

/** The elements of an array, or one null where it is empty. */
function eachOf(array: Sql): Sql {
  return sql`unnest(CASE WHEN cardinality(${array}) = 0 THEN ARRAY[NULL]::text[] ELSE ${array} END)`;
}
