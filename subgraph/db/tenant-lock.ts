import type pg from 'pg';

/**
 * Work in one transaction, while nobody else writes for the tenant: what is read (known ids, tokens, specifications)
 * still holds when it is written.
 */
export async function underTenantLock<T>(
  pool: pg.Pool,
  tenant: string,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('api-sessions import'), hashtext($1))`, [tenant]);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
