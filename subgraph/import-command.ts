import { existsSync, realpathSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { type Database, explainLostDatabase, openDatabase } from './db/database.ts';
import { type Env, requireHashSecret } from './env.ts';
import { StartupError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { openInput } from './import-input.ts';
import { exitCodeOf, type FileSummary, openRejects, printSummary, progressOf, type Rejects } from './import-report.ts';
import { emptySummary, importRequests } from './ingest/import.ts';
import { LostProperties } from './ingest/lost-properties.ts';
import { readerFor } from './ingest/readers/index.ts';
import type { Format } from './ingest/readers/reader.type.ts';
import { createHasher } from './ingest/session-key.ts';
import { loadSessionsConfig } from './ingest/sessions-config.ts';
import { settle } from './ingest/settle.ts';
import { applySpecifications, readSpecifications } from './openapi-command.ts';

/** Options of `api-sessions import`. */
export interface ImportCommandOptions {
  format?: Format;
  tenant: string;
  host?: string;
  application?: string;
  config?: string;
  openapi?: string[];
  json?: true;
  rejects?: string;
}

// So many reasons are shown; the rest is counted, and kept by --rejects.
const SHOWN_REJECTS = 10;

/** Imports files one after the other and prints what became of their records; the exit code says it, too. */
export async function importCommand(env: Env, files: string[], options: ImportCommandOptions): Promise<void> {
  const config = loadSessionsConfig(options.config ?? env.configFile);
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
    if (load.length > 0) await applySpecifications(database, options.tenant, { load, onlyIfNew: true });
    const { summaries, failure } = await importFiles(database, files, { ...options, config, hasher, rejects, signal });
    rejects.close();
    const mayGoOn = failure === null || failure instanceof StartupError;
    if (!signal.aborted && mayGoOn) await settle(database, options.tenant, signal);
    if (failure === null || summaries.length > 0) printSummary(summaries, options.json ?? false);
    if (failure !== null) throw failure;
    if (signal.aborted) {
      throw new StartupError('interrupted behind a whole batch: run the same import again to complete it');
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
async function checkFiles(files: string[], { format, rejects }: ImportCommandOptions): Promise<void> {
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
      if (!format && stats.isFile()) (await openInput(file, undefined)).input.destroy();
    } catch (error) {
      if (error instanceof StartupError) throw error;
      throw new StartupError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
}

interface FileImport extends Omit<ImportCommandOptions, 'config' | 'rejects'> {
  config: ReturnType<typeof loadSessionsConfig>;
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
    const unread = new LostProperties();
    let shown = 0;
    let cut = false;
    const summary =
      format === null
        ? emptySummary()
        : await importRequests(database, input, {
            ...options,
            reader: readerFor(format),
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
    return { file, format, ...summary, brokeOff: cut || brokeOff(), unread: unread.summary() };
  } finally {
    progress.stop();
  }
}
