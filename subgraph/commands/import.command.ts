import { type Database, explainLostDatabase, openDatabase } from '../db/database.ts';
import { type Env, requireHashSecret } from '../env.ts';
import type { TrustedProxies } from '../ingest/client-address.ts';
import { openPlaces } from '../ingest/places.ts';
import type { AccessLogFacts, Format } from '../ingest/readers/reader.type.ts';
import { createHasher } from '../ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../ingest/session-key/sessions-config.ts';
import { dropExpired } from '../retention/drop-expired.ts';
import { settle } from '../settling/settle.ts';
import { StartupError } from '../startup-error.ts';
import { dryRun, printDryRun } from './dry-run.ts';
import { checkFollowed, followFile, placeOf } from './follow-file.ts';
import { checkFiles } from './import-checks.ts';
import { type FileImport, importFile } from './import-file.ts';
import { exitCodeOf, type FileSummary, openRejects, printSummary } from './import-report.ts';
import { applySpecifications, readSpecifications } from './openapi.command.ts';

/** Options of `api-sessions import`. */
export interface ImportCommandOptions extends AccessLogFacts {
  format?: Format;
  tenant: string;
  host?: string;
  application?: string;
  config?: string;
  trustedProxies?: TrustedProxies;
  geoip?: string;
  asn?: string;
  openapi?: string[];
  dryRun?: true;
  follow?: true;
  place?: string;
  keepOld?: true;
  json?: true;
  rejects?: string;
}

/** Imports files one after the other and prints what became of their records; the exit code says it, too. */
export async function importCommand(env: Env, files: string[], given: ImportCommandOptions): Promise<void> {
  const { logFormat } = given;
  const options: ImportCommandOptions = logFormat
    ? { format: logFormat.properties ? 'nginx-json' : 'combined', ...given }
    : given;
  const configured = loadSessionsConfig(options.config ?? env.configFile);
  const config = { ...configured, trustedProxies: options.trustedProxies ?? configured.trustedProxies };
  checkFollowed(files, options);
  await checkFiles(files, options);
  const hasher = createHasher(requireHashSecret(env), options.tenant);
  const places = await openPlaces(env.placeFiles, options);
  const load = readSpecifications(options.openapi ?? [], { host: options.host });
  if (options.dryRun) {
    const rejects = openRejects(options.rejects);
    const signal = new AbortController().signal;
    printDryRun(await dryRun(files, { ...options, config, hasher, places, rejects, signal }), options.json ?? false);
    rejects.close();
    return;
  }
  const database = await openDatabase({
    url: env.databaseUrl,
    dataDirectory: env.dataDirectory,
    endpointsPerHost: env.endpointsPerHost,
    whenHeld: 'share',
  });
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const rejects = openRejects(options.rejects);
    // What is due to go must not stay with what is to be kept.
    if (options.keepOld) await dropExpired(database, signal);
    if (load.length > 0) await applySpecifications(database, options.tenant, { load, onlyIfNew: true });
    const importing = { ...options, config, hasher, places, rejects, signal };
    if (options.follow) {
      const place = options.place ?? placeOf(env.dataDirectory, options.tenant, files[0]!);
      const summary = await followFile(database, files[0]!, { ...importing, place });
      rejects.close();
      printSummary([summary], options.json ?? false);
      return;
    }
    const { summaries, failure } = await importFiles(database, files, importing);
    rejects.close();
    const mayGoOn = failure === null || failure instanceof StartupError;
    if (!signal.aborted && mayGoOn) await settle(database, options.tenant, signal);
    if (failure === null || summaries.length > 0) printSummary(summaries, options.json ?? false);
    if (failure !== null) throw failure;
    if (signal.aborted) {
      throw new StartupError('interrupted after a whole batch: run the same import again to complete it');
    }
    process.exitCode = exitCodeOf(summaries);
  } catch (error) {
    const lost = explainLostDatabase(error);
    throw lost ? new StartupError(`${lost.message}: whole batches are kept, run the same import again`) : error;
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    // Whoever writes into it may go on for ever.
    if (files.includes('-')) process.stdin.destroy();
    await database.close();
  }
}

/** Up to the first failure, if there is one: what was imported before it is told all the same. */
async function importFiles(
  database: Database,
  files: readonly string[],
  options: FileImport,
): Promise<{ summaries: FileSummary[]; failure: unknown }> {
  const summaries: FileSummary[] = [];
  try {
    for (const file of files) {
      if (options.signal.aborted) break;
      summaries.push(await importFile(database, file, options));
    }
    return { summaries, failure: null };
  } catch (failure) {
    return { summaries, failure };
  }
}
