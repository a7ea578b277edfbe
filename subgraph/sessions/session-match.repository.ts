import { type Sql, sql } from '../db/sql.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { matchCondition, periodCondition } from '../filters/request-condition.ts';
import type { SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** What is asked about a listed session. */
export interface MatchWanted {
  part: SessionPart;
  period?: Period | null;
  /** The request filters of the list. */
  entries: readonly RequestFilter[];
}

export interface PeriodTotals {
  requestCount: number;
  attackCount: number;
  maliciousRequestCount: number;
  blockedRequestCount: number;
  startedAt: Date;
  lastSeenAt: Date;
}

/** Counters of the requests of some parts that lie in a period. In the order of the parts. */
export function findPeriodTotals(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  parts: readonly SessionPart[],
): Promise<PeriodTotals[]> {
  return prisma.$queryRaw<PeriodTotals[]>`
    SELECT totals.* FROM ${tableOf(parts)}
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS "requestCount", coalesce(sum(r.attack_count), 0)::int AS "attackCount",
        (count(*) FILTER (WHERE cardinality(r.attack_types) > 0))::int AS "maliciousRequestCount",
        (count(*) FILTER (WHERE r.blocked))::int AS "blockedRequestCount",
        min(r.time) AS "startedAt", max(r.time) AS "lastSeenAt"
      FROM request AS r WHERE ${isOfPart(tenant, period)}
    ) AS totals ORDER BY part.n`;
}

export interface MatchRow {
  /** At most one more than the bound. */
  count: number;
  firstAt: Date | null;
  lastAt: Date | null;
  reasons: string[];
}

const REASONS = 3;

/** The requests of some parts that meet one of the filters (all of the period without any). In the order of the parts. */
export function findMatches(
  prisma: PrismaClient,
  tenant: string,
  { period, entries }: Omit<MatchWanted, 'part'>,
  parts: readonly SessionPart[],
  bound: number,
): Promise<MatchRow[]> {
  const condition = sql`${isOfPart(tenant, period)} AND ${matchCondition(tenant, entries)}`;
  const reasons = entries.length > 0 ? kindsOf(tenant) : sql`ARRAY[]::text[]`;
  return prisma.$queryRaw<MatchRow[]>`
    SELECT found.*,
      (SELECT r.time FROM request AS r WHERE ${condition} ORDER BY r.time, r.seq LIMIT 1) AS "firstAt",
      (SELECT r.time FROM request AS r WHERE ${condition} ORDER BY r.time DESC, r.seq DESC LIMIT 1) AS "lastAt"
    FROM ${tableOf(parts)}
    CROSS JOIN LATERAL (
      WITH matching AS MATERIALIZED (SELECT r.* FROM request AS r WHERE ${condition} LIMIT ${bound + 1})
      SELECT (SELECT count(*)::int FROM matching) AS count, ${reasons} AS reasons
    ) AS found ORDER BY part.n`;
}

/** The most frequent kinds of `matching`, in words. */
function kindsOf(tenant: string): Sql {
  return sql`ARRAY(
    SELECT concat_ws(' ', kind.method, endpoint.path_template, coalesce(kind.status::text, 'no response'),
      nullif(array_to_string(kind.attack_types, ', '), ''))
    FROM (
      SELECT method, endpoint_id, status, attack_types, count(*) AS count FROM matching
      GROUP BY method, endpoint_id, status, attack_types
    ) AS kind JOIN endpoint ON endpoint.tenant = ${tenant} AND endpoint.id = kind.endpoint_id
    ORDER BY kind.count DESC, 1 LIMIT ${REASONS})`;
}

function tableOf(parts: readonly SessionPart[]): Sql {
  return sql`unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
    WITH ORDINALITY AS part(key, day, n)`;
}

function isOfPart(tenant: string, period: Period | null | undefined): Sql {
  return sql`r.tenant = ${tenant} AND r.session_key = part.key AND r.day = part.day AND ${periodCondition(period)}`;
}
