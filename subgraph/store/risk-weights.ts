import type pg from 'pg';
import { WEIGHTS_VERSION } from '../risk/weights.ts';

/** The name of the setting that says of which weights a tenant's scores are. */
const weightsOf = (tenant: string) => `risk weights: ${tenant}`;

/** Whether the scores that a tenant has are of the weights in force. */
export async function hasCurrentWeights(client: pg.ClientBase, tenant: string): Promise<boolean> {
  const { rows } = await client.query<{ value: string }>('SELECT value FROM setting WHERE name = $1', [
    weightsOf(tenant),
  ]);
  return rows[0]?.value === WEIGHTS_VERSION;
}

export async function noteCurrentWeights(client: pg.ClientBase, tenant: string): Promise<void> {
  await client.query(
    'INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value',
    [weightsOf(tenant), WEIGHTS_VERSION],
  );
}

/** Whether new requests may be added to scores: there are only such of the weights in force, or none at all yet. */
export async function mayScore(client: pg.ClientBase, tenant: string): Promise<boolean> {
  if (await hasCurrentWeights(client, tenant)) return true;
  const { rows } = await client.query('SELECT 1 FROM session WHERE tenant = $1 LIMIT 1', [tenant]);
  if (rows.length > 0) return false;
  await noteCurrentWeights(client, tenant);
  return true;
}
