import type pg from 'pg';
import {
  daysOf,
  type EndpointDay,
  endpointDays,
  MEASURES,
  OUTCOME,
  type WindowRow,
  windowRows,
} from '../baselines/baseline.sql.ts';
import { type Degree, degreeOf, LEAST_SAMPLES } from '../baselines/deviation.ts';
import { Histogram, METRICS, type Metric, type Statistics } from '../baselines/histogram.ts';
import { sql } from '../db/sql.ts';

/** The responses of an endpoint on one day, and how many values there are to look at. */
export interface DueDay extends EndpointDay {
  /** Values of the day itself. */
  values: number;
  /** Values of the window, of the metric that has more of them. */
  samples: number;
}

/** Requests of one session part with equal values and equal deviation. */
export interface JudgedValue extends EndpointDay {
  sessionKey: string;
  metric: Metric;
  value: number;
  count: number;
  /** As it is stored, and as it ought to be. */
  stored: Degree | null;
  degree: Degree | null;
}

/** A place in the order of judging: the day of a list, from 1, and the session key there. */
export interface JudgePlace {
  n: number;
  sessionKey: string;
}

interface ListedValue {
  n: number;
  sessionKey: string;
  metric: Metric;
  value: number;
  stored: Degree | null;
  count: number;
}

/**
 * Judges the values of some days of endpoints, session by session, each without what its own session part has taught the
 * baseline. Of a day without a baseline only values that are called a deviation are looked at.
 * @param limit of the rows that are read, unless one session alone has more
 * @returns `next` from where to go on; null: that was all
 */
export async function judgeDays(
  client: pg.ClientBase,
  tenant: string,
  days: readonly DueDay[],
  after: JudgePlace,
  limit: number,
): Promise<{ judged: JudgedValue[]; next: JudgePlace | null }> {
  const windows = await windowsOf(client, tenant, days);
  let rows = await valuesOf(client, tenant, days, after, sql`LIMIT ${limit + 1}`);
  let next: JudgePlace | null = null;
  if (rows.length > limit) {
    const cut = rows.at(-1)!;
    const whole = rows.filter((row) => !isOfOneSession(row, cut));
    const last = whole.at(-1) ?? cut;
    next = { n: last.n, sessionKey: last.sessionKey };
    rows =
      whole.length > 0
        ? whole
        : await valuesOf(
            client,
            tenant,
            days,
            after,
            sql``,
            sql`AND u.n = ${cut.n} AND r.session_key = ${cut.sessionKey}`,
          );
  }
  return { judged: judge(days, windows, rows), next };
}

const isOfOneSession = (one: ListedValue, other: ListedValue) =>
  one.n === other.n && one.sessionKey === other.sessionKey;

const keyOf = (n: number, metric: Metric) => `${n} ${metric}`;

async function windowsOf(
  client: pg.ClientBase,
  tenant: string,
  days: readonly DueDay[],
): Promise<Map<string, Histogram>> {
  const busy = days.flatMap((day, index) => (hasBaseline(day) ? [{ day, n: index + 1 }] : []));
  if (busy.length === 0) return new Map();
  const { rows } = await client.query<WindowRow>(
    windowRows(
      tenant,
      busy.map(({ day }) => day),
    ),
  );
  const lists = new Map<string, WindowRow[]>();
  for (const row of rows) {
    const key = keyOf(busy[row.n - 1]!.n, row.metric);
    const list = lists.get(key);
    if (list) list.push(row);
    else lists.set(key, [row]);
  }
  return new Map([...lists].map(([key, list]) => [key, Histogram.of(list.flatMap(({ buckets }) => buckets))]));
}

function hasBaseline({ samples }: DueDay): boolean {
  return samples >= LEAST_SAMPLES;
}

async function valuesOf(
  client: pg.ClientBase,
  tenant: string,
  days: readonly DueDay[],
  after: JudgePlace,
  limit = sql``,
  only = sql``,
): Promise<ListedValue[]> {
  const withBaseline = days.flatMap((day, index) => (hasBaseline(day) ? [index + 1] : []));
  const { rows } = await client.query<ListedValue>(
    sql`SELECT u.n::int AS n, r.session_key AS "sessionKey", m.metric, m.value, m.deviation AS stored, count(*)::int AS count
      FROM ${endpointDays(days)}
      JOIN request AS r ON r.tenant = ${tenant} AND r.endpoint_id = u.endpoint_id AND r.day = u.day
        AND ${OUTCOME} = u.outcome AND r.day = ANY(${daysOf(days)})
      CROSS JOIN LATERAL ${MEASURES}
      WHERE m.value IS NOT NULL AND (m.deviation IS NOT NULL OR u.n = ANY(${withBaseline}::int[]))
        AND (u.n > ${after.n} OR (u.n = ${after.n} AND r.session_key > ${after.sessionKey})) ${only}
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2 ${limit}`,
  );
  return rows;
}

function judge(
  days: readonly DueDay[],
  windows: ReadonlyMap<string, Histogram>,
  rows: readonly ListedValue[],
): JudgedValue[] {
  const judged: JudgedValue[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    const first = rows[start]!;
    while (end < rows.length && isOfOneSession(rows[end]!, first)) end += 1;
    const own = rows.slice(start, end);
    const usual = usualOf(first.n, own, windows);
    const { endpointId, outcome, day } = days[first.n - 1]!;
    for (const { n: _, ...row } of own) {
      judged.push({ ...row, endpointId, outcome, day, degree: degreeOf(row.metric, row.value, usual[row.metric]) });
    }
  }
  return judged;
}

/** What is usual beside the values of a session part. */
function usualOf(
  n: number,
  own: readonly ListedValue[],
  windows: ReadonlyMap<string, Histogram>,
): Record<Metric, Statistics | null> {
  const usual: Record<Metric, Statistics | null> = { DURATION: null, SIZE: null };
  for (const metric of METRICS) {
    const values = own.filter((row) => row.metric === metric);
    const window = windows.get(keyOf(n, metric));
    if (values.length === 0 || !window) continue;
    usual[metric] = window.minus(Histogram.ofValues(metric, values)).statistics();
  }
  return usual;
}
