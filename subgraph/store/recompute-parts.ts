import type pg from 'pg';
import { arrayOf, from, insertRows, selected } from '../db/batch.ts';
import type { Dimension } from '../filters/dimensions.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { REPLACE_SESSION, sessionColumns, VALUE_COLUMNS, type ValueToWrite } from './columns.ts';
import { talliesOf } from './part-tallies.ts';
import { writeRisks } from './risk-store.ts';
import type { SessionTally } from './session-tally.ts';

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
  await shiftCounters(client, tenant, missingIn(stored, values), missingIn(values, stored));
  const rows = tallies.map((tally) => ({ tally, tokens: tally.mergedTokens([]), added: sizesOf(tally), risk: null }));
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
  const shifts = new Map<string, { day: string; dimension: string; value: string; by: number }>();
  const shift = (rows: readonly ValueToWrite[], by: number) => {
    for (const { tally, dimension, value } of rows) {
      const key = JSON.stringify([tally.day, dimension, value]);
      const known = shifts.get(key) ?? { day: tally.day, dimension, value, by: 0 };
      shifts.set(key, { ...known, by: known.by + by });
    }
  };
  shift(added, 1);
  shift(removed, -1);
  const rows = [...shifts.values()].filter(({ by }) => by !== 0);
  const days = rows.map(({ day }) => day);
  const dimensions = rows.map(({ dimension }) => dimension);
  const values = rows.map(({ value }) => value);
  await client.query(
    `INSERT INTO facet_count AS known (tenant, day, dimension, value, sessions)
     SELECT $1, * FROM unnest($2::date[], $3::text[], $4::text[], $5::int[])
     ON CONFLICT (tenant, day, dimension, value) DO UPDATE SET sessions = known.sessions + EXCLUDED.sessions`,
    [tenant, days, dimensions, values, rows.map(({ by }) => by)],
  );
  await client.query(
    `DELETE FROM facet_count AS known USING unnest($2::date[], $3::text[], $4::text[]) AS shifted(day, dimension, value)
     WHERE known.tenant = $1 AND known.day = shifted.day AND known.dimension = shifted.dimension
       AND known.value = shifted.value AND known.sessions = 0`,
    [tenant, days, dimensions, values],
  );
}

function sizesOf(tally: SessionTally): Map<string, number> {
  return new Map([...tally.values].map(([dimension, values]) => [dimension, values.size]));
}
