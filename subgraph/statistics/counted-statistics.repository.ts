import { join, type Sql, sql } from '../db/sql.ts';
import { DIMENSION_TABLE, type Dimension, isCounted, valuesOf } from '../filters/dimensions.ts';
import { partOf } from '../filters/named-by-id.ts';
import { countsOfValues } from '../filters/part-values.sql.ts';
import { PLAIN_FIELDS } from '../filters/request-fields.ts';
import { isWhollyIn } from '../filters/session-condition.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import { asksNothing } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { rankedRows, type StatisticsQuery, type StatisticsRow } from './statistics.rows.ts';

// Statistics of whole parts without a filter: from what is counted of their values, whatever the number of requests.

/** Dimensions of which a request may have several values, and the number of those of a part that have any. */
const WITH_VALUE: Partial<Record<Dimension, Sql>> = { SOURCE_TAG: sql`whole.tagged_count` };
const SEVERAL = new Set<string>(
  Object.values(PLAIN_FIELDS)
    .filter(({ several }) => several)
    .map(({ dimension }) => dimension),
);

/** Whether counters can answer for parts that the period holds wholly. */
export function isCountedPerPart({ dimensions, filter }: StatisticsQuery): boolean {
  return asksNothing(filter) && dimensions.every((dimension) => !SEVERAL.has(dimension) || WITH_VALUE[dimension]);
}

/** As `findStatistics`, of those of the parts that the period holds wholly: the others have no rows. */
export function findCountedStatistics(
  prisma: PrismaClient,
  { tenant, dimensions, period, first }: StatisticsQuery,
  parts: readonly SessionPart[],
): Promise<StatisticsRow[]> {
  const read = [...new Set(dimensions.map(sourceOf))];
  const days = daysOf(parts);
  return prisma.$queryRaw<StatisticsRow[]>`
    WITH whole AS MATERIALIZED (
      SELECT part.n::int AS n, s.tenant, s.key, s.day, s.request_count AS requests, s.tagged_count, s.tokens,
        s.token_requests, s.token_detections
      FROM unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
        WITH ORDINALITY AS part(key, day, n)
      CROSS JOIN LATERAL ${partOf(tenant, sql`part.key`, sql`part.day`, days)} AS s WHERE ${isWhollyIn(period)}
    ), known AS MATERIALIZED (
      SELECT s.n, s.tenant, v.* FROM whole AS s CROSS JOIN LATERAL (${countsOfValues(read, days)} OFFSET 0) AS v
    ), counted AS (
      SELECT n, dimension, value, count::int AS count, count::int AS visible
      FROM (${join(dimensions.map(countsOf), ' UNION ALL ')}) AS counts WHERE count > 0
    )
    ${rankedRows(dimensions, first)}`;
}

/** The dimension whose values tell. */
function sourceOf(dimension: Dimension): Dimension {
  if (isCounted(dimension)) return dimension;
  return dimension === 'STATUS_CLASS' ? 'STATUS' : 'ENDPOINT';
}

function countsOf(dimension: Dimension): Sql {
  const source = sourceOf(dimension);
  if (source === 'ENDPOINT' && dimension !== 'ENDPOINT') {
    return sql`SELECT r.n, ${dimension}::text AS dimension, v.value, sum(r.requests * v.weight) AS count
      FROM (SELECT n, tenant, value AS endpoint_id, requests FROM known WHERE dimension = 'ENDPOINT') AS r
      CROSS JOIN LATERAL (${valuesOf(dimension, false)}) AS v GROUP BY r.n, v.value`;
  }
  const value = dimension === 'STATUS_CLASS' ? sql`(value::int / 100)::text` : sql`value`;
  const weight = dimension === 'ATTACK_TYPE' ? sql`detections` : sql`requests`;
  const counts = sql`SELECT n, ${dimension}::text AS dimension, ${value} AS value, sum(${weight}) AS count
    FROM known WHERE dimension = ${source} GROUP BY n, 3`;
  if (!DIMENSION_TABLE[dimension].kept?.nullable) return counts;
  // "No value" is what the counted ones leave.
  const withValue = WITH_VALUE[dimension];
  const table = withValue
    ? sql`whole`
    : sql`whole LEFT JOIN (
        SELECT n, sum(requests) AS counted FROM known WHERE dimension = ${source} GROUP BY n) AS sums USING (n)`;
  return sql`${counts} UNION ALL
    SELECT n, ${dimension}::text, NULL, requests - ${withValue ?? sql`coalesce(counted, 0)`} FROM ${table}`;
}
