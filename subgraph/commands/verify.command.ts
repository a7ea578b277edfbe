import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { explainLostDatabase, openDatabase } from '../db/database.ts';
import type { Env } from '../env.ts';
import { EXIT } from '../exit-codes.ts';
import { StartupError } from '../startup-error.ts';
import { printable } from '../values/printable.ts';
import { type Difference, verify } from '../verify/verify.ts';
import type { AuditHead } from '../verify/verify-audit.ts';

/** Options of `api-sessions verify`. */
export interface VerifyCommandOptions {
  json?: true;
  /** File with the heads of the audit trails: those of before are compared, those of now written. */
  auditHeads?: string;
}

/** Computes every derived number again from the requests, looks at the audit trails, and prints the differences. */
export async function verifyCommand(
  { databaseUrl, dataDirectory }: Env,
  { json, auditHeads }: VerifyCommandOptions,
): Promise<void> {
  const known = auditHeads === undefined ? {} : readHeads(auditHeads);
  const database = await openDatabase({ url: databaseUrl, dataDirectory, whenHeld: 'share' });
  try {
    const say = ({ tenant, place, what, stored, recomputed }: Difference) =>
      console.error(printable(`${tenant}: ${place}: ${what}: stored ${stored}, recomputed ${recomputed}`));
    const summary = await verify(database.pool, say, { inSteps: database.embedded, knownHeads: known });
    // What was found wrong is found again by the next run.
    if (auditHeads !== undefined && summary.differences === 0) writeHeads(auditHeads, summary.auditHeads);
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

/** None where there is no file yet. */
function readHeads(file: string): Record<string, AuditHead> {
  if (!existsSync(file)) return {};
  const wrong = new StartupError(
    `${file} (--audit-heads) is not what "verify --audit-heads" writes: {"<tenant>":{"id":"17","hash":"<hexadecimal>"}}`,
  );
  let heads: unknown;
  try {
    heads = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw wrong;
  }
  if (heads === null || typeof heads !== 'object' || Array.isArray(heads)) throw wrong;
  for (const head of Object.values(heads) as (Partial<AuditHead> | null)[]) {
    if (!/^\d{1,18}$/.test(`${head?.id}`) || !/^[0-9a-f]{64}$/.test(`${head?.hash}`)) throw wrong;
  }
  return heads as Record<string, AuditHead>;
}

function writeHeads(file: string, heads: Record<string, AuditHead>): void {
  try {
    writeFileSync(file, `${JSON.stringify(heads, null, 2)}\n`);
  } catch (error) {
    throw new StartupError(`cannot write ${file} (--audit-heads): ${(error as NodeJS.ErrnoException).code}`);
  }
}
