import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import { settleSiblings, tenantsWithSiblingsDue } from '../specifications/settle-siblings.ts';
import { deviationTenantsDue, type SettleScope, settleDeviations } from './settle-deviations.ts';
import { settleRisk, tenantsWithRiskDue } from './settle-risk.ts';

/** What a run has found: session parts whose score it computed, and requests that are called something else now. */
interface Settled {
  computed: number;
  changed: number;
  /** Stopped before all was done: any later run goes on. */
  interrupted: boolean;
}

/** Tenants with something to settle. */
export async function tenantsDue(pool: pg.Pool): Promise<string[]> {
  return [
    ...new Set([
      ...(await tenantsWithSiblingsDue(pool)),
      ...(await deviationTenantsDue(pool)),
      ...(await tenantsWithRiskDue(pool)),
    ]),
  ].sort();
}

/**
 * Computes what follows from more than the batch that brought it: which siblings are values of a parameter, the risk of sessions whose endpoints have changed, and
 * which requests stand out.
 */
export async function settle(
  database: Pick<Database, 'pool' | 'embedded' | 'endpointsPerHost'>,
  tenant: string,
  signal?: AbortSignal,
  scope?: SettleScope,
): Promise<Settled> {
  if ((await settleSiblings(database, tenant, signal)).interrupted)
    return { computed: 0, changed: 0, interrupted: true };
  const { computed, interrupted } = await settleRisk(database, tenant, signal);
  if (interrupted) return { computed, changed: 0, interrupted };
  const deviations = await settleDeviations(database, tenant, signal, scope);
  await keepStatistics(database.pool);
  return { computed, ...deviations };
}
