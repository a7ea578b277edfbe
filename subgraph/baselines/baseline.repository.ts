import { type Sql, sql } from '../db/sql.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type BaselineKey, dueEndpoints, isInWindow, MEASURES, ownRequests, windowRows } from './baseline.sql.ts';
import { type Bucket, Histogram, METRICS, type Metric, type Statistics } from './histogram.ts';

// Reads of baselines. Plain rows in and out; the tenant is always a parameter.

/** What is usual, in units; null: nothing was measured. */
export type Baseline = Record<Metric, Statistics | null>;

interface SettledRow {
  /** Null: never. */
  settledAt: Date | null;
  dueEndpoints: number;
}

/** A day of a window, or (with a value) requests of the session itself. */
interface BaselineRow {
  n: number;
  metric: Metric;
  buckets: Bucket[] | null;
  value: number | null;
  count: number;
}

/** What each of these requests is compared with, in the order of the keys. One query for all of them. */
export async function findBaselines(
  prisma: PrismaClient,
  tenant: string,
  keys: readonly BaselineKey[],
): Promise<Baseline[]> {
  const rows = await prisma.$queryRaw<BaselineRow[]>`
    SELECT taught.*, NULL::float8 AS value, 0 AS count FROM (${windowRows(tenant, keys)}) AS taught
    UNION ALL (${ownRows(tenant, keys)})`;
  return keys.map((_, index) => {
    const own = rows.filter(({ n }) => n === index + 1);
    return baselineOf((metric) => {
      const ofMetric = own.filter((row) => row.metric === metric);
      return windowOf(ofMetric).minus(Histogram.ofValues(metric, ofMetric.filter(hasValue)));
    });
  });
}

/** Values of the session itself, counted. */
function ownRows(tenant: string, keys: readonly BaselineKey[]): Sql {
  return sql`SELECT u.n::int AS n, m.metric, NULL::jsonb AS buckets, m.value, count(*)::int AS count
    FROM ${ownRequests(tenant, keys)}
    CROSS JOIN LATERAL ${MEASURES}
    WHERE m.value IS NOT NULL GROUP BY u.n, m.metric, m.value`;
}

/** What is usual for the successes of some endpoints: of the last day that has any, and the six before. */
export async function findEndpointBaselines(
  prisma: PrismaClient,
  tenant: string,
  endpointIds: readonly string[],
): Promise<Baseline[]> {
  const successes = sql`b.tenant = ${tenant} AND b.endpoint_id = u.endpoint_id AND b.outcome = 'SUCCESS'`;
  const rows = await prisma.$queryRaw<BaselineRow[]>`
    SELECT u.n::int AS n, b.metric, b.buckets, NULL::float8 AS value, 0 AS count
    FROM unnest(${[...endpointIds]}::text[]) WITH ORDINALITY AS asked(id, n)
    LEFT JOIN endpoint_alias AS alias ON alias.tenant = ${tenant} AND alias.id = asked.id
    CROSS JOIN LATERAL (SELECT asked.n, coalesce(alias.endpoint_id, asked.id) AS endpoint_id) AS u
    CROSS JOIN LATERAL (SELECT max(b.day) AS day FROM endpoint_baseline AS b WHERE ${successes}) AS latest
    JOIN endpoint_baseline AS b ON ${successes} AND ${isInWindow(sql`b.day`, sql`latest.day`)}`;
  return endpointIds.map((_, index) =>
    baselineOf((metric) => windowOf(rows.filter((row) => row.n === index + 1 && row.metric === metric))),
  );
}

/** As of when the deviations of requests are those of all requests. */
export async function findSettled(prisma: PrismaClient, tenant: string): Promise<SettledRow> {
  const [row] = await prisma.$queryRaw<SettledRow[]>`
    SELECT (SELECT settled_at FROM baseline_settled WHERE tenant = ${tenant}) AS "settledAt",
      (SELECT count(DISTINCT endpoint_id)::int FROM (${dueEndpoints(tenant)}) AS due) AS "dueEndpoints"`;
  return row!;
}

function baselineOf(histogramOf: (metric: Metric) => Histogram): Baseline {
  return Object.fromEntries(METRICS.map((metric) => [metric, histogramOf(metric).statistics()])) as Baseline;
}

function windowOf(rows: readonly BaselineRow[]): Histogram {
  return Histogram.of(rows.flatMap(({ buckets }) => buckets ?? []));
}

const hasValue = (row: BaselineRow): row is BaselineRow & { value: number } => row.value !== null;
