import { join, type Sql, sql } from '../db/sql.ts';
import { type Dimension, valuesOf, withoutOwn } from '../filters/dimensions.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';

/** A value of one dimension of one session part; without a count where the dimension has none at all. */
export interface StatisticsRow {
  /** The part, from 1. */
  n: number;
  dimension: Dimension;
  value: string | null;
  count: number | null;
  visible: number | null;
  /** Buckets of the dimension. */
  valueCount: number | null;
  /** Sum of all counts of the dimension, and of those with a value. */
  sum: number | null;
  sumOfValues: number | null;
  /** Requests of the part in the period. */
  requests: number;
}

export interface StatisticsQuery {
  tenant: string;
  dimensions: readonly Dimension[];
  period?: Period | null;
  filter?: RequestFilter | null;
  first: number;
}

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
      SELECT part.n::int AS n, r.*, ${visible}
      FROM unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
        WITH ORDINALITY AS part(key, day, n)
      JOIN request AS r ON r.tenant = ${tenant} AND r.session_key = part.key AND r.day = part.day
      WHERE ${periodCondition(period)}
    ), counted AS (${join(counted, ' UNION ALL ')}
    ), ranked AS (
      SELECT counted.*, row_number() OVER (PARTITION BY n, dimension
          ORDER BY count DESC, value COLLATE "C" NULLS LAST) AS rank,
        (count(*) OVER dimension)::int AS "valueCount", (sum(count) OVER dimension)::int AS sum,
        (coalesce(sum(count) FILTER (WHERE value IS NOT NULL) OVER dimension, 0))::int AS "sumOfValues"
      FROM counted WINDOW dimension AS (PARTITION BY n, dimension)
    )
    SELECT n, dimension, value, count, visible, "valueCount", sum, "sumOfValues", whole.requests
    FROM (SELECT n, count(*)::int AS requests FROM scope GROUP BY n) AS whole
    CROSS JOIN unnest(${[...dimensions]}::text[]) AS asked(dimension) LEFT JOIN ranked USING (n, dimension)
    WHERE coalesce(rank, 1) <= ${first} ORDER BY n, dimension, rank`;
}
