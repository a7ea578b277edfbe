import { join, type Sql, sql } from '../db/sql.ts';
import { valueSources, valuesOf, withoutOwn } from '../filters/dimensions.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { isOfPart } from '../filters/request-rows.sql.ts';
import { inChainOfParts } from '../filters/sequence.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import { rankedRows, type StatisticsQuery, type StatisticsRow } from './statistics.rows.ts';

// A transaction number can be hashed and not be sorted, so that nothing that is grouped by one is sorted: the planner expects
// a few requests of a session, and would sort by text, a dozen times, those of the largest.
const HASHED = Prisma.raw("'0'::xid");

/**
 * How the requests of session parts spread over the values of some dimensions, in one pass over the requests: what
 * the filter leaves visible is decided once per request and set of conditions, and equal ones are then counted together.
 */
export function findStatistics(
  prisma: PrismaClient,
  { tenant, dimensions, period, filter, first }: StatisticsQuery,
  parts: readonly SessionPart[],
): Promise<StatisticsRow[]> {
  const withFalsePositives = filter?.includeFalsePositives ?? false;
  const options = { includeFalsePositives: withFalsePositives, inSequence: inChainOfParts(tenant, period, parts) };
  const views = new Map<string, { column: Sql; condition: Sql }>();
  const counted = dimensions.map((dimension) => {
    const others = withoutOwn(dimension, filter ?? {});
    const key = JSON.stringify(others);
    const view = views.get(key) ?? {
      column: Prisma.raw(`visible_${views.size}`),
      condition: requestCondition(tenant, others, options),
    };
    views.set(key, view);
    return sql`SELECT r.n, ${dimension}::text AS dimension, v.value, sum(v.weight * r.requests)::int AS count,
      coalesce(sum(v.weight * r.requests) FILTER (WHERE r.${view.column}), 0)::int AS visible
      FROM scope AS r CROSS JOIN LATERAL (${valuesOf(dimension, withFalsePositives)}) AS v GROUP BY r.n, v.value`;
  });
  const grouped = [
    sql`part.n::int AS n`,
    ...valueSources(dimensions),
    ...[...views.values()].map(({ column, condition }) => sql`${condition} AS ${column}`),
  ];
  const places = Prisma.raw(grouped.map((_, index) => index + 1).join(', '));
  return prisma.$queryRaw<StatisticsRow[]>`
    WITH scope AS MATERIALIZED (
      SELECT ${join(grouped, ', ')}, count(*) AS requests
      FROM unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
        WITH ORDINALITY AS part(key, day, n)
      JOIN request AS r ON ${isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(parts))}
      WHERE ${periodCondition(period)} GROUP BY ${places}, ${HASHED}
    ), counted AS (${join(counted, ' UNION ALL ')}
    ), whole AS (SELECT n, sum(requests)::int AS requests FROM scope GROUP BY n)
    ${rankedRows(dimensions, first)}`;
}
