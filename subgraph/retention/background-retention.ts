import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { ensurePartitions } from '../db/partitions.ts';
import { log } from '../logging/log.ts';
import { dropExpired } from './drop-expired.ts';

/** Between two looks whether a day has become too old. */
const LOOK_MS = 10 * 60_000;
/** Days for which the store is ready before anything comes: today and those after it. */
const AHEAD = 3;

/** Drops days as they become too old, and makes those to come, as long as a server runs. Any number of servers may. */
export async function keepRetention(database: Database, signal: AbortSignal, lookMs = LOOK_MS): Promise<void> {
  while (!signal.aborted) {
    try {
      await ensurePartitions(database.pool, await nextDays(database));
      const { days, held } = await dropExpired(database, signal);
      if (days.length > 0) log.info(`retention: ${days.length} days dropped, up to ${days.at(-1)}`);
      if (held !== null && !signal.aborted) {
        log.warn(
          `retention: ${held} could not be dropped, for its tables are read all the time: the next try is in ten minutes`,
        );
      }
    } catch (error) {
      // Any later look completes it.
      if (!signal.aborted && !database.outage.noted(error)) log.error('old days were not dropped', error);
    }
    await wait(lookMs, undefined, { signal }).catch(() => {});
  }
}

/** By the clock of the database, as everything about days is. */
async function nextDays({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    `SELECT ((now() AT TIME ZONE 'UTC')::date + ahead)::text AS day FROM generate_series(0, ${AHEAD - 1}) AS ahead`,
  );
  return rows.map(({ day }) => day);
}
