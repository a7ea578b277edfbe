import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import type { Metric } from '../baselines/histogram.ts';
import { arrayOf, type Column, from, selected } from '../db/batch.ts';
import { sql } from '../db/sql.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { token } from '../filters/tokens.ts';
import type { JudgedValue } from '../settling/judge-deviations.ts';
import { CounterShifts } from './counter-shifts.ts';
import { type KeptTokens, keptTokens } from './part-values.ts';
import { storedParts } from './stored-parts.ts';

const COLUMNS: Record<Metric, { value: ReturnType<typeof sql>; deviation: ReturnType<typeof sql> }> = {
  DURATION: { value: sql`duration_ms`, deviation: sql`duration_deviation` },
  SIZE: { value: sql`size_bytes`, deviation: sql`size_deviation` },
};

/**
 * Writes deviations that are not those that are stored, and with them the tokens and counters of their sessions.
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
  await shiftParts(client, tenant, shiftsOf(changes));
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

/** The tokens of the parts with what they have more or less, and the counters of those that gained or lost one. */
async function shiftParts(client: pg.ClientBase, tenant: string, shifts: readonly Shift[]): Promise<void> {
  if (shifts.length === 0) return;
  const stored = await storedParts(client, tenant, shifts);
  const counters = new CounterShifts();
  for (const { key, day, metric, by } of shifts) {
    const part = stored.get(`${key}.${day}`)!;
    const own = token('DEVIATION', metric);
    const counts = new Map(
      part.tokens.map((each, place) => [
        each,
        { requests: part.requests[place]!, detections: part.detections?.[place] ?? 0 },
      ]),
    );
    const before = counts.get(own)?.requests ?? 0;
    if (before + by > 0) counts.set(own, { requests: before + by, detections: 0 });
    else counts.delete(own);
    if (before === 0) counters.add(day, { dimension: 'DEVIATION', value: metric }, 1);
    if (before + by <= 0) counters.add(day, { dimension: 'DEVIATION', value: metric }, -1);
    Object.assign(
      part,
      keptTokens([...counts.keys()].sort(), (_dimension, _value, each) => counts.get(each)!),
    );
  }
  await counters.write(client, tenant);
  await writeTokens(client, tenant, shifts, stored);
}

interface PartTokens extends SessionPart, KeptTokens {}

const TOKEN_COLUMNS: Column<PartTokens>[] = [
  { name: 'key', type: 'text', value: ({ key }) => key },
  { name: 'day', type: 'date', value: ({ day }) => day },
  { name: 'tokens', type: 'text[]', value: ({ tokens }) => tokens },
  { name: 'token_requests', type: 'int[]', value: ({ requests }) => requests },
  { name: 'token_detections', type: 'int[]', value: ({ detections }) => detections },
];

async function writeTokens(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
  stored: ReadonlyMap<string, KeptTokens>,
): Promise<void> {
  const rows = [...new Map(parts.map(({ key, day }) => [`${key}.${day}`, { key, day }]))].map(
    ([name, part]): PartTokens => ({ ...part, ...stored.get(name)! }),
  );
  await client.query(
    `UPDATE session AS s SET tokens = now.tokens, token_requests = now.token_requests, token_detections = now.token_detections
     FROM (SELECT ${selected(TOKEN_COLUMNS)} ${from(TOKEN_COLUMNS, 2)}) AS now
     WHERE s.tenant = $1 AND s.key = now.key AND s.day = now.day`,
    [tenant, ...TOKEN_COLUMNS.map((column) => arrayOf(column, rows))],
  );
}
