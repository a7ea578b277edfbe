import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { deviationTenantsDue, settleDeviations } from './settle-deviations.ts';
import { settleRisk, tenantsWithRiskDue } from './settle-risk.ts';

/** Tenants with something to settle. */
export async function tenantsDue(pool: pg.Pool): Promise<string[]> {
  return [...new Set([...(await deviationTenantsDue(pool)), ...(await tenantsWithRiskDue(pool))])].sort();
}

/** Computes what follows from more than the batch that brought it: the risk of sessions, and which requests stand out. */
export async function settle(
  database: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  signal?: AbortSignal,
): Promise<{ interrupted: boolean }> {
  const risk = await settleRisk(database, tenant, signal);
  const done = risk.interrupted ? risk : await settleDeviations(database, tenant, signal);
  await keepStatistics(database.pool);
  return done;
}
