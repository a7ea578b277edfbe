import { existsSync, realpathSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { type Database, explainLostDatabase, openDatabase } from '../db/database.ts';
import { type Env, requireHashSecret } from '../env.ts';
import { StartupError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { TrustedProxies } from '../ingest/client-address.ts';
import { emptySummary, importRequests } from '../ingest/import.ts';
import { LostProperties } from '../ingest/lost-properties.ts';
import { readerFor } from '../ingest/readers/index.ts';
import type { AccessLogFacts, Format } from '../ingest/readers/reader.type.ts';
import { createHasher } from '../ingest/session-key/session-key.ts';
import { loadSessionsConfig, type SessionsConfig } from '../ingest/session-key/sessions-config.ts';
import { dropExpired } from '../retention/drop-expired.ts';
import { settle } from '../settling/settle.ts';
import { openInput } from './import-input.ts';
import { exitCodeOf, type FileSummary, openRejects, printSummary, progressOf, type Rejects } from './import-report.ts';
import { applySpecifications, readSpecifications } from './openapi.command.ts';

/** Options of `api-sessions import`. */
export interface ImportCommandOptions extends AccessLogFacts {
  format?: Format;
  tenant: string;
  host?: string;
  application?: string;
  config?: string;
  trustedProxies?: TrustedProxies;
  openapi?: string[];
  keepOld?: true;
  json?: true;
  rejects?: string;
}

// So many reasons are shown; the rest is counted, and kept by --rejects.
const SHOWN_REJECTS = 10;

/** Imports files one after the other and prints what became of their records; the exit code says it, too. */
export async function importCommand(env: Env, files: string[], given: ImportCommandOptions): Promise<void> {
  const options: ImportCommandOptions = given.logFormat ? { format: 'combined', ...given } : given;
  const configured = loadSessionsConfig(options.config ?? env.configFile);
  const config = { ...configured, trustedProxies: options.trustedProxies ?? configured.trustedProxies };
  await checkFiles(files, options);
  const hasher = createHasher(requireHashSecret(env), options.tenant);
  const load = readSpecifications(options.openapi ?? [], { host: options.host });
  const database = await openDatabase({ url: env.databaseUrl, dataDirectory: env.dataDirectory, whenHeld: 'share' });
  const stopping = new AbortController();
  const { signal } = stopping;
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const rejects = openRejects(options.rejects);
    // What is due to go must not stay with what is to be kept.
    if (options.keepOld) await dropExpired(database, signal);
    if (load.length > 0) await applySpecifications(database, options.tenant, { load, onlyIfNew: true });
    const { summaries, failure } = await importFiles(database, files, { ...options, config, hasher, rejects, signal });
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

/** Before anything is imported: a wrong file in the middle of a list must not leave half of it done. */
async function checkFiles(files: string[], options: ImportCommandOptions): Promise<void> {
  const { format, rejects } = options;
  if (format) checkFacts(format, options);
  if (files.filter((file) => file === '-').length > 1)
    throw new StartupError('standard input (-) can be read once only', EXIT.usage);
  for (const file of files.filter((each) => each !== '-')) {
    try {
      await access(file, constants.R_OK);
      const stats = statSync(file);
      if (stats.isDirectory()) throw new StartupError(`${file} is a folder: name the files in it`);
      if (rejects && existsSync(rejects) && realpathSync(rejects) === realpathSync(file)) {
        throw new StartupError(
          `--rejects ${rejects} would overwrite what is to be imported: name another file`,
          EXIT.usage,
        );
      }
      // Not of a pipe, which can be read once only.
      if (!format && stats.isFile()) {
        const { input, format: found } = await openInput(file, undefined);
        input.destroy();
        checkFacts(found, options, file);
      }
    } catch (error) {
      if (error instanceof StartupError) throw error;
      throw new StartupError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
}

/** What is said of access logs must not be lost on a file of another format. */
function checkFacts(format: Format | null, { logFormat, durationUnit }: AccessLogFacts, file?: string): void {
  if (format === null || format === 'combined' || !(logFormat || durationUnit)) return;
  const option = logFormat ? '--log-format' : '--duration-unit';
  throw new StartupError(
    `${option} is for access logs (combined) only${file ? `: ${file} is` : ', not for'} ${format}`,
    EXIT.usage,
  );
}

interface FileImport extends Omit<ImportCommandOptions, 'config' | 'rejects'> {
  config: SessionsConfig;
  hasher: ReturnType<typeof createHasher>;
  rejects: Rejects;
  signal: AbortSignal;
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

async function importFile(database: Database, file: string, options: FileImport): Promise<FileSummary> {
  const progress = progressOf(file);
  try {
    const { format, input, brokeOff } = await openInput(file, options.format, (bytes) => progress.add(bytes));
    checkFacts(format, options, file);
    const unread = new LostProperties();
    const hints = new Map<string, number>();
    let shown = 0;
    let cut = false;
    const summary =
      format === null
        ? emptySummary()
        : await importRequests(database, input, {
            ...options,
            reader: readerFor(format),
            facts: options,
            onHint: (hint) => hints.set(hint, (hints.get(hint) ?? 0) + 1),
            onUnknown: (names) => unread.add(names),
            onRejected(record) {
              cut ||= record.brokeOff ?? false;
              options.rejects.write(file, record);
              if (++shown <= SHOWN_REJECTS) progress.say(`${file}:${record.line}: ${record.rejected}`);
            },
          });
    if (summary.rejected > SHOWN_REJECTS) {
      progress.say(`${file}: ${summary.rejected - SHOWN_REJECTS} more rejected; --rejects FILE keeps all of them`);
    }
    for (const [hint, count] of hints) progress.say(`${file}: ${count} lines: ${hint}`);
    return { file, format, ...summary, brokeOff: cut || brokeOff(), unread: unread.summary() };
  } finally {
    progress.stop();
  }
}
