import { explainLostDatabase, openDatabase } from '../db/database.ts';
import type { Env } from '../env.ts';
import { settle, tenantsDue } from '../settling/settle.ts';
import { StartupError } from '../startup-error.ts';
import { printable } from '../values/printable.ts';

/** Options of `api-sessions settle`. */
export interface SettleCommandOptions {
  /** Not given: every account. */
  tenant?: string;
  json?: true;
}

/** Judges everything again that is due, and computes all scores that wait. */
export async function settleCommand(
  { databaseUrl, dataDirectory, endpointsPerHost }: Env,
  { tenant, json }: SettleCommandOptions,
): Promise<void> {
  const database = await openDatabase({ url: databaseUrl, dataDirectory, endpointsPerHost, whenHeld: 'share' });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const tenants = tenant === undefined ? await tenantsDue(database.pool) : [tenant];
    const settled: { tenant: string; risks: number; deviations: number }[] = [];
    for (const each of tenants) {
      const { computed, changed, interrupted } = await settle(database, each, stopping.signal, 'everything');
      if (interrupted) throw new StartupError('interrupted after a whole page: run "api-sessions settle" again');
      settled.push({ tenant: each, risks: computed, deviations: changed });
    }
    if (json) console.log(JSON.stringify({ settled }));
    else if (settled.length === 0) console.log('nothing was due');
    for (const { tenant: name, risks, deviations } of json ? [] : settled) {
      console.log(
        printable(
          `${name}: ${risks} risk scores computed, ${deviations} times and sizes stand out otherwise than before`,
        ),
      );
    }
  } catch (error) {
    throw explainLostDatabase(error) ?? error;
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    await database.close();
  }
}
