import { and, join, type Sql, sql } from '../db/sql.ts';
import { ALL_PARTS, NO_VALUE } from '../filters/part-counters.ts';
import { foundSessions } from '../filters/session-condition.ts';
import { type Days, splitDays } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Facet, type FacetQuery, type FacetRow, searchCondition } from './facet-query.ts';
import { ofAllRequests, ofSession } from './facet-values.sql.ts';

/**
 * The facet of all sessions of a period: whole days are a sum of counters, exact at any size. Of a day that the period
 * cuts the sessions in it are looked at, the newest up to the bound.
 */
export async function sumCounters(prisma: PrismaClient, query: FacetQuery): Promise<Facet> {
  const { tenant, first, bound } = query;
  const { days, cut } = splitDays(query.period);
  const rows = await prisma.$queryRaw<(FacetRow & { whole: number; inCut: number })[]>`
    ${cutParts(query, cut)}
    SELECT counted.*, ${days ? sumOf(tenant, days, ALL_PARTS, '') : sql`0`} AS whole,
      ${cut.length > 0 ? sql`(SELECT count(*)::int FROM parts)` : sql`0`} AS "inCut"
    FROM (SELECT 1) AS always LEFT JOIN (${counted(query, days, cut)}) AS counted ON TRUE
    ORDER BY count DESC NULLS LAST, value COLLATE "C" NULLS LAST LIMIT ${first}`;
  const { whole, inCut } = rows[0]!;
  return {
    // The row that only carries the total, where the list has no value, has no count.
    rows: rows.filter(({ count }) => count !== null),
    valueCount: null,
    total: whole + Math.min(inCut, bound),
    exact: inCut <= bound,
  };
}

/** How many values such a facet has. Apart, for few ask, and it costs as much as the values that are listed. */
export async function countCountedValues(prisma: PrismaClient, query: FacetQuery): Promise<number> {
  const { days, cut } = splitDays(query.period);
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    ${cutParts(query, cut)} SELECT count(*)::int AS count FROM (${counted(query, days, cut)}) AS counted`;
  return row!.count;
}

/** One more than the bound says that there are more. */
function cutParts({ tenant, period, bound }: FacetQuery, cut: readonly string[]): Sql {
  if (cut.length === 0) return sql``;
  return sql`WITH parts AS MATERIALIZED (
    SELECT s.* FROM ${foundSessions(tenant, period, null)} AND s.day = ANY(${cut}::date[])
    ORDER BY s.last_seen_at DESC, s.key DESC, s.day DESC LIMIT ${bound + 1}
  )`;
}

/** Each value with its sessions. */
function counted(query: FacetQuery, days: Days | null, cut: readonly string[]): Sql {
  const { tenant, dimension, bound, search } = query;
  const sources = [
    ...(days
      ? [
          sql`SELECT value, sum(sessions) AS count FROM facet_count
            WHERE ${inDays(tenant, days)} AND dimension = ${dimension} AND ${searchCondition(query)} GROUP BY value`,
        ]
      : []),
    ...(days && !search ? [sql`SELECT NULL, ${sumOf(tenant, days, NO_VALUE, dimension)}`] : []),
    ...(cut.length > 0
      ? [
          sql`SELECT value, count(*) FROM (
              SELECT DISTINCT s.key, s.day, v.value
              FROM (SELECT * FROM parts ORDER BY last_seen_at DESC, key DESC, day DESC LIMIT ${bound}) AS s
              ${dimension === 'USER' || dimension === 'ROLE' ? ofSession(dimension) : ofAllRequests(query)}
            ) AS found WHERE ${searchCondition(query)} GROUP BY value`,
        ]
      : []),
  ];
  return sql`SELECT value, sum(count)::int AS count FROM (${join(sources, ' UNION ALL ')}) AS source
    GROUP BY value HAVING sum(count) > 0`;
}

function sumOf(tenant: string, days: Days, dimension: string, value: string): Sql {
  return sql`(SELECT coalesce(sum(sessions), 0)::int FROM facet_count
    WHERE ${inDays(tenant, days)} AND dimension = ${dimension} AND value = ${value})`;
}

function inDays(tenant: string, { from, to }: Days): Sql {
  return and([
    sql`facet_count.tenant = ${tenant}`,
    ...(from ? [sql`facet_count.day >= ${from}::date`] : []),
    ...(to ? [sql`facet_count.day < ${to}::date`] : []),
  ]);
}
