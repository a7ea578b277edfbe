import type pg from 'pg';
import { type Bucket, bucketOf, Histogram, unitsOf } from '../baselines/histogram.ts';
import { hasId } from '../filters/request-rows.sql.ts';
import { COUNTS_AS_ATTACK } from './counted-detections.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** What is counted of a request over time. */
export type TimedRequest = Pick<
  StoredRequest,
  'day' | 'time' | 'blocked' | 'status' | 'attackTypes' | 'falsePositiveTypes' | 'durationMs'
>;

const QUARTER_MS = 15 * 60_000;

/** The requests of a quarter of an hour, counted; `day` is YYYY-MM-DD, `quarter` 0 to 95. */
interface QuarterCount {
  day: string;
  quarter: number;
  firstAt: number;
  requests: number;
  malicious: number;
  detected: number;
  blocked: number;
  clientErrors: number;
  serverErrors: number;
  durations: Bucket[];
}

/** Adds requests that were not stored before to the counters of their time. Inside a transaction under the tenant's lock. */
export async function countTimeline(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly TimedRequest[],
): Promise<void> {
  const counts = countsOf(requests);
  if (counts.length === 0) return;
  const stored = await storedDurations(client, tenant, counts);
  const histograms = counts.map(({ day, quarter, durations }) =>
    Histogram.of([...durations, ...(stored.get(`${day} ${quarter}`) ?? [])]).buckets(),
  );
  const arrays = ([0, 1, 2] as const).map((place) =>
    histograms.map((buckets) => `{${buckets.map((bucket) => bucket[place]).join(',')}}`),
  );
  await client.query(
    `INSERT INTO timeline_count AS known (tenant, day, quarter, first_at, requests, malicious, detected, blocked,
       client_errors, server_errors, duration_buckets, duration_counts, duration_sums)
     SELECT $1, day, quarter, first_at, requests, malicious, detected, blocked, client_errors, server_errors,
       buckets::smallint[], counts::int[], sums::bigint[]
     FROM unnest($2::date[], $3::smallint[], $4::timestamptz[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[],
       $10::int[], $11::text[], $12::text[], $13::text[]) AS input(day, quarter, first_at, requests, malicious, detected,
       blocked, client_errors, server_errors, buckets, counts, sums)
     ON CONFLICT (tenant, day, quarter) DO UPDATE SET first_at = least(known.first_at, EXCLUDED.first_at),
       requests = known.requests + EXCLUDED.requests, malicious = known.malicious + EXCLUDED.malicious,
       detected = known.detected + EXCLUDED.detected, blocked = known.blocked + EXCLUDED.blocked,
       client_errors = known.client_errors + EXCLUDED.client_errors,
       server_errors = known.server_errors + EXCLUDED.server_errors, duration_buckets = EXCLUDED.duration_buckets,
       duration_counts = EXCLUDED.duration_counts, duration_sums = EXCLUDED.duration_sums`,
    [
      tenant,
      counts.map(({ day }) => day),
      counts.map(({ quarter }) => quarter),
      counts.map(({ firstAt }) => new Date(firstAt).toISOString()),
      counts.map(({ requests: number }) => number),
      counts.map(({ malicious }) => malicious),
      counts.map(({ detected }) => detected),
      counts.map(({ blocked }) => blocked),
      counts.map(({ clientErrors }) => clientErrors),
      counts.map(({ serverErrors }) => serverErrors),
      ...arrays,
    ],
  );
}

function countsOf(requests: readonly TimedRequest[]): QuarterCount[] {
  const counts = new Map<string, QuarterCount>();
  for (const request of requests) {
    const { day, status, durationMs } = request;
    const time = request.time.getTime();
    const quarter = Math.floor((time - Date.parse(day)) / QUARTER_MS);
    const name = `${day} ${quarter}`;
    const count = counts.get(name) ?? newCount(day, quarter);
    counts.set(name, count);
    const statusClass = Math.floor((status ?? 0) / 100);
    count.firstAt = Math.min(count.firstAt, time);
    count.requests += 1;
    count.malicious += request.attackTypes.length > 0 ? 1 : 0;
    count.detected += request.attackTypes.length + request.falsePositiveTypes.length > 0 ? 1 : 0;
    count.blocked += request.blocked ? 1 : 0;
    count.clientErrors += statusClass === 4 ? 1 : 0;
    count.serverErrors += statusClass === 5 ? 1 : 0;
    if (durationMs === null) continue;
    const units = unitsOf('DURATION', durationMs);
    count.durations.push([bucketOf(units), 1, units]);
  }
  return [...counts.values()];
}

function newCount(day: string, quarter: number): QuarterCount {
  const none = { requests: 0, malicious: 0, detected: 0, blocked: 0, clientErrors: 0, serverErrors: 0 };
  return { day, quarter, firstAt: Number.POSITIVE_INFINITY, ...none, durations: [] };
}

async function storedDurations(
  client: pg.ClientBase,
  tenant: string,
  counts: readonly QuarterCount[],
): Promise<Map<string, Bucket[]>> {
  const { rows } = await client.query<{ name: string; buckets: number[]; counts: number[]; sums: string[] }>(
    `SELECT known.day || ' ' || known.quarter AS name, known.duration_buckets AS buckets, known.duration_counts AS counts,
       known.duration_sums AS sums
     FROM unnest($2::date[], $3::smallint[]) AS input(day, quarter)
     JOIN timeline_count AS known ON known.tenant = $1 AND known.day = input.day AND known.quarter = input.quarter`,
    [tenant, counts.map(({ day }) => day), counts.map(({ quarter }) => quarter)],
  );
  return new Map(
    rows.map((row) => [
      row.name,
      row.buckets.map((bucket, place): Bucket => [bucket, row.counts[place]!, Number(row.sums[place])]),
    ]),
  );
}

/**
 * Follows detections of some requests that have begun or ceased to count as attacks, before the requests repeat it. Inside
 * a transaction under the tenant's lock.
 */
export async function shiftMalicious(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly { key: string; day: string; id: string }[],
): Promise<void> {
  await client.query(
    `UPDATE timeline_count AS known SET malicious = known.malicious + shift.by
     FROM (
       SELECT r.day, ${quarterOf('r')} AS quarter, sum(now.malicious::int - (r.attack_types IS NOT NULL)::int)::int AS by
       FROM (SELECT DISTINCT * FROM unnest($2::text[], $3::date[], $4::text[]) AS place(key, day, id)) AS touched
       JOIN request AS r ON r.tenant = $1 AND r.part = part_of($1, touched.key, touched.day) AND r.day = touched.day
         AND ${hasId('r', '$1', 'touched.id')}
       CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM detection AS d WHERE d.tenant = r.tenant
         AND d.part = r.part AND d.day = r.day AND d.request_id = r.id AND ${COUNTS_AS_ATTACK}) AS malicious) AS now
       GROUP BY 1, 2
     ) AS shift
     WHERE known.tenant = $1 AND known.day = shift.day AND known.quarter = shift.quarter AND shift.by <> 0`,
    [tenant, requests.map(({ key }) => key), requests.map(({ day }) => day), requests.map(({ id }) => id)],
  );
}

/** The quarter of an hour of a request, 0 to 95, in SQL. */
export function quarterOf(request: string): string {
  return `floor(extract(epoch FROM ${request}.time - (${request}.day::timestamp AT TIME ZONE 'UTC')) / 900)::int`;
}
