import type pg from 'pg';
import { Histogram } from '../baselines/histogram.ts';
import { quarterOf } from '../store/timeline-store.ts';
import { compareDays, type DayTexts } from './compare-days.ts';
import type { Steps } from './steps.ts';
import type { Differ } from './verify-session.ts';

interface Numbers {
  quarter: number;
  first_at: Date;
  requests: number;
  malicious: number;
  detected: number;
  blocked: number;
  client_errors: number;
  server_errors: number;
}

/** The counters over time are those of the requests, quarter of an hour by quarter of an hour. */
export function compareTimelines(steps: Steps, differ: Differ): Promise<void> {
  const timeOf = (quarter: string) => new Date(Number(quarter) * 900_000).toISOString().slice(11, 16);
  return compareDays(steps, differ, {
    table: 'timeline_count',
    stored: storedQuarters,
    recomputed: recomputedQuarters,
    placeOf: (quarter, day) => `requests of ${day} ${timeOf(quarter)}`,
    what: 'counters',
  });
}

async function storedQuarters(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts> {
  const { rows } = await client.query<Numbers & { buckets: number[]; counts: number[]; sums: string[] }>(
    `SELECT *, duration_buckets AS buckets, duration_counts AS counts, duration_sums AS sums FROM timeline_count
     WHERE tenant = $1 AND day = $2`,
    [tenant, day],
  );
  return new Map(
    rows.map((row) => {
      const durations = row.buckets.map((bucket, place) => [bucket, row.counts[place], Number(row.sums[place])]);
      return [String(row.quarter), textOf(row, durations)];
    }),
  );
}

async function recomputedQuarters(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts> {
  const { rows } = await client.query<Numbers & { durations: { value: number; count: number }[] }>(
    `SELECT quarter, min(first_at) AS first_at, sum(requests)::int AS requests, sum(malicious)::int AS malicious,
       sum(detected)::int AS detected, sum(blocked)::int AS blocked, sum(client_errors)::int AS client_errors,
       sum(server_errors)::int AS server_errors,
       coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', requests)) FILTER (WHERE value IS NOT NULL), '[]') AS durations
     FROM (
       SELECT ${quarterOf('r')} AS quarter, r.duration_ms AS value, min(r.time) AS first_at, count(*) AS requests,
         count(*) FILTER (WHERE r.attack_types IS NOT NULL) AS malicious,
         count(*) FILTER (WHERE r.attack_types IS NOT NULL OR r.false_positive_types IS NOT NULL) AS detected,
         count(*) FILTER (WHERE r.blocked) AS blocked, count(*) FILTER (WHERE r.status / 100 = 4) AS client_errors,
         count(*) FILTER (WHERE r.status / 100 = 5) AS server_errors
       FROM request AS r WHERE r.tenant = $1 AND r.day = $2 GROUP BY 1, 2
     ) AS counted GROUP BY quarter`,
    [tenant, day],
  );
  return new Map(
    rows.map((row) => [String(row.quarter), textOf(row, Histogram.ofValues('DURATION', row.durations).buckets())]),
  );
}

function textOf(row: Numbers, durations: unknown): string {
  const { requests, malicious, detected, blocked, client_errors, server_errors } = row;
  return (
    `${requests} requests from ${row.first_at.toISOString()}, ${malicious} malicious (${detected} with false positives), ` +
    `${blocked} blocked, ${client_errors} 4xx, ${server_errors} 5xx, times ${JSON.stringify(durations)}`
  );
}
