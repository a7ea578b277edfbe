import { type Sql, sql } from '../db/sql.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { CONFIRMATION, RISK_LEVEL } from './endpoint-condition.ts';
import type { RequestFilter } from './filter.type.ts';
import {
  ofPlainDimensions,
  type PlainDimension,
  type PlainField,
  type PlainValues,
  plainValuesOf,
} from './request-fields.ts';
import { HAS_DETECTIONS, IS_DETECTION_OF } from './request-rows.sql.ts';

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
  /** The columns of `request` that the values are made of. */
  readonly columns: readonly string[];
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
  | 'ENDPOINT_CONFIRMATION'
  | 'ENDPOINT_KIND'
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

/** Where a fact of the endpoint is found. */
const OF_ENDPOINT = ['tenant', 'endpoint_id'];

/** All of them, complete by type. */
export const DIMENSION_TABLE: Readonly<Record<Dimension, DimensionRow>> = {
  ATTACK_TYPE: {
    text: 'Attack type of a detection: it counts detections.',
    own: ['attackTypes'],
    values: (withFalsePositives) => sql`SELECT d.type AS value, count(*)::int AS weight FROM detection AS d
      WHERE ${HAS_DETECTIONS} AND ${IS_DETECTION_OF}
        AND (NOT (d.false_positive OR d.attack_false_positive) OR ${withFalsePositives}) GROUP BY d.type`,
    columns: ['tenant', 'part', 'day', 'attack_types', 'false_positive_types', 'id'],
    kept: { token: 'a', counted: true, nullable: false, of: ({ attackTypes }) => attackTypes },
  },
  USER: {
    text: 'User.',
    own: ['users'],
    values: () => one(sql`r.user_name`),
    columns: ['user_name'],
    kept: { token: 'u', counted: true, nullable: true, of: ({ user }) => [user] },
  },
  ROLE: {
    text: 'Role of the user.',
    own: ['roles'],
    values: () => one(sql`r.role`),
    columns: ['role'],
    kept: { token: 'r', counted: true, nullable: true, of: ({ role }) => [role] },
  },
  IP: {
    text: 'Source address.',
    own: ['ips'],
    values: () => one(sql`r.ip`),
    columns: ['ip'],
    kept: { token: 'i', counted: true, nullable: true, of: ({ ip }) => [ip] },
  },
  STATUS: {
    text: 'Response code; no value: no response.',
    own: ['statuses', 'statusClasses'],
    values: () => one(sql`r.status::text`),
    columns: ['status'],
    kept: { token: 's', counted: true, nullable: true, of: ({ status }) => [status] },
  },
  STATUS_CLASS: {
    text: 'First digit of the response code; no value: no response.',
    own: ['statuses', 'statusClasses'],
    values: () => one(sql`(r.status / 100)::text`),
    // Counted by its tokens: there are six at most.
    columns: ['status'],
    kept: { token: 'k', counted: false, nullable: true, of: ({ status }) => [statusClass(status)] },
  },
  BUSINESS_FLOW: {
    text: 'Business flow of the endpoint, as it is now; an endpoint may have several.',
    own: ['businessFlows'],
    values: () => ofEndpoint(eachOf(sql`endpoint.business_flows`)),
    columns: OF_ENDPOINT,
    kept: null,
  },
  ENDPOINT: {
    text: 'Endpoint, by id.',
    own: ['endpointIds'],
    values: () => one(sql`r.endpoint_id`),
    columns: ['endpoint_id'],
    kept: { token: 'e', counted: true, nullable: false, of: ({ endpointId }) => [endpointId] },
  },
  ENDPOINT_RISK_LEVEL: {
    text: 'Risk level of the endpoint, as it is now.',
    own: ['endpointRiskLevels'],
    values: () => ofEndpoint(sql`(${RISK_LEVEL})`),
    columns: OF_ENDPOINT,
    kept: null,
  },
  ENDPOINT_CONFIRMATION: {
    text: 'Whether the endpoint is known to be there, as it is now.',
    own: ['endpointConfirmations'],
    values: () => ofEndpoint(sql`(${CONFIRMATION})`),
    columns: OF_ENDPOINT,
    kept: null,
  },
  ENDPOINT_KIND: {
    text: 'What the endpoint is, as it is now; no value: nothing says it.',
    own: ['endpointKinds'],
    values: () => ofEndpoint(sql`endpoint.kind`),
    columns: OF_ENDPOINT,
    kept: null,
  },
  ROGUE: {
    text: 'Rogue kind of the endpoint, as it is now; no value: not evaluated.',
    own: ['rogue'],
    values: () => ofEndpoint(sql`endpoint.rogue`),
    columns: OF_ENDPOINT,
    kept: null,
  },
  SENSITIVE_DATA: {
    text: 'Kind of sensitive data of the endpoint, as it is now; it may have several.',
    own: ['sensitiveData'],
    values: () => ofEndpoint(eachOf(sql`endpoint.sensitive_data`)),
    columns: OF_ENDPOINT,
    kept: null,
  },
  DEVIATION: {
    text: 'Metric by which the request stands out from what is usual for its endpoint; it may be both, and most requests are in no bucket.',
    own: ['deviations'],
    values: () => one(sql`unnest(${DEVIATIONS})`),
    columns: ['duration_deviation', 'size_deviation'],
    kept: { token: 'd', counted: true, nullable: false, of: ({ deviations }) => deviations },
  },
  ...ofPlainDimensions(
    (field, name): DimensionRow => ({
      text: field.dimensionText,
      own: [name],
      values: () => one(field.several ? eachOf(sql`coalesce(${columnOf(field)}, '{}')`) : columnOf(field)),
      columns: [field.column],
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

/**
 * What the values of some dimensions are made of, of `request AS r`: rows that are kept to be grouped need no more.
 * @param more columns that are needed as well
 */
export function valueSources(dimensions: readonly Dimension[], more: readonly string[] = []): Sql[] {
  const columns = new Set([...more, ...dimensions.flatMap((dimension) => DIMENSION_TABLE[dimension].columns)]);
  return [...columns].map((column) => Prisma.raw(column === 'id' ? ID_OF_DETECTED : `r.${column}`));
}

/** Requests without detections are counted together, whichever they are. */
const ID_OF_DETECTED = `CASE WHEN ${HAS_DETECTIONS.text} THEN r.id END AS id`;

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
