import { type Sql, sql, TRUE } from '../../db/sql.ts';
import type { SessionFilter } from '../../filters/filter.type.ts';
import { IS_DETECTION_OF } from '../../filters/request-rows.sql.ts';
import { foundRequests } from '../../filters/session-condition.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** Requests that an action is about. */
export interface ImpactQuery {
  tenant: string;
  filter: SessionFilter;
  /** One and the same detection has this type (null: any) and this parameter; without it, nothing is asked of them. */
  detection: { type: string | null; parameter: string | null; withFalsePositives: boolean } | null;
  /** Silenced by this mark; without it, nothing is asked of that. */
  markId?: string;
  /** Where counting stops. */
  bound: number;
}

interface ImpactRow {
  /** At most one more than the bound. */
  found: number;
  requestCount: number;
  maliciousRequestCount: number;
  sessionCount: number;
  userCount: number;
  ipCount: number;
  roleCount: number;
  roles: string[];
  businessFlowCount: number;
  flowCodes: string[];
  sampleIds: string[];
}

const LISTED = 10;
const SAMPLES = 5;

/** Counts what the requests of a query are, in one statement. */
export async function measureImpact(prisma: PrismaClient, query: ImpactQuery): Promise<ImpactRow> {
  const { tenant, filter, bound } = query;
  const [row] = await prisma.$queryRaw<ImpactRow[]>`
    WITH found AS MATERIALIZED (
      SELECT r.* FROM ${foundRequests(tenant, null, filter)} AND ${detectionCondition(query)}
      LIMIT ${bound + 1}
    ), counted AS MATERIALIZED (SELECT * FROM found LIMIT ${bound}),
    role AS (SELECT role AS value, count(*) AS count FROM counted WHERE role IS NOT NULL GROUP BY role),
    flow AS (
      SELECT flow.value, count(*) AS count FROM counted
      JOIN endpoint ON endpoint.tenant = ${tenant} AND endpoint.id = counted.endpoint_id
      CROSS JOIN LATERAL unnest(endpoint.business_flows) AS flow(value) GROUP BY flow.value
    )
    SELECT (SELECT count(*)::int FROM found) AS found, count(*)::int AS "requestCount",
      (count(*) FILTER (WHERE attack_types IS NOT NULL))::int AS "maliciousRequestCount",
      count(DISTINCT (part, day))::int AS "sessionCount", count(DISTINCT user_name)::int AS "userCount",
      count(DISTINCT ip)::int AS "ipCount",
      (SELECT count(*)::int FROM role) AS "roleCount", (SELECT count(*)::int FROM flow) AS "businessFlowCount",
      ${topOf(sql`role`)} AS roles, ${topOf(sql`flow`)} AS "flowCodes",
      ARRAY(SELECT id FROM counted ORDER BY time DESC, seq DESC LIMIT ${SAMPLES}) AS "sampleIds"
    FROM counted`;
  return row!;
}

function topOf(table: Sql): Sql {
  return sql`ARRAY(SELECT value FROM ${table} ORDER BY count DESC, value COLLATE "C" LIMIT ${LISTED})`;
}

function detectionCondition({ detection, markId }: ImpactQuery): Sql {
  const ofRequest = sql`SELECT 1 FROM detection AS d
    WHERE ${IS_DETECTION_OF}`;
  if (markId !== undefined) return sql`EXISTS (${ofRequest} AND d.mark_id = ${markId})`;
  if (!detection) return TRUE;
  const { type, parameter, withFalsePositives } = detection;
  return sql`EXISTS (${ofRequest}
      AND (${type}::text IS NULL OR d.type = ${type}) AND d.parameter IS NOT DISTINCT FROM ${parameter}::text
      AND (${withFalsePositives} OR NOT (d.false_positive OR d.attack_false_positive)))`;
}

/** Ids of the endpoints of a path template, whatever their host and method. */
export async function findEndpointIds(prisma: PrismaClient, tenant: string, pathTemplate: string): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM endpoint WHERE tenant = ${tenant} AND path_template = ${pathTemplate}`;
  return rows.map(({ id }) => id);
}
