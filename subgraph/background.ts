import { keepForgetting } from './actions/forget.ts';
import type { Database } from './db/database.ts';
import { keepRetention } from './retention/background-retention.ts';
import { keepSettling } from './settling/background-settling.ts';

/** What one process does for a database as long as it serves: settles what is due, drops what is no longer kept. Ends after the signal. */
export async function keepInOrder(database: Database, stopping: AbortSignal): Promise<void> {
  await Promise.all([
    keepForgetting(database.pool, stopping),
    keepRetention(database, stopping),
    keepSettling(database, stopping),
  ]);
}
