import type pg from 'pg';
import { arrayOf, from, insertRows, selected } from '../db/batch.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { VALUE_COLUMNS, type ValueToWrite } from './columns.ts';
import type { CounterShifts } from './counter-shifts.ts';
import { type KeptTokens, overflowedIn, valuesOfTokens } from './part-values.ts';
import type { SessionTally } from './session-tally.ts';

/** A session part before and after a batch. */
export interface ChangedPart {
  tally: SessionTally;
  /** Null: it is new. */
  known: KeptTokens | null;
  kept: KeptTokens;
}

/** Values that a session did not have before: their number per session part (`key.day`) and dimension. */
export type AddedValues = Map<string, Map<Dimension, number>>;

/**
 * Writes the values of which a part has too many for its tokens, and counts the sessions that have a value now and had
 * not before: those by tokens in `shifts`. Inside a transaction under the tenant's lock.
 */
export async function writeValues(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly ChangedPart[],
  shifts: CounterShifts,
): Promise<AddedValues> {
  const added: AddedValues = new Map();
  const add = ({ key, day }: { key: string; day: string }, dimension: Dimension, number: number) => {
    const part = `${key}.${day}`;
    const counts = added.get(part) ?? new Map<Dimension, number>();
    added.set(part, counts.set(dimension, (counts.get(dimension) ?? 0) + number));
  };
  for (const { tally, dimension, value } of parts.flatMap(newToTokens)) {
    shifts.add(tally.day, { dimension, value }, 1);
    add(tally, dimension, 1);
  }
  await insertRows(client, 'session_value', valueColumns(tenant), parts.flatMap(movedFromTokens));
  for (const { key, day, dimension, number } of await addRows(client, tenant, parts.flatMap(beyondTokens))) {
    add({ key, day }, dimension, number);
  }
  return added;
}

export function valueColumns(tenant: string) {
  return [{ name: 'tenant', type: 'text', value: () => tenant } as const, ...VALUE_COLUMNS];
}

/** Values with a token of their own that the part had not before. */
function newToTokens({ tally, known, kept }: ChangedPart): Pick<ValueToWrite, 'tally' | 'dimension' | 'value'>[] {
  const before = new Set(known?.tokens);
  return valuesOfTokens(kept)
    .filter(({ token }) => !before.has(token))
    .map(({ dimension, value }) => ({ tally, dimension, value }));
}

/** What was kept by tokens until there were too many. */
function movedFromTokens({ tally, known, kept }: ChangedPart): ValueToWrite[] {
  if (!known) return [];
  const overflowed = overflowedIn(kept.tokens);
  return valuesOfTokens(known)
    .filter(({ dimension }) => overflowed.has(dimension))
    .map(({ token: _token, ...value }) => ({ tally, ...value }));
}

/** The values of a tally that are not kept by tokens. */
export function beyondTokens({ tally, kept }: Pick<ChangedPart, 'tally' | 'kept'>): ValueToWrite[] {
  return [...overflowedIn(kept.tokens)].flatMap((dimension) =>
    [...(tally.values.get(dimension) ?? [])].map(([value, count]) => ({ tally, dimension, value, ...count })),
  );
}

interface AddedRow {
  key: string;
  day: string;
  dimension: Dimension;
  /** Values that the part had not before. */
  number: number;
}

/** Adds the counts of each value, and one session to the counter of each that is new to its session. */
async function addRows(client: pg.ClientBase, tenant: string, rows: readonly ValueToWrite[]): Promise<AddedRow[]> {
  if (rows.length === 0) return [];
  const { rows: added } = await client.query<AddedRow>(
    `WITH input AS (SELECT ${selected(VALUE_COLUMNS)} ${from(VALUE_COLUMNS, 2)}),
     written AS (
       INSERT INTO session_value AS known (tenant, session_key, day, dimension, value, requests, detections)
       SELECT $1, session_key, day, dimension, value, requests, detections FROM input
       ON CONFLICT (tenant, session_key, day, dimension, value) DO UPDATE
         SET requests = known.requests + EXCLUDED.requests, detections = known.detections + EXCLUDED.detections
       RETURNING session_key, day, dimension, value, requests
     ),
     -- A sum that equals what was added had nothing before.
     fresh AS (
       SELECT written.* FROM written JOIN input USING (session_key, day, dimension, value)
       WHERE written.requests = input.requests
     ),
     counted AS (
       INSERT INTO facet_count AS known (tenant, day, dimension, value, sessions)
       SELECT $1, day, dimension, value, count(*) FROM fresh GROUP BY day, dimension, value
       ON CONFLICT (tenant, day, dimension, value) DO UPDATE SET sessions = known.sessions + EXCLUDED.sessions
     )
     SELECT session_key AS key, day::text AS day, dimension, count(*)::int AS number FROM fresh GROUP BY 1, 2, 3`,
    [tenant, ...VALUE_COLUMNS.map((column) => arrayOf(column, rows))],
  );
  return added;
}
