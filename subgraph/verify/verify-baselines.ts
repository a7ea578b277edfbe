import type pg from 'pg';
import { dueEndpoints, type EndpointDay, isTrained, MEASURES, OUTCOME } from '../baselines/baseline.sql.ts';
import { type Bucket, Histogram, type Metric } from '../baselines/histogram.ts';
import { BASELINE_DAYS } from '../baselines/outcome.ts';
import { readRetention } from '../db/kept-days.ts';
import { sql } from '../db/sql.ts';
import { findAllDays, pagesOf } from '../settling/due-days.ts';
import { type DueDay, FIRST_PLACE, type JudgePlace, judgeDays } from '../settling/judge-deviations.ts';
import { compareDays, type DayTexts } from './compare-days.ts';
import type { Steps } from './steps.ts';
import type { Differ } from './verify-session.ts';

const PAGE = 20_000;

/** The histograms of endpoints are those of their requests, day by day. They outlive the requests by what others are compared with. */
export async function compareHistograms(steps: Steps, differ: Differ): Promise<void> {
  const { since } = await steps.each(readRetention);
  const oldest = since && new Date(Date.parse(since) - (BASELINE_DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
  return compareDays(steps, differ, {
    table: 'endpoint_baseline',
    isKept: (day, hasSessions) => oldest !== null && !hasSessions && day < since! && day >= oldest,
    // By endpoint, outcome and metric.
    stored: storedHistograms,
    recomputed: recomputedHistograms,
    placeOf: (place, day) => `baseline ${place} on ${day}`,
    what: 'values',
  });
}

async function storedHistograms(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts> {
  const { rows } = await client.query<{ place: string; samples: number; buckets: Bucket[] }>(
    `SELECT concat_ws(' ', endpoint_id, outcome, metric) AS place, samples, buckets FROM endpoint_baseline
     WHERE tenant = $1 AND day = $2`,
    [tenant, day],
  );
  return new Map(rows.map(({ place, samples, buckets }) => [place, textOf(samples, buckets)]));
}

async function recomputedHistograms(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts> {
  const { rows } = await client.query<{ place: string; metric: Metric; value: number; count: number }>(
    sql`SELECT concat_ws(' ', r.endpoint_id, ${OUTCOME}, m.metric) AS place, m.metric, m.value, count(*)::int AS count
      FROM request AS r CROSS JOIN LATERAL ${MEASURES}
      WHERE r.tenant = ${tenant} AND r.day = ${day}::date AND ${OUTCOME} IS NOT NULL AND m.value IS NOT NULL
        AND ${isTrained(tenant)}
      GROUP BY 1, 2, 3`,
  );
  const values = new Map<string, typeof rows>();
  for (const row of rows) {
    const list = values.get(row.place);
    if (list) list.push(row);
    else values.set(row.place, [row]);
  }
  return new Map(
    [...values].map(([place, list]) => {
      const histogram = Histogram.ofValues(list[0]!.metric, list);
      return [place, textOf(histogram.count, histogram.buckets())];
    }),
  );
}

function textOf(samples: number, buckets: readonly Bucket[]): string {
  return `${samples} in ${JSON.stringify(buckets)}`;
}

/**
 * The deviations of requests are those that the baselines make, except where they wait for the job that settles them.
 * @returns the number of endpoints that wait
 */
export async function compareDeviations(steps: Steps, days: readonly string[], differ: Differ): Promise<number> {
  for (const day of days) await steps.each((client) => compareUncompared(client, day, differ));
  const { rows: tenants } = await steps.each((client) =>
    client.query<{ tenant: string }>(
      'SELECT DISTINCT tenant FROM endpoint_baseline UNION SELECT tenant FROM arrived_batch',
    ),
  );
  let sum = 0;
  for (const { tenant } of tenants) {
    const all = await steps.each((client) => findAllDays(client, tenant));
    for (const page of pagesOf(all, steps.rows(PAGE))) await comparePage(steps, tenant, page, differ);
    const { rows } = await steps.each((client) =>
      client.query<{ due: number }>(sql`SELECT count(*)::int AS due FROM (${dueEndpoints(tenant)}) AS due`),
    );
    sum += rows[0]!.due;
  }
  return sum;
}

async function comparePage(steps: Steps, tenant: string, page: readonly DueDay[], differ: Differ): Promise<void> {
  let place: JudgePlace | null = FIRST_PLACE;
  while (place) {
    const from: JudgePlace = place;
    place = await steps.each((client) => comparePiece(client, tenant, page, from, steps.rows(PAGE), differ));
  }
}

/** @returns from where to go on; null: that was all */
async function comparePiece(
  client: pg.ClientBase,
  tenant: string,
  page: readonly DueDay[],
  place: JudgePlace,
  limit: number,
  differ: Differ,
): Promise<JudgePlace | null> {
  const isWaiting = await waitingDays(client, tenant);
  const { judged, next } = await judgeDays(client, tenant, page, place, limit);
  for (const { part, metric, value, count, stored, degree, ...day } of judged) {
    if (stored === degree || isWaiting(day)) continue;
    const what = `deviation ${metric} of ${count} requests to ${day.endpointId} with ${value}`;
    differ({ tenant, place: await nameOfPart(client, part), what, stored, recomputed: degree });
  }
  return next;
}

async function nameOfPart(client: pg.ClientBase, part: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT 'session ' || key || '.' || to_char(day, 'YYYYMMDD') AS name FROM session WHERE part = $1`,
    [part],
  );
  return rows[0]?.name ?? `part ${part}`;
}

/** Whether a day waits to be judged again. */
async function waitingDays(client: pg.ClientBase, tenant: string): Promise<(day: EndpointDay) => boolean> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT concat_ws(' ', endpoint_id, outcome, day) AS key FROM baseline_due WHERE tenant = $1`,
    [tenant],
  );
  const keys = new Set(rows.map(({ key }) => key));
  return ({ endpointId, outcome, day }) => keys.has(`${endpointId} ${outcome} ${day}`);
}

/** What nothing is compared with is no deviation. */
async function compareUncompared(client: pg.ClientBase, day: string, differ: Differ): Promise<void> {
  const { rows } = await client.query<{ tenant: string; id: string; metric: string; deviation: string }>(
    sql`SELECT r.tenant, r.id, m.metric, m.deviation FROM request AS r CROSS JOIN LATERAL ${MEASURES}
      WHERE r.day = ${day}::date AND m.deviation IS NOT NULL AND (${OUTCOME} IS NULL OR m.value IS NULL)`,
  );
  for (const { tenant, id, metric, deviation } of rows) {
    differ({ tenant, place: `request ${id}`, what: `deviation ${metric}`, stored: deviation, recomputed: null });
  }
}
