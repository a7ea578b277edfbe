import type pg from 'pg';
import type { Differ } from './verify-session.ts';

/** What a table keeps of a tenant's day, as text, each by its place there. */
export type DayTexts = ReadonlyMap<string, string>;

interface Comparison {
  /** A table with a tenant and a day; a constant of the calling file. */
  table: string;
  stored(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts>;
  recomputed(client: pg.ClientBase, tenant: string, day: string): Promise<DayTexts>;
  /** How a person calls a place. */
  placeOf(key: string, day: string): string;
  what: string;
}

/** What is kept of each day is what its requests say, day by day. */
export async function compareDays(client: pg.ClientBase, differ: Differ, comparison: Comparison): Promise<void> {
  const { table, placeOf, what } = comparison;
  const { rows: days } = await client.query<{ tenant: string; day: string }>(
    `SELECT DISTINCT tenant, day::text AS day FROM ${table}
     UNION SELECT DISTINCT tenant, day::text FROM session ORDER BY tenant, day`,
  );
  for (const { tenant, day } of days) {
    const stored = await comparison.stored(client, tenant, day);
    const recomputed = await comparison.recomputed(client, tenant, day);
    for (const key of new Set([...stored.keys(), ...recomputed.keys()])) {
      const [was, is] = [stored.get(key) ?? null, recomputed.get(key) ?? null];
      if (was !== is) differ({ tenant, place: placeOf(key, day), what, stored: was, recomputed: is });
    }
  }
}
