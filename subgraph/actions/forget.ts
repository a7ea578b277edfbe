import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { log } from '../logging/log.ts';

// What a repeated call, a stream and a delivery leave behind. The audit has all of it for ever; here it is kept as long as it is of use.

/** So long a key keeps a call from being done again, a bulk can be taken back, a stream knows how far it is, and a delivered event is listed. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/** Rows of one statement: nobody waits for it, not even behind the one backend of the embedded database. */
const BATCH = 1_000;

/** Rows that are of no more use. What the receiver refused or did not get stays until somebody looks at it. */
const OLD = {
  idempotency_key: `created_at < now() - interval '${DAYS} days'`,
  bulk_action: `created_at < now() - interval '${DAYS} days'`,
  ingest_stream: `updated_at < now() - interval '${DAYS} days'`,
  outbox: `state = 'DELIVERED' AND settled_at < now() - interval '${DAYS} days'`,
} as const;

/** Forgets old keys, streams and deliveries, now and then once a day, until it is stopped. Any number of processes may do so. */
export async function keepForgetting(pool: pg.Pool, stopping: AbortSignal, pauseMs = DAY_MS): Promise<void> {
  while (!stopping.aborted) {
    try {
      for (const table of Object.keys(OLD) as (keyof typeof OLD)[]) await forgetOld(pool, table, stopping);
    } catch (error) {
      // The next day is as good.
      if (!stopping.aborted) log.error('old deliveries were not removed', error);
    }
    await sleep(pauseMs, undefined, { signal: stopping }).catch(() => {});
  }
}

async function forgetOld(pool: pg.Pool, table: keyof typeof OLD, stopping: AbortSignal): Promise<void> {
  let removed: number | null = BATCH;
  while (removed === BATCH && !stopping.aborted) {
    ({ rowCount: removed } = await pool.query(
      `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${OLD[table]} LIMIT ${BATCH})`,
    ));
  }
}
