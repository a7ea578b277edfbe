import { explainLostDatabase, openDatabase } from '../db/database.ts';
import { readRetention, writeRetention } from '../db/kept-days.ts';
import type { Env } from '../env.ts';
import { dropExpired } from '../retention/drop-expired.ts';
import { StartupError } from '../startup-error.ts';

/** Options of `api-sessions retention`. */
export interface RetentionCommandOptions {
  days?: number;
  everything?: true;
  json?: true;
}

/** Decides how long requests are kept, if asked to, drops what is older, and says how it stands. */
export async function retentionCommand(
  { databaseUrl, dataDirectory, endpointsPerHost }: Env,
  { days: wanted, everything, json }: RetentionCommandOptions,
): Promise<void> {
  const database = await openDatabase({ url: databaseUrl, dataDirectory, endpointsPerHost, whenHeld: 'share' });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const isAsked = wanted !== undefined || everything === true;
    if (isAsked) await writeRetention(database.pool, wanted ?? null);
    const dropped = isAsked ? await dropExpired(database, stopping.signal) : { days: [], held: null };
    const { days, since, isDecided } = await readRetention(database.pool);
    if (json) console.log(JSON.stringify({ days, since, isDecided, dropped: dropped.days }));
    else {
      console.log(
        days === null ? `everything is kept${isDecided ? '' : ', for nobody has decided'}` : `${days} days are kept`,
      );
      if (since !== null) console.log(`requests are kept since ${since}`);
      if (isAsked) console.log(`${dropped.days.length} days were dropped`);
    }
    if (stopping.signal.aborted) throw new StartupError('interrupted after a whole day: run it again to complete it');
    if (dropped.held !== null) {
      throw new StartupError(
        `${dropped.held} could not be dropped, for its tables are read all the time (an export, verify): run it again, or leave it to the server`,
      );
    }
  } catch (error) {
    throw explainLostDatabase(error) ?? error;
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    await database.close();
  }
}
