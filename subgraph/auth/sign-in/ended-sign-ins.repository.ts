import type pg from 'pg';

/** How long a sign-in of the console is good for. */
export const MAX_MS = 8 * 3_600_000;

// Sign-ins are in the cookies of browsers alone. What is kept here is until when those of somebody were ended, as long as there may
// be any: times of the database, so that the clocks of servers need not agree.

const ENDED = 'sign-ins ended: ';

/** The time of the database, in milliseconds since 1970. */
export async function databaseTime(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return rows[0]!.now.getTime();
}

/** Ends the sign-ins of an actor that have begun. */
export async function endSignIns(client: pg.ClientBase, actor: string): Promise<void> {
  await client.query(
    `DELETE FROM setting WHERE name LIKE '${ENDED}%' AND value::timestamptz < now() - interval '1 day'`,
  );
  await client.query(
    `INSERT INTO setting (name, value) VALUES ($1, clock_timestamp()::text) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`,
    [ENDED + actor],
  );
}

/** Whether a sign-in of an actor was ended. @param begun milliseconds since 1970, by the database */
export async function hasEnded(pool: pg.Pool, actor: string, begun: number): Promise<boolean> {
  const { rows } = await pool.query<{ ended: Date }>(
    'SELECT value::timestamptz AS ended FROM setting WHERE name = $1',
    [ENDED + actor],
  );
  return rows.length > 0 && begun <= rows[0]!.ended.getTime();
}

/** Tenants that somebody has signed in to within the life of a sign-in, as the audit trail has it. */
export async function tenantsSignedInTo(client: pg.ClientBase, actor: string): Promise<string[]> {
  const { rows } = await client.query<{ tenant: string }>(
    `SELECT DISTINCT tenant FROM audit WHERE operation = 'signIn' AND subject = $1 AND at > now() - $2 * interval '1 millisecond'
     ORDER BY tenant`,
    [`actor:${actor}`, MAX_MS],
  );
  return rows.map(({ tenant }) => tenant);
}
