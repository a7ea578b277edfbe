import type { Database } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { log } from '../logging/log.ts';
import { settleRisk } from './settle-risk.ts';

/** Computes scores after the answers of a server, for one tenant after the other. */
interface BackgroundRisk {
  /** Scores of the tenant may be due. */
  look(tenant: string): void;
  /** Stops after a whole page; what is left is done by the next settling of the tenant. */
  stop(): Promise<void>;
}

export function startBackgroundRisk(database: Pick<Database, 'pool' | 'embedded' | 'outage'>): BackgroundRisk {
  const stopping = new AbortController();
  const waiting = new Set<string>();
  let running: Promise<void> | null = null;
  const run = async () => {
    for (const tenant of waiting) {
      waiting.delete(tenant);
      // Still due: the next batch, the next import or the next start does it.
      await settleRisk(database, tenant, stopping.signal).catch((error: unknown) => {
        if (!database.outage.noted(error)) log.error('risks were not settled', error);
      });
    }
    await keepStatistics(database.pool);
    running = null;
  };
  return {
    look(tenant) {
      if (stopping.signal.aborted) return;
      waiting.add(tenant);
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
