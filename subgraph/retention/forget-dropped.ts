import type pg from 'pg';
import { underTenantLock } from '../db/tenant-lock.ts';
import { forgetAnsweredBefore } from '../store/answered-paths.ts';
import { removeUnusedEndpoints } from '../store/endpoint-store.ts';
import { KnowledgeSource } from '../store/knowledge.ts';
import { findAnsweredBefore, recallAnswers } from '../store/recall-answers.ts';

/**
 * What rested on requests that are gone goes too: endpoints that nothing is kept of, that others have answered, and days
 * that waited to be judged. What people said stays: marks, rules, blocks and the audit trail. Tenant by tenant, and again it changes nothing.
 * @param since the oldest day that is kept
 */
export async function forgetDropped(pool: pg.Pool, since: string): Promise<void> {
  const { rows } = await pool.query<{ tenant: string }>(
    `SELECT tenant FROM endpoint UNION SELECT tenant FROM baseline_due UNION SELECT tenant FROM arrived_batch ORDER BY tenant`,
  );
  for (const { tenant } of rows) {
    await underTenantLock(pool, tenant, async (client) => {
      const knowledge = await new KnowledgeSource(tenant).current(client);
      await forgetDue(client, tenant, since);
      await forgetAnsweredBefore(client, tenant, since);
      await removeUnusedEndpoints(client, tenant, knowledge);
      await recallAnswers(client, tenant, knowledge, await findAnsweredBefore(client, tenant, since));
    });
  }
}

async function forgetDue(client: pg.ClientBase, tenant: string, since: string): Promise<void> {
  const kept = `SELECT day FROM facet_count WHERE tenant = $1 AND dimension = 'SESSION'`;
  await client.query(`DELETE FROM baseline_due WHERE tenant = $1 AND day < $2::date AND day NOT IN (${kept})`, [
    tenant,
    since,
  ]);
  await client.query(
    `UPDATE arrived_batch SET days = ARRAY(SELECT day FROM unnest(days) AS day WHERE day >= $2::date OR day IN (${kept}))
     WHERE tenant = $1 AND $2::date > ANY(days)`,
    [tenant, since],
  );
  await client.query(`DELETE FROM arrived_batch WHERE tenant = $1 AND days = '{}'`, [tenant]);
}
