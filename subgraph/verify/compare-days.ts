import type pg from 'pg';
import type { Steps } from './steps.ts';
import type { Differ } from './verify-session.ts';

/** What a table keeps of a tenant's day, as text, each by its place there. */
export type DayTexts = ReadonlyMap<string, string>;

interface Comparison {
  /** A table with a tenant and a day; a constant of the calling file. */
  table: string;
  stored(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts>;
  recomputed(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts>;
  /** Days that have lost their requests, and rightly keep what was counted of them. */
  isKept?(day: string, hasSessions: boolean): boolean;
  /** How a person calls a place. */
  placeOf(key: string, day: string): string;
  what: string;
}

/** What is kept of each day is what its requests say, day by day. */
export async function compareDays(steps: Steps, differ: Differ, comparison: Comparison): Promise<void> {
  const { table, placeOf, what } = comparison;
  const days = await steps.each((client) => findDays(client, table));
  for (const { tenant, day, hasSessions } of days) {
    if (comparison.isKept?.(day, hasSessions)) continue;
    const [stored, recomputed] = await steps.each(async (client) => [
      await comparison.stored(client, tenant, day),
      await comparison.recomputed(client, tenant, day),
    ]);
    for (const key of new Set([...stored.keys(), ...recomputed.keys()])) {
      const [was, is] = [stored.get(key) ?? null, recomputed.get(key) ?? null];
      if (was !== is) differ({ tenant, place: placeOf(key, day), what, stored: was, recomputed: is });
    }
  }
}

async function findDays(
  client: pg.ClientBase,
  table: string,
): Promise<{ tenant: string; day: string; hasSessions: boolean }[]> {
  const { rows } = await client.query<{ tenant: string; day: string; hasSessions: boolean }>(
    `SELECT tenant, day::text AS day, bool_or(has_sessions) AS "hasSessions" FROM (
       SELECT DISTINCT tenant, day, FALSE AS has_sessions FROM ${table}
       UNION SELECT DISTINCT tenant, day, TRUE FROM session) AS known
     GROUP BY tenant, known.day ORDER BY tenant, known.day`,
  );
  return rows;
}
