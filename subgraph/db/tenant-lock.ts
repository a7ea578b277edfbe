import type pg from 'pg';
import { isTimeout } from '../errors.ts';
import { type Cancel, cancelOn } from './cancelling.ts';
import { asTenant } from './row-security.ts';

/** When work is given up, with the reason, and how. */
export interface Until {
  signal: AbortSignal;
  cancel: Cancel;
}

/**
 * Work in one transaction, while nobody else writes for the tenant: what is read (known ids, tokens, specifications)
 * still holds when it is written. What is given up is rolled back, or was done before that.
 */
export async function underTenantLock<T>(
  pool: pg.Pool,
  tenant: string,
  work: (client: pg.ClientBase) => Promise<T>,
  until?: Until,
): Promise<T> {
  until?.signal.throwIfAborted();
  const client = await asTenant(tenant, () => pool.connect());
  const stop = until && cancelOn(until.signal, () => until.cancel(client));
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('api-sessions import'), hashtext($1))`, [tenant]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw until?.signal.aborted && isTimeout(error) ? until.signal.reason : error;
  } finally {
    await stop?.();
    client.release();
  }
}
