import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { giveWay } from '../db/give-way.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { WEIGHTS_VERSION } from '../risk/weights.ts';
import { writeRisks } from '../store/risk-store.ts';
import { hasCurrentWeights, noteCurrentWeights } from '../store/risk-weights.ts';

// Requests of one transaction. The embedded database answers nobody else meanwhile, so its pages are smaller.
const PAGE = { server: 20_000, embedded: 4_000 };
/** Session parts of one transaction. */
const PARTS = 2_000;

/** Tenants with scores to compute, or with scores of other weights. */
export async function tenantsWithRiskDue(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ tenant: string }>(
    `SELECT DISTINCT tenant FROM session WHERE risk_score IS NULL
     UNION SELECT tenant FROM (SELECT DISTINCT tenant FROM facet_count WHERE dimension = 'SESSION') AS known
       WHERE NOT EXISTS (SELECT 1 FROM setting WHERE name = 'risk weights: ' || tenant AND value = $1)
     ORDER BY tenant`,
    [WEIGHTS_VERSION],
  );
  return rows.map(({ tenant }) => tenant);
}

/**
 * Computes the risk of all session parts that have none. In whole pages, one transaction each: what is due has no score,
 * so that a killed run is completed by the next one.
 */
export async function settleRisk(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  tenant: string,
  signal?: AbortSignal,
): Promise<{ computed: number; interrupted: boolean }> {
  const size = embedded ? PAGE.embedded : PAGE.server;
  let computed = 0;
  if (signal?.aborted) return { computed, interrupted: true };
  await forgetOtherWeights(pool, tenant);
  for (;;) {
    if (signal?.aborted) return { computed, interrupted: true };
    const done = await underTenantLock(pool, tenant, async (client) => {
      const parts = await nextParts(client, tenant, size);
      await writeRisks(client, tenant, parts);
      return parts.length;
    });
    if (done === 0) return { computed, interrupted: false };
    computed += done;
    await giveWay({ embedded });
  }
}

function forgetOtherWeights(pool: pg.Pool, tenant: string): Promise<void> {
  return underTenantLock(pool, tenant, async (client) => {
    if (await hasCurrentWeights(client, tenant)) return;
    await client.query(
      `UPDATE session SET risk_score = NULL, risk_factors = NULL, risk_state = NULL WHERE tenant = $1 AND risk_score IS NOT NULL`,
      [tenant],
    );
    await noteCurrentWeights(client, tenant);
  });
}

/** As many parts as have about the wanted number of requests. */
async function nextParts(client: pg.ClientBase, tenant: string, size: number): Promise<SessionPart[]> {
  const { rows } = await client.query<SessionPart & { requests: number }>(
    `SELECT key, day::text AS day, request_count AS requests FROM session
     WHERE tenant = $1 AND risk_score IS NULL ORDER BY key, day LIMIT ${PARTS}`,
    [tenant],
  );
  const parts: SessionPart[] = [];
  let sum = 0;
  for (const { key, day, requests } of rows) {
    sum += requests;
    if (sum > size && parts.length > 0) break;
    parts.push({ key, day });
  }
  return parts;
}
