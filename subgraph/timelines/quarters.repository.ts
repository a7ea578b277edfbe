import { and, join, or, type Sql, sql } from '../db/sql.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { periodCondition, requestCondition, utcDay } from '../filters/request-condition.ts';
import { IS_OF_SESSION } from '../filters/request-rows.sql.ts';
import { asksNothing } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type BucketRow, bucketRows, bucketStart, requestCounts } from './buckets.sql.ts';

// Timelines of everything, from what is counted per quarter of an hour: their cost is that of the answer.

/** A list, and the width of the buckets of its timeline. */
export interface ListBuckets {
  tenant: string;
  period?: Period | null;
  filter?: SessionFilter | null;
  bucketMs: number;
}

const QUARTER_MS = 15 * 60_000;

/** Whether counters can answer: the filter asks nothing of requests and sessions, and no quarter is in two buckets. */
export function isCountedPerQuarter({ filter, bucketMs }: ListBuckets): boolean {
  const { requests, ...facts } = filter ?? {};
  // What counts as an attack leaves no request out.
  const isOpen = (requests ?? []).every(({ includeFalsePositives: _, ...entry }) => asksNothing(entry));
  return bucketMs % QUARTER_MS === 0 && isOpen && asksNothing(facts);
}

/** All requests of the period; those of a quarter that the period cuts are counted themselves. */
export function sumQuarters(
  prisma: PrismaClient,
  { tenant, period, filter, bucketMs }: ListBuckets,
): Promise<BucketRow[]> {
  const withFalsePositives = (filter?.requests ?? []).some((entry) => entry.includeFalsePositives);
  const { whole, edges } = splitQuarters(period);
  const counts = [
    ...(whole ? [ofQuarters(tenant, whole, bucketMs, withFalsePositives)] : []),
    ...edges.map((edge) => ofEdge(tenant, edge, bucketMs, withFalsePositives)),
  ];
  return prisma.$queryRaw<BucketRow[]>(bucketRows(join(counts, ' UNION ALL ')));
}

interface Edge {
  from: Date;
  to: Date;
}

/** The whole quarters of a period, null where it has none, and what is left of it at its ends. */
function splitQuarters(period: Period | null | undefined): { whole: Period | null; edges: Edge[] } {
  const { from, to } = period ?? {};
  const first = from && new Date(Math.ceil(from.getTime() / QUARTER_MS) * QUARTER_MS);
  const end = to && new Date(Math.floor(to.getTime() / QUARTER_MS) * QUARTER_MS);
  if (from && to && first! > end!) return { whole: null, edges: [{ from, to }] };
  return {
    whole: { from: first, to: end },
    edges: [...(from && from < first! ? [{ from, to: first! }] : []), ...(to && end! < to ? [{ from: end!, to }] : [])],
  };
}

function ofQuarters(tenant: string, { from, to }: Period, bucketMs: number, withFalsePositives: boolean): Sql {
  const quarterStart = sql`(c.day::timestamp AT TIME ZONE 'UTC') + c.quarter * interval '15 minutes'`;
  const start = bucketStart(sql`${bucketMs}::float8`, quarterStart);
  const inPeriod = and([
    sql`c.tenant = ${tenant}`,
    ...(from ? [isAfter(from)] : []),
    ...(to ? [sql`NOT ${isAfter(to)} AND c.day <= ${utcDay(to)}::date`] : []),
  ]);
  const malicious = withFalsePositives ? sql`c.detected` : sql`c.malicious`;
  // Arrays unnested beside each other in the SELECT, of rows whose start is known (`OFFSET 0`): as a join, or with the start
  // reckoned for each element, they take twice as long and more.
  return sql`
    SELECT 1 AS n, ${start} AS start, NULL::int AS bucket, c.requests, ${malicious} AS malicious, c.blocked, c.client_errors,
      c.server_errors, 0 AS durations, NULL::float8 AS duration_sum FROM timeline_count AS c WHERE ${inPeriod}
    UNION ALL
    SELECT 1, start, bucket, 0, 0, 0, 0, 0, sum(count), sum(units::float8) FROM (
      SELECT start, unnest(buckets) AS bucket, unnest(counts) AS count, unnest(sums) AS units FROM (
        SELECT ${start} AS start, c.duration_buckets AS buckets, c.duration_counts AS counts, c.duration_sums AS sums
        FROM timeline_count AS c WHERE ${inPeriod} OFFSET 0
      ) AS quarters
    ) AS elements GROUP BY start, bucket`;
}

/** Quarters that begin at a moment or later, in the order of their key. */
function isAfter(from: Date): Sql {
  const day = utcDay(from);
  const quarter = (from.getTime() - Date.parse(day)) / QUARTER_MS;
  return sql`(c.day >= ${day}::date AND ${or([sql`c.day > ${day}::date`, sql`c.quarter >= ${quarter}::int`])})`;
}

/** The requests themselves, found by the parts that are alive at that time. */
function ofEdge(tenant: string, edge: Edge, bucketMs: number, withFalsePositives: boolean): Sql {
  return sql`
    SELECT 1, ${bucketStart(sql`${bucketMs}::float8`, sql`r.time`)} AS start,
      ${requestCounts(requestCondition(tenant, { malicious: true, includeFalsePositives: withFalsePositives }))}
    FROM session AS s CROSS JOIN LATERAL (
      SELECT * FROM request AS r WHERE ${IS_OF_SESSION}
        AND ${periodCondition(edge)} OFFSET 0
    ) AS r
    WHERE s.tenant = ${tenant} AND s.day = ${utcDay(edge.from)}::date
      AND s.last_seen_at >= ${edge.from}::timestamptz AND s.started_at < ${edge.to}::timestamptz
    GROUP BY 2, 3`;
}
