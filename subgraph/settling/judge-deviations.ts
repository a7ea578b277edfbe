import type pg from 'pg';
import {
  type BaselineKey,
  type EndpointDay,
  endpointDays,
  MEASURES,
  ownRequests,
  requestsOfDay,
} from '../baselines/baseline.sql.ts';
import { type Degree, degreeOf, LEAST_SAMPLES } from '../baselines/deviation.ts';
import { Histogram, METRICS, type Metric, type Statistics } from '../baselines/histogram.ts';
import { OWN_SHARES } from '../baselines/least-deviation.ts';
import { join, sql } from '../db/sql.ts';
import { readWindows, type Windows } from './windows.ts';

/** The responses of an endpoint on one day, and how many values there are to look at. */
export interface DueDay extends EndpointDay {
  /** Values of the day itself. */
  values: number;
}

/** Requests of one session part with equal values and equal deviation. */
export interface JudgedValue extends EndpointDay {
  /** Number of the session part. */
  part: string;
  metric: Metric;
  value: number;
  count: number;
  /** As it is stored, and as it ought to be. */
  stored: Degree | null;
  degree: Degree | null;
}

/** A place in the order of judging: the day of a list, from 1, and the session part there. */
export interface JudgePlace {
  n: number;
  part: string;
}

export const FIRST_PLACE: JudgePlace = { n: 0, part: '0' };

interface ListedValue {
  n: number;
  part: string;
  metric: Metric;
  value: number;
  stored: Degree | null;
  count: number;
}

/**
 * Judges the values of some days of endpoints, session by session, each without what its own session part has taught the
 * baseline. Values of parts that cannot stand out and are not called a deviation never leave the database.
 * @param limit of the rows that are read, unless one session alone has more
 * @returns `next` from where to go on; null: that was all
 */
export async function judgeDays(
  client: pg.ClientBase,
  tenant: string,
  days: readonly EndpointDay[],
  after: JudgePlace,
  limit: number,
): Promise<{ judged: JudgedValue[]; next: JudgePlace | null }> {
  const windows = await readWindows(client, tenant, days);
  const read = (cut = sql``, only = sql``) => valuesOf(client, tenant, { days, windows }, after, cut, only);
  let rows = await read(sql`LIMIT ${limit + 1}`);
  let next: JudgePlace | null = null;
  if (rows.length > limit) {
    const cut = rows.at(-1)!;
    const whole = rows.filter((row) => !isOfOneSession(row, cut));
    const last = whole.at(-1) ?? cut;
    next = { n: last.n, part: last.part };
    rows = whole.length > 0 ? whole : await read(sql``, sql`AND u.n = ${cut.n} AND r.part = ${cut.part}::bigint`);
  }
  return { judged: judge(days, windows, rows), next };
}

/** Judges the values of some session parts at some endpoints. */
export async function judgeParts(
  client: pg.ClientBase,
  tenant: string,
  keys: readonly BaselineKey[],
  windows: Windows,
): Promise<JudgedValue[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<ListedValue>(
    sql`SELECT u.n::int AS n, r.part, m.metric, m.value, m.deviation AS stored, count(*)::int AS count
      FROM ${ownRequests(tenant, keys)} CROSS JOIN LATERAL ${MEASURES}
      WHERE m.value IS NOT NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2`,
  );
  return judge(keys, windows, rows);
}

const isOfOneSession = (one: ListedValue, other: ListedValue) => one.n === other.n && one.part === other.part;

async function valuesOf(
  client: pg.ClientBase,
  tenant: string,
  { days, windows }: { days: readonly EndpointDay[]; windows: Windows },
  after: JudgePlace,
  limit: ReturnType<typeof sql>,
  only: ReturnType<typeof sql>,
): Promise<ListedValue[]> {
  // By place in one array: a join with it would be planned for a few rows.
  const bounds = windows.flatMap((of) => METRICS.flatMap((metric) => boundsOf(of[metric])));
  const size = OWN_SHARES.length + 1;
  const place = sql`${size}::int * (2 * (n - 1) + CASE metric WHEN 'DURATION' THEN 0 ELSE 1 END)`;
  const steps = join(
    OWN_SHARES.map(
      (share, index) => sql`WHEN own <= floor(samples * ${share}::float8) THEN bounds[place + ${index + 2}::int]`,
    ),
    ' ',
  );
  const part = sql`OVER (PARTITION BY n, part, metric)`;
  const { rows } = await client.query<ListedValue>(
    sql`SELECT n, part, metric, value, stored, count FROM (
        SELECT listed.*, max(value) ${part} AS greatest, sum(count) ${part} AS own, bool_or(stored IS NOT NULL) ${part} AS deviates,
          ${place} AS place, given.bounds, given.bounds[1 + ${place}] AS samples
        FROM (
          SELECT u.n::int AS n, r.part, m.metric, m.value, m.deviation AS stored,
            count(*)::int AS count
          FROM ${endpointDays(days)} CROSS JOIN LATERAL (${requestsOfDay(tenant)}) AS r CROSS JOIN LATERAL ${MEASURES}
          WHERE m.value IS NOT NULL AND (u.n > ${after.n} OR (u.n = ${after.n} AND r.part > ${after.part}::bigint)) ${only}
          GROUP BY 1, 2, 3, 4, 5
        ) AS listed CROSS JOIN (SELECT ${bounds}::float8[] AS bounds) AS given
      ) AS of_part
      WHERE deviates OR greatest >= CASE WHEN samples < ${LEAST_SAMPLES} THEN 'infinity'::float8 ${steps} ELSE 0 END
      ORDER BY 1, 2 ${limit}`,
  );
  return rows;
}

/** How many values a window has, and what none stands out under. */
function boundsOf(window: Windows[number][Metric]): number[] {
  return window ? [window.samples, ...window.bounds] : [0, ...OWN_SHARES.map(() => 0)];
}

function judge(days: readonly EndpointDay[], windows: Windows, rows: readonly ListedValue[]): JudgedValue[] {
  const judged: JudgedValue[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const first = rows[start]!;
    while (end < rows.length && isOfOneSession(rows[end]!, first)) end += 1;
    const own = rows.slice(start, end);
    const usual = usualOf(windows[first.n - 1]!, own);
    const { endpointId, outcome, day } = days[first.n - 1]!;
    for (const { n: _, ...row } of own) {
      judged.push({ ...row, endpointId, outcome, day, degree: degreeOf(row.metric, row.value, usual[row.metric]) });
    }
  }
  return judged;
}

/** What is usual beside the values of a session part. */
function usualOf(windows: Windows[number], own: readonly ListedValue[]): Record<Metric, Statistics | null> {
  const usual: Record<Metric, Statistics | null> = { DURATION: null, SIZE: null };
  for (const metric of METRICS) {
    const values = own.filter((row) => row.metric === metric);
    const window = windows[metric];
    if (values.length === 0 || !window) continue;
    usual[metric] = window.histogram.minus(Histogram.ofValues(metric, values)).statistics();
  }
  return usual;
}
