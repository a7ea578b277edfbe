import { sql } from '../db/sql.ts';
import { partOf } from '../filters/named-by-id.ts';
import { valueCounts } from '../filters/part-values.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Flow, withBuiltIn } from './built-in-flows.ts';

/** All flows of a tenant: the built-in ones as it labels them, then its own by code. */
export async function findFlows(prisma: PrismaClient, tenant: string): Promise<Flow[]> {
  const own = await prisma.businessFlow.findMany({
    where: { tenant },
    select: { code: true, label: true, description: true },
  });
  return withBuiltIn(own);
}

/** Requests of a session part to the endpoints of a flow; `n` is the part, from 1. */
interface FlowUsageRow {
  n: number;
  code: string;
  requests: number;
}

/** The flows of each part, most requests first. A request has one endpoint: its endpoints' requests add up. */
export function findFlowUsage(
  prisma: PrismaClient,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<FlowUsageRow[]> {
  return prisma.$queryRaw<FlowUsageRow[]>(sql`
    SELECT part.n::int AS n, flow.code, sum(v.requests)::int AS requests FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]
    ) WITH ORDINALITY AS part(key, day, n)
    CROSS JOIN LATERAL ${partOf(tenant, sql`part.key`, sql`part.day`, daysOf(parts))} AS s
    CROSS JOIN LATERAL (${valueCounts('ENDPOINT', daysOf(parts))}) AS v
    JOIN endpoint ON endpoint.tenant = ${tenant} AND endpoint.id = v.value
    CROSS JOIN LATERAL unnest(endpoint.business_flows) AS flow(code)
    GROUP BY part.n, flow.code
    ORDER BY part.n, requests DESC, flow.code COLLATE "C"`);
}
