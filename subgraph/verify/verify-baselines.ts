import type pg from 'pg';
import { dueEndpoints, type EndpointDay, isTrained, MEASURES, OUTCOME } from '../baselines/baseline.sql.ts';
import { type Bucket, Histogram, type Metric } from '../baselines/histogram.ts';
import { BASELINE_DAYS } from '../baselines/outcome.ts';
import { readRetention } from '../db/kept-days.ts';
import { sql } from '../db/sql.ts';
import { findAllDays, pagesOf } from '../settling/due-days.ts';
import { type DueDay, FIRST_PLACE, type JudgePlace, judgeDays } from '../settling/judge-deviations.ts';
import { compareDays, type DayTexts } from './compare-days.ts';
import type { Differ } from './verify-session.ts';

const PAGE = 20_000;

/** The histograms of endpoints are those of their requests, day by day. They outlive the requests by what others are compared with. */
export async function compareHistograms(client: pg.ClientBase, differ: Differ): Promise<void> {
  const { since } = await readRetention(client);
  const oldest = since && new Date(Date.parse(since) - (BASELINE_DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
  return compareDays(client, differ, {
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
export async function compareDeviations(client: pg.ClientBase, differ: Differ): Promise<number> {
  await compareUncompared(client, differ);
  const { rows: tenants } = await client.query<{ tenant: string }>(
    'SELECT DISTINCT tenant FROM endpoint_baseline UNION SELECT tenant FROM arrived_batch',
  );
  let sum = 0;
  for (const { tenant } of tenants) {
    const waiting = await waitingDays(client, tenant);
    const days = (await findAllDays(client, tenant)).filter((day) => !waiting(day));
    for (const page of pagesOf(days, PAGE)) await comparePage(client, tenant, page, differ);
    const { rows } = await client.query<{ due: number }>(
      sql`SELECT count(*)::int AS due FROM (${dueEndpoints(tenant)}) AS due`,
    );
    sum += rows[0]!.due;
  }
  return sum;
}

async function comparePage(
  client: pg.ClientBase,
  tenant: string,
  page: readonly DueDay[],
  differ: Differ,
): Promise<void> {
  let place: JudgePlace | null = FIRST_PLACE;
  while (place) {
    const { judged, next } = await judgeDays(client, tenant, page, place, PAGE);
    for (const { part, endpointId, metric, value, count, stored, degree } of judged) {
      if (stored === degree) continue;
      const what = `deviation ${metric} of ${count} requests to ${endpointId} with ${value}`;
      differ({ tenant, place: await nameOfPart(client, part), what, stored, recomputed: degree });
    }
    place = next;
  }
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
async function compareUncompared(client: pg.ClientBase, differ: Differ): Promise<void> {
  const { rows } = await client.query<{ tenant: string; id: string; metric: string; deviation: string }>(
    sql`SELECT r.tenant, r.id, m.metric, m.deviation FROM request AS r CROSS JOIN LATERAL ${MEASURES}
      WHERE m.deviation IS NOT NULL AND (${OUTCOME} IS NULL OR m.value IS NULL)`,
  );
  for (const { tenant, id, metric, deviation } of rows) {
    differ({ tenant, place: `request ${id}`, what: `deviation ${metric}`, stored: deviation, recomputed: null });
  }
}
