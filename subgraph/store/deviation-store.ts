import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import { DEGREES, type Degree } from '../baselines/deviation.ts';
import type { Metric } from '../baselines/histogram.ts';
import { arrayOf, type Column, from, selected } from '../db/batch.ts';
import { sql } from '../db/sql.ts';
import { token } from '../filters/tokens.ts';
import type { JudgedValue } from '../settling/judge-deviations.ts';
import { CounterShifts } from './counter-shifts.ts';
import { type KeptTokens, keptTokens } from './part-values.ts';

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

/** What requests of a session part at an endpoint, with one outcome, are to be called: values in their order, beside their degrees. */
interface ChangedValues extends Pick<JudgedValue, 'part' | 'day' | 'endpointId' | 'outcome'> {
  values: number[];
  degrees: JudgedValue['degree'][];
}

/** From 1, as arrays of SQL count; 0: none. */
const numberOf = (degree: Degree | null) => (degree === null ? 0 : DEGREES.indexOf(degree) + 1);

function changedValues(changes: readonly JudgedValue[]): ChangedValues[] {
  const groups = new Map<string, ChangedValues>();
  for (const { part, day, endpointId, outcome, value, degree } of changes.toSorted((a, b) => a.value - b.value)) {
    const name = `${part} ${endpointId} ${outcome}`;
    const group = groups.get(name) ?? { part, day, endpointId, outcome, values: [], degrees: [] };
    groups.set(name, group);
    // Of requests with one value some may be called what the others are to be called.
    if (group.values.at(-1) === value) continue;
    group.values.push(value);
    group.degrees.push(degree);
  }
  return [...groups.values()];
}

/**
 * A request finds its value by a search among those of its group. Joined by the value as well, which no index has, a plan may
 * compare each value of a group with each request of it: two minutes for 20,000 of either.
 */
async function updateRequests(
  client: pg.ClientBase,
  tenant: string,
  metric: Metric,
  changes: readonly JudgedValue[],
): Promise<void> {
  const { value, deviation } = COLUMNS[metric];
  const groups = changedValues(changes);
  const lengths = groups.map(({ values }) => values.length);
  const place = sql`width_bucket(r.${value}, change.values)`;
  // Numbers of degrees: an element of an array of texts is found by going through it. None: 0, which is no place in an array.
  const degree = sql`(${DEGREES}::text[])[change.degrees[${place}]]`;
  await client.query(sql`UPDATE request AS r SET ${deviation} = ${degree}
    FROM (
      SELECT part, day, endpoint_id, outcome, given.values[ends - length + 1 : ends] AS values, given.degrees[ends - length + 1 : ends] AS degrees
      FROM (
        SELECT each.*, sum(length) OVER (ORDER BY n)::int AS ends
        FROM unnest(${groups.map(({ part }) => part)}::bigint[], ${groups.map(({ day }) => day)}::date[],
          ${groups.map(({ endpointId }) => endpointId)}::text[], ${groups.map(({ outcome }) => outcome)}::text[], ${lengths}::int[]
        ) WITH ORDINALITY AS each(part, day, endpoint_id, outcome, length, n)
      ) AS each CROSS JOIN (
        SELECT ${groups.flatMap(({ values }) => values)}::float8[] AS values, ${groups.flatMap(({ degrees }) => degrees.map(numberOf))}::int[] AS degrees
      ) AS given OFFSET 0
    ) AS change
    WHERE r.tenant = ${tenant} AND r.part = change.part AND r.day = change.day AND r.endpoint_id = change.endpoint_id
      AND ${OUTCOME} = change.outcome AND change.values[${place}] = r.${value} AND r.${deviation} IS DISTINCT FROM ${degree}`);
}

/** By how many requests a session part has a deviation more, or less. */
interface Shift {
  part: string;
  day: string;
  metric: Metric;
  by: number;
}

function shiftsOf(changes: readonly JudgedValue[]): Shift[] {
  const shifts = new Map<string, Shift>();
  for (const { part, day, metric, count, stored, degree } of changes) {
    const by = (degree === null ? 0 : count) - (stored === null ? 0 : count);
    const name = `${part} ${metric}`;
    const known = shifts.get(name);
    if (known) known.by += by;
    else shifts.set(name, { part, day, metric, by });
  }
  return [...shifts.values()].filter(({ by }) => by !== 0);
}

interface PartTokens extends KeptTokens {
  part: string;
  day: string;
}

/** The tokens of the parts with what they have more or less, and the counters of those that gained or lost one. */
async function shiftParts(client: pg.ClientBase, tenant: string, shifts: readonly Shift[]): Promise<void> {
  if (shifts.length === 0) return;
  const stored = await storedTokens(client, tenant, shifts);
  const counters = new CounterShifts();
  for (const { part, day, metric, by } of shifts) {
    const known = stored.get(part)!;
    const before = requestsOf(known, token('DEVIATION', metric));
    if (before === 0) counters.add(day, { dimension: 'DEVIATION', value: metric }, 1);
    if (before + by === 0) counters.add(day, { dimension: 'DEVIATION', value: metric }, -1);
    stored.set(part, { ...known, ...withRequests(known, token('DEVIATION', metric), before + by) });
  }
  await counters.write(client, tenant);
  await writeTokens(client, tenant, [...stored.values()]);
}

function requestsOf({ tokens, requests }: KeptTokens, name: string): number {
  return requests[tokens.indexOf(name)] ?? 0;
}

/** @param requests that have the token now; 0: it goes */
function withRequests(known: KeptTokens, name: string, requests: number): KeptTokens {
  const counts = new Map(
    known.tokens.map((each, place) => [
      each,
      { requests: known.requests[place]!, detections: known.detections?.[place] ?? 0 },
    ]),
  );
  if (requests > 0) counts.set(name, { requests, detections: 0 });
  else counts.delete(name);
  return keptTokens([...counts.keys()].sort(), (_dimension, _value, each) => counts.get(each)!);
}

async function storedTokens(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly Pick<PartTokens, 'part' | 'day'>[],
): Promise<Map<string, PartTokens>> {
  const { rows } = await client.query<PartTokens>(
    `SELECT s.part, s.day::text AS day, s.tokens, s.token_requests AS requests, s.token_detections AS detections
     FROM (SELECT DISTINCT * FROM unnest($2::bigint[], $3::date[]) AS each(part, day)) AS touched
     CROSS JOIN LATERAL (
       SELECT * FROM session WHERE tenant = $1 AND part = touched.part AND day = touched.day OFFSET 0
     ) AS s`,
    [tenant, parts.map(({ part }) => part), parts.map(({ day }) => day)],
  );
  return new Map(rows.map((row) => [row.part, row]));
}

const TOKEN_COLUMNS: Column<PartTokens>[] = [
  { name: 'part', type: 'bigint', value: ({ part }) => part },
  { name: 'day', type: 'date', value: ({ day }) => day },
  { name: 'tokens', type: 'text[]', value: ({ tokens }) => tokens },
  { name: 'token_requests', type: 'int[]', value: ({ requests }) => requests },
  { name: 'token_detections', type: 'int[]', value: ({ detections }) => detections },
];

async function writeTokens(client: pg.ClientBase, tenant: string, parts: readonly PartTokens[]): Promise<void> {
  await client.query(
    `UPDATE session AS s SET tokens = now.tokens, token_requests = now.token_requests, token_detections = now.token_detections
     FROM (SELECT ${selected(TOKEN_COLUMNS)} ${from(TOKEN_COLUMNS, 2)}) AS now
     WHERE s.tenant = $1 AND s.part = now.part AND s.day = now.day`,
    [tenant, ...TOKEN_COLUMNS.map((column) => arrayOf(column, parts))],
  );
}
