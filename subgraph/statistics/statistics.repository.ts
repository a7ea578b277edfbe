import { join, type Sql, sql } from '../db/sql.ts';
import { VALUE_SOURCES, valuesOf, withoutOwn } from '../filters/dimensions.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import { rankedRows, type StatisticsQuery, type StatisticsRow } from './statistics.rows.ts';

/**
 * How the requests of session parts spread over the values of some dimensions, in one pass over the requests: what
 * the filter leaves visible is decided once per request and set of conditions.
 */
export function findStatistics(
  prisma: PrismaClient,
  { tenant, dimensions, period, filter, first }: StatisticsQuery,
  parts: readonly SessionPart[],
): Promise<StatisticsRow[]> {
  const withFalsePositives = filter?.includeFalsePositives ?? false;
  const views = new Map<string, { column: Sql; condition: Sql }>();
  const counted = dimensions.map((dimension) => {
    const others = withoutOwn(dimension, filter ?? {});
    const key = JSON.stringify(others);
    const view = views.get(key) ?? {
      column: Prisma.raw(`visible_${views.size}`),
      condition: requestCondition(tenant, others, withFalsePositives),
    };
    views.set(key, view);
    return sql`SELECT r.n, ${dimension}::text AS dimension, v.value, sum(v.weight)::int AS count,
      coalesce(sum(v.weight) FILTER (WHERE r.${view.column}), 0)::int AS visible
      FROM scope AS r CROSS JOIN LATERAL (${valuesOf(dimension, withFalsePositives)}) AS v GROUP BY r.n, v.value`;
  });
  const visible = join(
    [...views.values()].map(({ column, condition }) => sql`${condition} AS ${column}`),
    ', ',
  );
  return prisma.$queryRaw<StatisticsRow[]>`
    WITH scope AS MATERIALIZED (
      SELECT part.n::int AS n, ${VALUE_SOURCES}, ${visible}
      FROM unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
        WITH ORDINALITY AS part(key, day, n)
      JOIN request AS r ON r.tenant = ${tenant} AND r.session_key = part.key AND r.day = part.day
      WHERE ${periodCondition(period)}
    ), counted AS (${join(counted, ' UNION ALL ')}
    ), whole AS (SELECT n, count(*)::int AS requests FROM scope GROUP BY n)
    ${rankedRows(dimensions, first)}`;
}
