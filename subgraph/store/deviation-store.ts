import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import type { Metric } from '../baselines/histogram.ts';
import { sql } from '../db/sql.ts';
import { token } from '../filters/tokens.ts';
import type { JudgedValue } from '../settling/judge-deviations.ts';
import type { ValueToWrite } from './columns.ts';
import { shiftCounters } from './recompute-parts.ts';

const COLUMNS: Record<Metric, { value: ReturnType<typeof sql>; deviation: ReturnType<typeof sql> }> = {
  DURATION: { value: sql`duration_ms`, deviation: sql`duration_deviation` },
  SIZE: { value: sql`size_bytes`, deviation: sql`size_deviation` },
};

/**
 * Writes deviations that are not those that are stored, and with them the values, tokens and counters of their sessions.
 * Inside the transaction that judged them, under the tenant's lock.
 */
export async function writeDeviations(
  client: pg.ClientBase,
  tenant: string,
  changes: readonly JudgedValue[],
): Promise<void> {
  for (const metric of ['DURATION', 'SIZE'] as const) {
    const own = changes.filter((change) => change.metric === metric);
    if (own.length > 0) await updateRequests(client, tenant, metric, own);
  }
  const shifts = shiftsOf(changes);
  if (shifts.length === 0) return;
  const { added, removed } = await shiftValues(client, tenant, shifts);
  await shiftCounters(client, tenant, added, removed);
  await changeTokens(client, tenant, added, removed);
}

async function updateRequests(
  client: pg.ClientBase,
  tenant: string,
  metric: Metric,
  changes: readonly JudgedValue[],
): Promise<void> {
  const { value, deviation } = COLUMNS[metric];
  await client.query(sql`UPDATE request AS r SET ${deviation} = change.degree
    FROM unnest(${changes.map(({ sessionKey }) => sessionKey)}::text[], ${changes.map(({ day }) => day)}::date[],
      ${changes.map(({ endpointId }) => endpointId)}::text[], ${changes.map(({ outcome }) => outcome)}::text[],
      ${changes.map((change) => change.value)}::float8[], ${changes.map(({ degree }) => degree)}::text[]
    ) AS change(session_key, day, endpoint_id, outcome, value, degree)
    WHERE r.tenant = ${tenant} AND r.session_key = change.session_key AND r.day = change.day
      AND r.endpoint_id = change.endpoint_id AND ${OUTCOME} = change.outcome AND r.${value} = change.value
      AND r.${deviation} IS DISTINCT FROM change.degree`);
}

/** By how many requests a session part has a deviation more, or less. */
interface Shift {
  key: string;
  day: string;
  metric: Metric;
  by: number;
}

function shiftsOf(changes: readonly JudgedValue[]): Shift[] {
  const shifts = new Map<string, Shift>();
  for (const { sessionKey: key, day, metric, count, stored, degree } of changes) {
    const by = (degree === null ? 0 : count) - (stored === null ? 0 : count);
    const name = `${key} ${day} ${metric}`;
    const known = shifts.get(name);
    if (known) known.by += by;
    else shifts.set(name, { key, day, metric, by });
  }
  return [...shifts.values()].filter(({ by }) => by !== 0);
}

/** @returns the values that are new to their session parts, and those that are gone */
async function shiftValues(
  client: pg.ClientBase,
  tenant: string,
  shifts: readonly Shift[],
): Promise<{ added: ValueToWrite[]; removed: ValueToWrite[] }> {
  const parameters = [
    tenant,
    shifts.map(({ key }) => key),
    shifts.map(({ day }) => day),
    shifts.map(({ metric }) => metric),
    shifts.map(({ by }) => by),
  ];
  const { rows } = await client.query<{ key: string; day: string; value: string; requests: number }>(
    `INSERT INTO session_value AS known (tenant, session_key, day, dimension, value, requests, detections)
     SELECT $1, key, day, 'DEVIATION', value, by, 0
     FROM unnest($2::text[], $3::date[], $4::text[], $5::int[]) AS shift(key, day, value, by)
     ON CONFLICT (tenant, session_key, day, dimension, value) DO UPDATE SET requests = known.requests + EXCLUDED.requests
     RETURNING session_key AS key, day::text AS day, value, requests`,
    parameters,
  );
  await client.query(
    `DELETE FROM session_value AS known USING unnest($2::text[], $3::date[], $4::text[]) AS shift(key, day, value)
     WHERE known.tenant = $1 AND known.session_key = shift.key AND known.day = shift.day
       AND known.dimension = 'DEVIATION' AND known.value = shift.value AND known.requests = 0`,
    parameters.slice(0, 4),
  );
  const shiftOf = new Map(shifts.map((shift) => [`${shift.key} ${shift.day} ${shift.metric}`, shift.by]));
  const toRow = ({ key, day, value, requests }: (typeof rows)[number]): ValueToWrite => ({
    tally: { key, day },
    dimension: 'DEVIATION',
    value,
    requests,
    detections: 0,
  });
  return {
    // A sum that equals what was added had nothing before.
    added: rows.filter((row) => shiftOf.get(`${row.key} ${row.day} ${row.value}`) === row.requests).map(toRow),
    removed: rows.filter(({ requests }) => requests === 0).map(toRow),
  };
}

async function changeTokens(
  client: pg.ClientBase,
  tenant: string,
  added: readonly ValueToWrite[],
  removed: readonly ValueToWrite[],
): Promise<void> {
  const rows = [...added, ...removed];
  const gone = new Set(removed);
  // Sorted, as an import leaves them; few sessions gain or lose a deviation.
  await client.query(
    `UPDATE session AS s SET tokens = ARRAY(
       SELECT each FROM unnest(s.tokens || change.added) AS each WHERE each <> ALL(change.removed) ORDER BY each COLLATE "C")
     FROM (
       SELECT key, day, coalesce(array_agg(token) FILTER (WHERE NOT gone), '{}') AS added,
         coalesce(array_agg(token) FILTER (WHERE gone), '{}') AS removed
       FROM unnest($2::text[], $3::date[], $4::text[], $5::bool[]) AS change(key, day, token, gone) GROUP BY key, day
     ) AS change
     WHERE s.tenant = $1 AND s.key = change.key AND s.day = change.day`,
    [
      tenant,
      rows.map(({ tally }) => tally.key),
      rows.map(({ tally }) => tally.day),
      rows.map(({ value }) => token('DEVIATION', value)),
      rows.map((row) => gone.has(row)),
    ],
  );
}
