import { type RankingRead, readRanking } from '../db/ranking.ts';
import { and, type Sql, sql } from '../db/sql.ts';
import type { EndpointKind, Period, RequestFilter } from '../filters/filter.type.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

// Endpoints as requests name them. Plain rows in and out; the tenant is always a parameter.

export interface KnownEndpointRow {
  id: string;
  requestCount: number;
  sessionCount: number;
  maliciousRequestCount: number;
  lastSeenAt: Date;
}

interface KnownEndpointsQuery {
  tenant: string;
  period: Period | null;
  /** As `endpoint` of a request filter; null: any. */
  search: string | null;
  /** Also those that are not confirmed. */
  all: boolean;
  /** As `endpointKinds` of a request filter; null: any. */
  kinds: (EndpointKind | null)[] | null;
}

/** Endpoints of a period, most requests first. Looks at every request of the period. */
export function findKnownEndpoints(
  prisma: PrismaClient,
  query: KnownEndpointsQuery,
  read: RankingRead,
): Promise<KnownEndpointRow[]> {
  // First per session part, so that sessions are counted without sorting every request.
  const endpoints = sql`SELECT part.endpoint_id AS id, sum(part.requests)::int AS "requestCount",
      count(*)::int AS "sessionCount", sum(part.malicious)::int AS "maliciousRequestCount",
      max(part.last_seen_at) AS "lastSeenAt"
    FROM (
      SELECT r.endpoint_id, count(*) AS requests, max(r.time) AS last_seen_at, bool_or(${isSearched(query)}) AS searched,
        count(*) FILTER (WHERE ${requestCondition(query.tenant, { malicious: true })}) AS malicious
      FROM request AS r WHERE ${isInScope(query)} GROUP BY r.endpoint_id, r.part, r.day
    ) AS part
    GROUP BY part.endpoint_id HAVING bool_or(part.searched)`;
  return prisma.$queryRaw<KnownEndpointRow[]>`${readRanking(endpoints, sql`"requestCount"`, 'float8', read)}`;
}

/** Number of endpoints that the search finds in a period; counting stops one beyond the bound. */
export async function countKnownEndpoints(
  prisma: PrismaClient,
  query: KnownEndpointsQuery,
  bound: number,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT DISTINCT r.endpoint_id FROM request AS r WHERE ${and([isInScope(query), isSearched(query)])}
      LIMIT ${bound + 1}
    ) AS found`;
  return row!.count;
}

function isInScope({ tenant, period, all, kinds }: KnownEndpointsQuery): Sql {
  const facts: RequestFilter = { endpointConfirmations: all ? null : ['CONFIRMED'], endpointKinds: kinds };
  return and([sql`r.tenant = ${tenant}`, periodCondition(period), requestCondition(tenant, facts)]);
}

/** An endpoint is found by any of its requests, as the same search among requests finds it. */
function isSearched({ tenant, search }: KnownEndpointsQuery): Sql {
  return requestCondition(tenant, { endpoint: search });
}
