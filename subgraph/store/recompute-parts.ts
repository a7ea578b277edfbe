import type pg from 'pg';
import { arrayOf, from, insertRows, selected } from '../db/batch.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { countersOf } from '../filters/part-counters.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { REPLACE_SESSION, sessionColumns, VALUE_COLUMNS, type ValueToWrite } from './columns.ts';
import { CounterShifts } from './counter-shifts.ts';
import { talliesOf } from './part-tallies.ts';
import { writeRisks } from './risk-store.ts';
import type { SessionTally } from './session-tally.ts';
import { storedParts } from './stored-parts.ts';

/** Values that a recomputation found, per part, dimension and value. */
type Values = Map<string, ValueToWrite>;

/**
 * Makes everything that is derived from the requests of some session parts again (their rows, tokens, values, risk and
 * the counters), after requests or detections of theirs were changed. Each part must still have a request. Inside a
 * transaction under the tenant's lock.
 */
export async function recomputeParts(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<void> {
  if (parts.length === 0) return;
  const tallies: SessionTally[] = [];
  for await (const { tally } of talliesOf(client, { tenant, parts })) tallies.push(tally);
  const stored = await storedValues(client, tenant, parts);
  const values = valuesOf(tallies);
  await removeValues(client, tenant, missingIn(values, stored));
  await writeValues(client, tenant, changedIn(values, stored));
  const rows = tallies.map((tally) => ({ tally, tokens: tally.mergedTokens([]), added: sizesOf(tally), risk: null }));
  const shifts = valueShifts(missingIn(stored, values), missingIn(values, stored));
  await addPartShifts(client, tenant, rows, shifts);
  await shifts.write(client, tenant);
  await insertRows(client, 'session', sessionColumns(tenant), rows, REPLACE_SESSION);
  await writeRisks(client, tenant, parts);
}

const keyOf = ({ tally, dimension, value }: ValueToWrite) => JSON.stringify([tally.key, tally.day, dimension, value]);

function valuesOf(tallies: readonly SessionTally[]): Values {
  const rows = tallies.flatMap((tally) =>
    [...tally.values].flatMap(([dimension, values]) =>
      [...values].map(([value, count]): ValueToWrite => ({ tally, dimension, value, ...count })),
    ),
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

async function storedValues(client: pg.ClientBase, tenant: string, parts: readonly SessionPart[]): Promise<Values> {
  const { rows } = await client.query<{
    key: string;
    day: string;
    dimension: Dimension;
    value: string;
    requests: number;
    detections: number;
  }>(
    `SELECT v.session_key AS key, v.day::text AS day, v.dimension, v.value, v.requests, v.detections
     FROM unnest($2::text[], $3::date[]) AS part(key, day)
     JOIN session_value AS v ON v.tenant = $1 AND v.session_key = part.key AND v.day = part.day`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  return new Map(
    rows.map(({ key, day, ...row }) => [keyOf({ ...row, tally: { key, day } }), { ...row, tally: { key, day } }]),
  );
}

/** What the other has, and these have not. */
function missingIn(these: Values, other: Values): ValueToWrite[] {
  return [...other].filter(([key]) => !these.has(key)).map(([, row]) => row);
}

function changedIn(values: Values, stored: Values): ValueToWrite[] {
  const isSame = (row: ValueToWrite, was: ValueToWrite | undefined) =>
    was?.requests === row.requests && was.detections === row.detections;
  return [...values].filter(([key, row]) => !isSame(row, stored.get(key))).map(([, row]) => row);
}

async function removeValues(client: pg.ClientBase, tenant: string, rows: readonly ValueToWrite[]): Promise<void> {
  await client.query(
    `DELETE FROM session_value AS v USING (SELECT ${selected(VALUE_COLUMNS)} ${from(VALUE_COLUMNS, 2)}) AS gone
     WHERE v.tenant = $1 AND v.session_key = gone.session_key AND v.day = gone.day AND v.dimension = gone.dimension
       AND v.value = gone.value`,
    [tenant, ...VALUE_COLUMNS.map((column) => arrayOf(column, rows))],
  );
}

async function writeValues(client: pg.ClientBase, tenant: string, rows: readonly ValueToWrite[]): Promise<void> {
  await insertRows(
    client,
    'session_value',
    [{ name: 'tenant', type: 'text', value: () => tenant }, ...VALUE_COLUMNS],
    rows,
    `ON CONFLICT (tenant, session_key, day, dimension, value) DO UPDATE
       SET requests = EXCLUDED.requests, detections = EXCLUDED.detections`,
  );
}

/** One session more for each value that is new to its part, one less for each that it has lost. */
export async function shiftCounters(
  client: pg.ClientBase,
  tenant: string,
  added: readonly ValueToWrite[],
  removed: readonly ValueToWrite[],
): Promise<void> {
  await valueShifts(added, removed).write(client, tenant);
}

function valueShifts(added: readonly ValueToWrite[], removed: readonly ValueToWrite[]): CounterShifts {
  const shifts = new CounterShifts();
  for (const { tally, ...counter } of added) shifts.add(tally.day, counter, 1);
  for (const { tally, ...counter } of removed) shifts.add(tally.day, counter, -1);
  return shifts;
}

/** The counters that follow from the tokens of parts: those of the stored ones, and those of their tallies. */
async function addPartShifts(
  client: pg.ClientBase,
  tenant: string,
  rows: readonly { tally: SessionTally; tokens: string[] }[],
  shifts: CounterShifts,
): Promise<void> {
  const before = await storedParts(
    client,
    tenant,
    rows.map(({ tally }) => tally),
  );
  for (const { tally, tokens } of rows) {
    const known = before.get(`${tally.key}.${tally.day}`);
    if (known) shifts.replace(tally.day, countersOf(known.tokens), countersOf(tokens));
  }
}

function sizesOf(tally: SessionTally): Map<string, number> {
  return new Map([...tally.values].map(([dimension, values]) => [dimension, values.size]));
}
