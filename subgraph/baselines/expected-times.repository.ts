import type { PrismaClient } from '../generated/prisma/client.ts';
import { type BaselineKey, ownRequests, windows } from './baseline.sql.ts';
import { LEAST_SAMPLES } from './deviation.ts';
import { type Bucket, Histogram } from './histogram.ts';

/** A day of a window, or (without buckets) the times of the session itself. */
interface TimesRow {
  n: number;
  buckets: Bucket[] | null;
  own: number[] | null;
}

/**
 * The times that each of these requests is compared with, in the order of the keys; null: there are too few for a baseline.
 * One query for all of them. Keys may be thousands, those of a scanner: what has no baseline is left in the database.
 */
export async function findExpectedTimes(
  prisma: PrismaClient,
  tenant: string,
  keys: readonly BaselineKey[],
): Promise<(Histogram | null)[]> {
  const rows = await prisma.$queryRaw<TimesRow[]>`
    WITH taught AS MATERIALIZED (
      SELECT of_day.n, of_day.buckets FROM (
        SELECT u.n, b.buckets, sum(b.samples) OVER (PARTITION BY u.n) AS samples
        FROM ${windows(tenant, keys)} AND b.metric = 'DURATION'
      ) AS of_day WHERE of_day.samples >= ${LEAST_SAMPLES}
    )
    SELECT n::int AS n, buckets, NULL::float8[] AS own FROM taught
    UNION ALL (
      SELECT u.n::int AS n, NULL, array_agg(r.duration_ms) FROM ${ownRequests(tenant, keys)}
      WHERE r.duration_ms IS NOT NULL AND u.n IN (SELECT n FROM taught) GROUP BY u.n
    )`;
  const taught = keys.map((): Bucket[] => []);
  const own = keys.map((): number[] => []);
  for (const row of rows) {
    if (row.buckets) taught[row.n - 1]!.push(...row.buckets);
    else own[row.n - 1] = row.own!;
  }
  return keys.map((_, index) => {
    const values = own[index]!.map((value) => ({ value, count: 1 }));
    const times = Histogram.of(taught[index]!).minus(Histogram.ofValues('DURATION', values));
    return times.count >= LEAST_SAMPLES ? times : null;
  });
}
