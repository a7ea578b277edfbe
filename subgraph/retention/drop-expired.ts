import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { BASELINE_DAYS } from '../baselines/outcome.ts';
import type { Database } from '../db/database.ts';
import {
  findUntidy,
  forgetHeld,
  heldDays,
  lockRetention,
  type Retention,
  readRetention,
  UNTIDY,
  writeKeptSince,
  writeSetting,
} from '../db/kept-days.ts';
import { BASELINE_TABLE, dropDay, findDaysBefore, isLocked } from '../db/partitions.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { inTransaction } from '../db/transaction.ts';
import { settleSiblings, tenantsWithSiblingsDue } from '../specifications/settle-siblings.ts';
import { trainArrived } from '../store/train-arrived.ts';
import { forgetDropped } from './forget-dropped.ts';

/** Tries of one day, and the pause between two: questions take 30 seconds at most, unless somebody set that otherwise. */
const TRIES = 60;
const PAUSE_MS = 1_000;

/** What a run did. */
export interface Dropped {
  /** Days that are gone, YYYY-MM-DD. */
  days: string[];
  /** A day that others used all the time, or null. Any later run goes on. */
  held: string | null;
}

/** The store that a run needs. */
export type Store = Pick<Database, 'pool' | 'embedded' | 'endpointsPerHost'>;

/** What is dropped of a day. */
type Expired = Awaited<ReturnType<typeof findDaysBefore>>[number];

/**
 * Drops what is older than is kept, day by day, each whole in one transaction, and forgets what rested on it. Killed
 * anywhere, the next run completes it. Two at once do no harm.
 */
export async function dropExpired(store: Store, signal?: AbortSignal, pauseMs = PAUSE_MS): Promise<Dropped> {
  const { pool } = store;
  const dropped: Dropped = { days: [], held: null };
  const { since } = await readRetention(pool);
  if (since === null) return dropped;
  // From here on nothing comes for these days.
  await inTransaction(pool, async (client) => {
    await lockRetention(client);
    await writeKeptSince(client, since);
  });
  const expired = await findExpired(pool, since);
  if (expired.length > 0) await trainOn(store, expired, signal);
  for (const each of expired) {
    if (signal?.aborted) return dropped;
    const isGone = await dropPatiently(pool, each, signal, pauseMs);
    if (!isGone) return { ...dropped, held: each.day };
    dropped.days.push(each.day);
  }
  const untidy = await findUntidy(pool);
  if (untidy !== null) {
    await forgetDropped(pool, since);
    // Another process may have dropped one more meanwhile.
    await pool.query('DELETE FROM setting WHERE name = $1 AND value = $2', [UNTIDY, untidy]);
    for (const tenant of await tenantsWithSiblingsDue(pool)) await settleSiblings(store, tenant, signal);
    await keepStatistics(pool);
  }
  return dropped;
}

/** What is usual for an endpoint on a day is learnt from six days before it as well: their histograms stay longer. */
async function findExpired(client: pg.Pool | pg.ClientBase, since: string): Promise<Expired[]> {
  const held = await heldDays(client);
  const oldestLearnt = dayBefore(since, BASELINE_DAYS - 1);
  const days = await findDaysBefore(client, since);
  return days
    .filter(({ day }) => !held.has(day))
    .map(({ day, tables }) => ({
      day,
      tables: tables.filter((table) => table !== BASELINE_TABLE || day < oldestLearnt),
    }))
    .filter(({ tables }) => tables.length > 0);
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}

/** Histograms learn of requests some time after they came: of these, before they are gone. */
async function trainOn(store: Store, expired: readonly Expired[], signal?: AbortSignal): Promise<void> {
  const { rows } = await store.pool.query<{ tenant: string }>(
    'SELECT DISTINCT tenant FROM arrived_batch WHERE NOT trained AND days && $1::date[]',
    [expired.map(({ day }) => day)],
  );
  for (const { tenant } of rows) await trainArrived(store, tenant, signal);
}

/** @returns false: others used it all the time */
async function dropPatiently(
  pool: pg.Pool,
  { day }: Expired,
  signal: AbortSignal | undefined,
  pauseMs: number,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await inTransaction(pool, (client) => dropIfExpired(client, day, tries));
      return true;
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (tries === TRIES || signal?.aborted) return false;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** Somebody may have brought requests for the day meanwhile, or dropped it. */
async function dropIfExpired(client: pg.ClientBase, day: string, tries: number): Promise<void> {
  await lockRetention(client);
  const { since }: Retention = await readRetention(client);
  const found = since && (await findExpired(client, since)).find((each) => each.day === day);
  if (!found) return;
  await forgetHeld(client, day);
  await writeSetting(client, UNTIDY, day);
  await dropDay(client, day, found.tables, tries);
}
