import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { log } from '../logging/log.ts';
import { settle, tenantsDue } from './settle.ts';
import { deviationTenantsDue, settleDeviations } from './settle-deviations.ts';

/** Between two looks for what nobody has added to any more. */
const LOOK_MS = 60_000;

/**
 * What an interrupted import or a migration has left, at once; then, as long as the server runs, days that imports were
 * not to judge again as a whole, when nothing has come for them for a while. In pages, until the signal.
 */
export async function keepSettling(database: Database, signal: AbortSignal): Promise<void> {
  await attempt(database, async () => {
    await keepStatistics(database.pool);
    for (const tenant of await tenantsDue(database.pool)) await settle(database, tenant, signal);
  });
  while (!signal.aborted) {
    await attempt(database, () => settleQuietDays(database, signal));
    await wait(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

export async function settleQuietDays(
  database: Pick<Database, 'pool' | 'embedded'>,
  signal: AbortSignal,
): Promise<void> {
  for (const tenant of await deviationTenantsDue(database.pool)) {
    if (signal.aborted) return;
    await settleDeviations(database, tenant, signal, 'quiet');
  }
}

async function attempt(database: Database, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Still due: the next look does it, the next start, or the next import of the tenant.
    if (!database.outage.noted(error)) log.error('what is usual was not settled', error);
  }
}
