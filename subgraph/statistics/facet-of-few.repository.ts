import { join, type Sql, sql } from '../db/sql.ts';
import { valueSources, valuesOf } from '../filters/dimensions.ts';
import type { SessionFilter } from '../filters/filter.type.ts';
import { sessionOf } from '../filters/request-rows.sql.ts';
import { foundRequests, isFoundByRequests } from '../filters/session-condition.ts';
import { asksNothing } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Facet, type FacetQuery, type FacetRow, searchCondition } from './facet-query.ts';
import { ofSession } from './facet-values.sql.ts';

/** So many requests are looked at one by one. */
const FEW = 20_000;

/**
 * The facet of a list whose filter few requests meet, of these requests alone: of the other sessions, and of their other
 * requests, nothing is read.
 * @param sessions the list without the dimension's own conditions
 * @returns null: too many meet it, or are in too many sessions, or it asks for more than a request
 */
export async function findFacetOfFew(
  prisma: PrismaClient,
  query: FacetQuery,
  sessions: SessionFilter,
): Promise<Facet | null> {
  const { tenant, dimension, period, first, bound } = query;
  const [entry = {}] = sessions.requests ?? [];
  if (asksNothing(entry) || !isFoundByRequests(period, sessions)) return null;
  const rows = await prisma.$queryRaw<(FacetRow & { valueCount: number; total: number; requests: number })[]>`
    WITH few AS MATERIALIZED (
      SELECT ${join(valueSources([dimension], ['part', 'day']), ', ')} FROM ${foundRequests(tenant, period, sessions)} LIMIT ${FEW + 1}
    ), parts AS MATERIALIZED (
      SELECT DISTINCT part, day FROM few
    ), size AS MATERIALIZED (
      SELECT (SELECT count(*)::int FROM few) AS requests, (SELECT count(*)::int FROM parts) AS total
    ), counted AS (
      SELECT value, count(*)::int AS count FROM (${valuesOfFew(query, entry.includeFalsePositives ?? false)}) AS found
      WHERE ${searchCondition(query)} GROUP BY value
    )
    SELECT counted.*, (count(counted.count) OVER ())::int AS "valueCount", size.*
    FROM size LEFT JOIN counted ON size.requests <= ${FEW}
    ORDER BY count DESC NULLS LAST, value COLLATE "C" NULLS LAST LIMIT ${first}`;
  const { valueCount, total, requests } = rows[0]!;
  if (requests > FEW || total > bound) return null;
  // The row that only carries the size, where no request has a value, has no count.
  return { rows: rows.filter(({ count }) => count !== null), valueCount, total, exact: true };
}

function valuesOfFew({ tenant, dimension }: FacetQuery, withFalsePositives: boolean): Sql {
  if (dimension === 'USER' || dimension === 'ROLE') {
    return sql`SELECT DISTINCT s.part, s.day, v.value FROM parts
      CROSS JOIN LATERAL ${sessionOf(tenant, sql`parts.part`, sql`parts.day`)} AS s ${ofSession(dimension)}`;
  }
  return sql`SELECT DISTINCT r.part, r.day, v.value FROM few AS r
    CROSS JOIN LATERAL (${valuesOf(dimension, withFalsePositives)}) AS v`;
}
