import type pg from 'pg';
import { MEASURES, OUTCOME } from '../baselines/baseline.sql.ts';
import { bucketOf, unitsOf } from '../baselines/histogram.ts';
import type { Database } from '../db/database.ts';
import { giveWay } from '../db/give-way.ts';
import { sql } from '../db/sql.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import { arrivedBatches, arrivedRequests, noteTrained } from './arrived-batches.ts';
import { type BaselineRow, changeHistograms, HistogramChanges } from './baseline-store.ts';

// Requests of one transaction: the more, the less often a histogram is written. The embedded database answers nobody else
// meanwhile, so its pages are smaller.
const PAGE = { server: 50_000, embedded: 8_000 };

/** Lets baselines learn from all batches that have come. In whole pages: a killed run is completed by the next one. */
export async function trainArrived(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  signal?: AbortSignal,
): Promise<void> {
  const size = embedded ? PAGE.embedded : PAGE.server;
  while (!signal?.aborted) {
    if (!(await underTenantLock(pool, tenant, (client) => trainPage(client, tenant, size)))) return;
    await giveWay({ embedded });
  }
}

/** The same inside a transaction under the tenant's lock. */
export async function trainAll(client: pg.ClientBase, tenant: string): Promise<void> {
  while (await trainPage(client, tenant, PAGE.server));
}

async function trainPage(client: pg.ClientBase, tenant: string, size: number): Promise<boolean> {
  const batches = await arrivedBatches(client, tenant, false, size);
  if (batches.length === 0) return false;
  const { rows } = await client.query<Omit<BaselineRow, 'buckets'> & { value: number; count: number }>(
    sql`SELECT r.endpoint_id AS "endpointId", ${OUTCOME} AS outcome, r.day::text AS day, m.metric, m.value,
        count(*)::int AS count
      FROM ${arrivedRequests(tenant, batches)} CROSS JOIN LATERAL ${MEASURES}
      WHERE m.value IS NOT NULL GROUP BY 1, 2, 3, 4, 5`,
  );
  const changes = new HistogramChanges();
  for (const { value, count, ...place } of rows) {
    const units = unitsOf(place.metric, value);
    changes.add(place, [bucketOf(units), count, units * count]);
  }
  await changeHistograms(client, tenant, changes);
  await noteTrained(client, tenant, batches);
  return true;
}
