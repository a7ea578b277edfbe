import { recordAttempt } from '../actions/audit/record-attempt.ts';
import { endSignIns, tenantsSignedInTo } from '../auth/sign-in/ended-sign-ins.repository.ts';
import { openDatabase } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Env } from '../env.ts';
import { printable } from '../values/printable.ts';

/** Ends the sign-ins of somebody at the console by an identity provider, at once, in all browsers. */
export async function signOutCommand(env: Env, actor: string): Promise<void> {
  const database = await openDatabase({ url: env.databaseUrl, dataDirectory: env.dataDirectory, whenHeld: 'share' });
  try {
    const tenants = await inTransaction(database.pool, async (client) => {
      await endSignIns(client, actor);
      const known = await tenantsSignedInTo(client, actor);
      const event = { operation: 'endSignIns', subject: `actor:${actor}`, input: {}, refusal: null };
      for (const tenant of known) await recordAttempt(client, { tenant, actor: 'cli' }, event);
      return known;
    });
    const where =
      tenants.length > 0 ? `, who had signed in to ${tenants.join(', ')}` : ', of whom the audit trail has none';
    console.log(printable(`ended every sign-in of ${actor}${where}`));
  } finally {
    await database.close();
  }
}
