import { and, type Sql, sql } from '../db/sql.ts';
import { noValueToken } from '../filters/tokens.ts';
import type { Days } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Facet, type FacetQuery, type FacetRow, searchCondition } from './facet-query.ts';

/** The facet of all sessions of some whole days: a sum of counters, exact at any size. */
export async function sumCounters(prisma: PrismaClient, query: FacetQuery, days: Days): Promise<Facet> {
  const { tenant, dimension, first } = query;
  const rows = await prisma.$queryRaw<(FacetRow & { total: number })[]>`
    WITH counters AS (SELECT * FROM facet_count WHERE tenant = ${tenant} AND ${inDays(days)}),
    counted AS (
      SELECT value, sum(sessions)::int AS count FROM counters
      WHERE dimension = ${dimension} AND ${searchCondition(query)} GROUP BY value
      UNION ALL SELECT NULL, missing.count FROM (${missing(query, days)}) AS missing WHERE missing.count > 0
    )
    SELECT counted.*, (count(counted.count) OVER ())::int AS "valueCount",
      (SELECT coalesce(sum(sessions), 0)::int FROM counters WHERE dimension = 'SESSION') AS total
    FROM (SELECT 1) AS always LEFT JOIN counted ON TRUE
    ORDER BY count DESC NULLS LAST, value COLLATE "C" NULLS LAST LIMIT ${first}`;
  return { rows: rows.filter(({ count }) => count !== null), total: rows[0]?.total ?? 0, exact: true };
}

/** Sessions without a user or role at all; of anything else, sessions with a request that lacks it. */
function missing({ tenant, dimension, search }: FacetQuery, days: Days): Sql {
  const none = noValueToken(dimension);
  if (!none || search) return sql`SELECT 0 AS count`;
  const condition =
    dimension === 'USER'
      ? sql`user_count = 0`
      : dimension === 'ROLE'
        ? sql`role_count = 0`
        : sql`tokens && ${[none]}::text[]`;
  return sql`SELECT count(*)::int AS count FROM session WHERE tenant = ${tenant} AND ${inDays(days)} AND ${condition}`;
}

function inDays({ from, to }: Days): Sql {
  return and([...(from ? [sql`day >= ${from}::date`] : []), ...(to ? [sql`day < ${to}::date`] : [])]);
}
