import { and, type Sql, sql } from '../db/sql.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { isOfPart } from '../filters/request-rows.sql.ts';
import { inChainOfParts } from '../filters/sequence.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

type Degree = 'HIGH' | 'EXTREME';

/** What a session part did at an endpoint. */
export interface EndpointRow {
  /** The part, from 1. */
  n: number;
  endpointId: string;
  requests: number;
  clientErrors: number;
  serverErrors: number;
  /** Requests with a time. */
  measured: number;
  /** In milliseconds; null: no request has a time. */
  median: number | null;
  p95: number | null;
  /** Requests with a time, by response code and by whether they were blocked: what says with what they are compared. */
  answers: [status: number | null, blocked: boolean, requests: number][];
  slow: number;
  slowest: Degree | null;
  large: number;
  largest: Degree | null;
  /** Of the part, rows beyond the first ones too. */
  endpointCount: number;
  requestCount: number;
}

/** What endpoints are ordered by: a column of the groups below, or of `endpoint AS known`. */
const ORDERS = {
  REQUESTS: sql`requests`,
  ERRORS: sql`client_errors + server_errors`,
  DURATION_MEDIAN: sql`times[1]`,
  DURATION_P95: sql`times[2]`,
  DEVIATIONS: sql`deviating`,
  RISK: sql`known.risk_score`,
} as const;
export type EndpointOrderName = keyof typeof ORDERS;

export interface EndpointsQuery {
  tenant: string;
  period?: Period | null;
  filter?: RequestFilter | null;
  order: EndpointOrderName;
  descending: boolean;
  first: number;
}

/** The endpoints of some session parts, those of each in order; one pass over the requests that meet the filter. */
export function findEndpointsOfParts(
  prisma: PrismaClient,
  { tenant, period, filter, order, descending, first }: EndpointsQuery,
  parts: readonly SessionPart[],
): Promise<EndpointRow[]> {
  const inSequence = inChainOfParts(tenant, period, parts);
  const condition = and([periodCondition(period), requestCondition(tenant, filter ?? {}, { inSequence })]);
  const direction = descending ? sql`DESC` : sql`ASC`;
  return prisma.$queryRaw<EndpointRow[]>`
    WITH scope AS MATERIALIZED (
      SELECT part.n::int AS n, r.endpoint_id, r.status, r.blocked, r.duration_ms, r.duration_deviation, r.size_deviation
      FROM unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
        WITH ORDINALITY AS part(key, day, n)
      JOIN request AS r ON ${isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(parts))} WHERE ${condition}
    ), counted AS (
      SELECT n, endpoint_id, count(*) AS requests, count(*) FILTER (WHERE status / 100 = 4) AS client_errors,
        count(*) FILTER (WHERE status / 100 = 5) AS server_errors, count(duration_ms) AS measured,
        percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ms) AS times,
        count(*) FILTER (WHERE coalesce(duration_deviation, size_deviation) IS NOT NULL) AS deviating,
        count(duration_deviation) AS slow, ${degreeOf(sql`duration_deviation`)} AS slowest,
        count(size_deviation) AS large, ${degreeOf(sql`size_deviation`)} AS largest
      FROM scope GROUP BY n, endpoint_id
    ), ranked AS (
      SELECT counted.*, (count(*) OVER part)::int AS endpoints, (sum(requests) OVER part)::int AS all_requests,
        row_number() OVER (PARTITION BY n ORDER BY ${ORDERS[order]} ${direction} NULLS LAST, requests DESC, endpoint_id) AS rank
      FROM counted LEFT JOIN endpoint AS known ON known.tenant = ${tenant} AND known.id = endpoint_id
      WINDOW part AS (PARTITION BY n)
    ), shown AS (SELECT * FROM ranked WHERE rank <= ${first}
    ), answered AS (
      SELECT n, endpoint_id, jsonb_agg(jsonb_build_array(status, blocked, requests)) AS answers FROM (
        SELECT n, endpoint_id, scope.status, scope.blocked, count(*) AS requests FROM scope JOIN shown USING (n, endpoint_id)
        WHERE scope.duration_ms IS NOT NULL GROUP BY n, endpoint_id, scope.status, scope.blocked
      ) AS measured GROUP BY n, endpoint_id
    )
    SELECT n, endpoint_id AS "endpointId", requests::int AS requests, client_errors::int AS "clientErrors",
      server_errors::int AS "serverErrors", measured::int AS measured, times[1] AS median, times[2] AS p95,
      coalesce(answers, '[]') AS answers, slow::int AS slow, slowest, large::int AS large, largest,
      endpoints AS "endpointCount", all_requests AS "requestCount"
    FROM shown LEFT JOIN answered USING (n, endpoint_id) ORDER BY n, rank`;
}

/** The higher one of the two; null: none stands out. */
function degreeOf(column: Sql): Sql {
  return sql`CASE WHEN bool_or(${column} = 'EXTREME') THEN 'EXTREME' WHEN count(${column}) > 0 THEN 'HIGH' END`;
}
