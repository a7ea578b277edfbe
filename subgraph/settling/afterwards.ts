import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { log } from '../logging/log.ts';

/** Settles what changed after the answers of a server, for one tenant after the other. */
interface Afterwards {
  /** Something may be due for the tenant. */
  look(tenant: string): void;
  /** Stops after a whole page; what is left is done by the next settling of the tenant. */
  stop(): Promise<void>;
}

type Settling = Pick<Database, 'pool' | 'embedded' | 'endpointsPerHost'>;

/**
 * @param failure what the log says when it failed
 * @param everyMs how often at most, where it is asked for all the time
 */
export function startAfterwards(
  database: Settling & Pick<Database, 'outage'>,
  failure: string,
  settle: (database: Settling, tenant: string, signal: AbortSignal) => Promise<unknown>,
  everyMs = 0,
): Afterwards {
  const stopping = new AbortController();
  const { signal } = stopping;
  const waiting = new Set<string>();
  let running: Promise<void> | null = null;
  const run = async () => {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    for (const tenant of waiting) {
      if (signal.aborted) break;
      waiting.delete(tenant);
      // Still due: the next batch, the next import or the next start does it.
      await settle(database, tenant, signal).catch((error: unknown) => {
        if (!database.outage.noted(error)) log.error(failure, error);
      });
    }
    if (!signal.aborted)
      await keepStatistics(database.pool).catch((error: unknown) => {
        if (!database.outage.noted(error)) log.error(failure, error);
      });
    running = null;
    if (waiting.size > 0 && !signal.aborted) running = run();
  };
  return {
    look(tenant) {
      if (signal.aborted) return;
      waiting.add(tenant);
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
