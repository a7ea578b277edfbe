import type pg from 'pg';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';

// How long requests are kept, which the store itself remembers: every process that imports, asks or drops goes by it.

/** What is kept, each YYYY-MM-DD. */
export interface Retention {
  /** Days after which requests are dropped; null: never. */
  days: number | null;
  /** Somebody has said so, or the database was made so. */
  isDecided: boolean;
  /** The oldest day that is kept; null: everything is. */
  since: string | null;
  today: string;
}

const POLICY = 'retention';
const FLOOR = 'retention: kept since';
const HELD = 'retention: day ';
const EVERYTHING = 'everything';
/** What imports take together and whoever moves the oldest day alone: what one of them was told is kept still is. */
const LOCK = `hashtext('api-sessions retention')`;

const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

/** The oldest day that is kept, as text: what was dropped stays so, whatever is kept from now on. Null: everything is. */
const KEPT = `(SELECT greatest(
  (SELECT value::date FROM setting WHERE name = '${FLOOR}'),
  (SELECT ${TODAY} - value::int FROM setting WHERE name = '${POLICY}' AND value <> '${EVERYTHING}'))::text)`;
export const KEPT_SINCE = Prisma.raw(KEPT);

const RETENTION = `SELECT (SELECT value::int FROM setting WHERE name = '${POLICY}' AND value <> '${EVERYTHING}') AS days,
  EXISTS (SELECT 1 FROM setting WHERE name = '${POLICY}') AS "isDecided", ${KEPT} AS since, ${TODAY}::text AS today`;

export async function readRetention(client: pg.ClientBase | pg.Pool): Promise<Retention> {
  const { rows } = await client.query<Retention>(RETENTION);
  return rows[0]!;
}

/** Likewise for a question. */
export async function findRetentionDays(prisma: PrismaClient): Promise<number | null> {
  const [row] = await prisma.$queryRaw<Retention[]>(Prisma.raw(RETENTION));
  return row!.days;
}

/** The same, which holds until the end of the transaction: until then, no day is dropped. */
export async function readRetentionForWriting(client: pg.ClientBase): Promise<Retention> {
  await client.query(`SELECT pg_advisory_xact_lock_shared(${LOCK})`);
  return readRetention(client);
}

/** Waits until nobody writes by what was kept before, and keeps others from beginning. Inside a transaction. */
export async function lockRetention(client: pg.ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
}

/** @param days null: everything is kept */
export async function writeRetention(client: pg.ClientBase | pg.Pool, days: number | null): Promise<void> {
  await writeSetting(client, POLICY, days === null ? EVERYTHING : String(days));
  if (days === null) return;
  await client.query(
    `UPDATE setting SET value = (${TODAY} + $1::int)::text WHERE name LIKE '${HELD}%' AND value = 'infinity'`,
    [days],
  );
}

/** What was dropped once is not kept any more, whatever is said later. Under the lock. */
export async function writeKeptSince(client: pg.ClientBase, day: string): Promise<void> {
  await writeSetting(client, FLOOR, day);
}

/** Days before the oldest that is kept, which are kept all the same, as long as if they were of today. */
export async function holdDays(client: pg.ClientBase, days: readonly string[], { days: keep }: Retention) {
  for (const day of days) {
    await client.query(
      `INSERT INTO setting (name, value) VALUES ($1, coalesce((${TODAY} + $2::int)::text, 'infinity'))
       ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`,
      [HELD + day, keep],
    );
  }
}

/** Those days that are held. */
export async function heldDays(client: pg.ClientBase | pg.Pool): Promise<Set<string>> {
  const { rows } = await client.query<{ day: string }>(
    `SELECT substr(name, ${HELD.length + 1}) AS day FROM setting WHERE name LIKE '${HELD}%' AND value::date > ${TODAY}`,
  );
  return new Set(rows.map(({ day }) => day));
}

export async function forgetHeld(client: pg.ClientBase, day: string): Promise<void> {
  await client.query('DELETE FROM setting WHERE name = $1', [HELD + day]);
}

export async function writeSetting(client: pg.ClientBase | pg.Pool, name: string, value: string): Promise<void> {
  await client.query(
    `INSERT INTO setting (name, value) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value WHERE setting.value <> EXCLUDED.value`,
    [name, value],
  );
}

/** Set while something of dropped days may be left in tables that are not of days. */
export const UNTIDY = 'retention: untidy';

/** The last day that was dropped, where what rested on it may be left; null: nothing is. */
export async function findUntidy(client: pg.Pool | pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ value: string }>('SELECT value FROM setting WHERE name = $1', [UNTIDY]);
  return rows[0]?.value ?? null;
}
