import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type FlowsFile, parseFlowsFile } from '../business-flows/flows-file.ts';
import { openDatabase } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import type { Env } from '../env.ts';
import { settleRisk } from '../settling/settle-risk.ts';
import { StartupError } from '../startup-error.ts';
import { applyFlows, readFlows } from '../store/flows-store.ts';

/** Options of `api-sessions flows`. */
export interface FlowsCommandOptions {
  tenant: string;
  json?: true;
}

/** Puts a flows file in force, in place of all that the former one said; without a file, prints the one in force. */
export async function flowsCommand(
  env: Env,
  path: string | undefined,
  { tenant, json }: FlowsCommandOptions,
): Promise<void> {
  const file = path === undefined ? null : readFlowsFile(path);
  const database = await openDatabase({ url: env.databaseUrl, dataDirectory: env.dataDirectory, whenHeld: 'share' });
  try {
    if (!file) {
      console.log(JSON.stringify(await readFlows(database.pool, tenant), null, 2));
      return;
    }
    const result = await applyFlows(database.pool, tenant, file);
    await settleRisk(database, tenant);
    await keepStatistics(database.pool);
    const { flows, rules, endpoints } = file;
    const counts = { flows: flows.length, rules: rules.length, entries: endpoints.length, ...result };
    if (json) {
      console.log(JSON.stringify(counts));
      return;
    }
    console.log(
      `in force, in place of the former file: ${counts.flows} flows of your own, ${counts.rules} rules, ${counts.entries} endpoint entries (${counts.entriesThatApply} apply now)`,
    );
    console.log(`${counts.withFlow} of ${counts.endpoints} endpoints have a flow`);
  } finally {
    await database.close();
  }
}

function readFlowsFile(path: string): FlowsFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartupError(`cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  return parseFlowsFile(text, basename(path));
}
