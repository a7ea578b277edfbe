import type pg from 'pg';
import { arrayOf, from, insertRows, selected } from '../db/batch.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { countersOf } from '../filters/part-counters.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { REPLACE_SESSION, sessionColumns, VALUE_COLUMNS, type ValueToWrite } from './columns.ts';
import { CounterShifts } from './counter-shifts.ts';
import { talliesOf } from './part-tallies.ts';
import { type KeptTokens, valuesOfTokens } from './part-values.ts';
import { writeRisks } from './risk-store.ts';
import type { SessionTally } from './session-tally.ts';
import { storedParts } from './stored-parts.ts';
import { beyondTokens, valueColumns } from './value-store.ts';

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
  const tallies = await talliesOf(client, tenant, parts);
  const changed = tallies.map((tally) => ({ tally, kept: tally.kept(null) }));
  const stored = await storedParts(client, tenant, parts);
  const storedRows = await readRows(client, tenant, parts);
  const rows = byName(changed.flatMap(beyondTokens));
  await removeRows(client, tenant, missingIn(rows, storedRows));
  await replaceRows(client, tenant, changedIn(rows, storedRows));
  const before = byName([...storedRows.values(), ...parts.flatMap((part) => byTokens(part, stored))]);
  const now = byName(changed.flatMap(({ tally }) => valuesOf(tally)));
  const shifts = valueShifts(missingIn(before, now), missingIn(now, before));
  for (const { tally, kept } of changed) {
    const known = stored.get(`${tally.key}.${tally.day}`);
    if (known) shifts.replace(tally.day, countersOf(known.tokens), countersOf(kept.tokens));
  }
  await shifts.write(client, tenant);
  await insertRows(
    client,
    'session',
    sessionColumns(tenant),
    changed.map(({ tally, kept }) => ({ tally, kept, added: sizesOf(tally), risk: null })),
    REPLACE_SESSION,
  );
  await writeRisks(client, tenant, parts);
}

const nameOf = ({ tally, dimension, value }: ValueToWrite) => JSON.stringify([tally.key, tally.day, dimension, value]);
const byName = (rows: readonly ValueToWrite[]): Values => new Map(rows.map((row) => [nameOf(row), row]));

function valuesOf(tally: SessionTally): ValueToWrite[] {
  return [...tally.values].flatMap(([dimension, values]) =>
    [...values].map(([value, count]): ValueToWrite => ({ tally, dimension, value, ...count })),
  );
}

function byTokens(part: SessionPart, stored: ReadonlyMap<string, KeptTokens>): ValueToWrite[] {
  const known = stored.get(`${part.key}.${part.day}`);
  return known ? valuesOfTokens(known).map(({ token: _token, ...value }) => ({ tally: part, ...value })) : [];
}

async function readRows(client: pg.ClientBase, tenant: string, parts: readonly SessionPart[]): Promise<Values> {
  const { rows } = await client.query<SessionPart & Omit<ValueToWrite, 'tally'>>(
    `SELECT v.session_key AS key, v.day::text AS day, v.dimension, v.value, v.requests, v.detections
     FROM unnest($2::text[], $3::date[]) AS part(key, day)
     JOIN session_value AS v ON v.tenant = $1 AND v.session_key = part.key AND v.day = part.day`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  return byName(rows.map(({ key, day, ...value }) => ({ tally: { key, day }, ...value })));
}

/** What the other has, and these have not. */
function missingIn(these: Values, other: Values): ValueToWrite[] {
  return [...other].filter(([name]) => !these.has(name)).map(([, row]) => row);
}

function changedIn(values: Values, stored: Values): ValueToWrite[] {
  const isSame = (row: ValueToWrite, was: ValueToWrite | undefined) =>
    was?.requests === row.requests && was.detections === row.detections;
  return [...values].filter(([name, row]) => !isSame(row, stored.get(name))).map(([, row]) => row);
}

async function removeRows(client: pg.ClientBase, tenant: string, rows: readonly ValueToWrite[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `DELETE FROM session_value AS v USING (SELECT ${selected(VALUE_COLUMNS)} ${from(VALUE_COLUMNS, 2)}) AS gone
     WHERE v.tenant = $1 AND v.session_key = gone.session_key AND v.day = gone.day AND v.dimension = gone.dimension
       AND v.value = gone.value`,
    [tenant, ...VALUE_COLUMNS.map((column) => arrayOf(column, rows))],
  );
}

async function replaceRows(client: pg.ClientBase, tenant: string, rows: readonly ValueToWrite[]): Promise<void> {
  await insertRows(
    client,
    'session_value',
    valueColumns(tenant),
    rows,
    `ON CONFLICT (tenant, session_key, day, dimension, value) DO UPDATE
       SET requests = EXCLUDED.requests, detections = EXCLUDED.detections`,
  );
}

/** One session more for each value that is new to its part, one less for each that it has lost. */
function valueShifts(added: readonly ValueToWrite[], removed: readonly ValueToWrite[]): CounterShifts {
  const shifts = new CounterShifts();
  for (const { tally, ...counter } of added) shifts.add(tally.day, counter, 1);
  for (const { tally, ...counter } of removed) shifts.add(tally.day, counter, -1);
  return shifts;
}

function sizesOf(tally: SessionTally): Map<Dimension, number> {
  return new Map([...tally.values].map(([dimension, values]) => [dimension, values.size]));
}
