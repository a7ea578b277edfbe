import type pg from 'pg';
import type { EndpointDay } from '../baselines/baseline.sql.ts';
import { LEAST_SAMPLES } from '../baselines/deviation.ts';
import { type Bucket, Histogram, METRICS, type Metric } from '../baselines/histogram.ts';
import { leastDeviations } from '../baselines/least-deviation.ts';
import { BASELINE_DAYS } from '../baselines/outcome.ts';
import { sql } from '../db/sql.ts';

/** What the responses of an endpoint on a day are compared with, session parts not taken out. */
export interface Window {
  histogram: Histogram;
  samples: number;
  /** What no value stands out under, by the share of own values (`leastDeviations`). */
  bounds: number[];
}

/** Of each day, in their order, and metric; null: there are too few values for a baseline. */
export type Windows = Record<Metric, Window | null>[];

interface StoredHistogram extends EndpointDay {
  metric: Metric;
  buckets: Bucket[];
}

/** The windows of some days of endpoints, none of one that is not confirmed. Those of one endpoint share days: each of these is read once. */
export async function readWindows(
  client: pg.ClientBase,
  tenant: string,
  days: readonly EndpointDay[],
): Promise<Windows> {
  if (days.length === 0) return [];
  const all = days.map(({ day }) => day).toSorted();
  const { rows } = await client.query<StoredHistogram>(
    sql`SELECT b.endpoint_id AS "endpointId", b.outcome, b.day::text AS day, b.metric, b.buckets
      FROM endpoint_baseline AS b
      JOIN endpoint AS known ON known.tenant = b.tenant AND known.id = b.endpoint_id AND known.confirmed
      WHERE b.tenant = ${tenant} AND b.endpoint_id = ANY(${[...new Set(days.map(({ endpointId }) => endpointId))]})
        AND b.day BETWEEN ${all[0]!}::date - ${BASELINE_DAYS - 1}::int AND ${all.at(-1)!}::date`,
  );
  const stored = new Map(rows.map((row) => [keyOf(row, row.day, row.metric), row.buckets]));
  return days.map(
    (day) => Object.fromEntries(METRICS.map((metric) => [metric, windowOf(stored, day, metric)])) as Windows[number],
  );
}

const keyOf = ({ endpointId, outcome }: EndpointDay, day: string, metric: Metric) =>
  `${endpointId} ${outcome} ${day} ${metric}`;

function windowOf(stored: ReadonlyMap<string, Bucket[]>, last: EndpointDay, metric: Metric): Window | null {
  const buckets: Bucket[] = [];
  for (let before = 0; before < BASELINE_DAYS; before += 1) {
    const day = new Date(Date.parse(last.day) - before * 86_400_000).toISOString().slice(0, 10);
    for (const bucket of stored.get(keyOf(last, day, metric)) ?? []) buckets.push(bucket);
  }
  const samples = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (samples < LEAST_SAMPLES) return null;
  const histogram = Histogram.of(buckets);
  return { histogram, samples, bounds: leastDeviations(metric, histogram) };
}
