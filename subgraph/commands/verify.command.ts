import { explainLostDatabase, openDatabase } from '../db/database.ts';
import type { Env } from '../env.ts';
import { EXIT } from '../exit-codes.ts';
import { printable } from '../values/printable.ts';
import { type Difference, verify } from '../verify/verify.ts';

/** Options of `api-sessions verify`. */
export interface VerifyCommandOptions {
  json?: true;
}

/** Computes every derived number again from the requests, and prints the differences. */
export async function verifyCommand(
  { databaseUrl, dataDirectory }: Env,
  { json }: VerifyCommandOptions,
): Promise<void> {
  const database = await openDatabase({ url: databaseUrl, dataDirectory, whenHeld: 'share' });
  try {
    const say = ({ tenant, place, what, stored, recomputed }: Difference) =>
      console.error(printable(`${tenant}: ${place}: ${what}: stored ${stored}, recomputed ${recomputed}`));
    const summary = await verify(database.pool, say, { inSteps: database.embedded });
    const { requests, sessions, differences, due, dueRisks } = summary;
    const waiting = [
      ...(due > 0 ? [`; deviations at ${due} endpoints wait to be settled`] : []),
      ...(dueRisks > 0 ? [`; risk scores of ${dueRisks} sessions wait to be computed`] : []),
    ];
    console.log(
      json
        ? JSON.stringify(summary)
        : `${requests} requests in ${sessions} sessions: ${differences} differences${waiting.join('')}`,
    );
    if (differences > 0) process.exitCode = EXIT.failed;
  } catch (error) {
    throw explainLostDatabase(error) ?? error;
  } finally {
    await database.close();
  }
}
