import { closeSync, createReadStream, existsSync, openSync, realpathSync, statSync, writeSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { pipeline, Readable, Transform } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { type Database, explainLostDatabase, openDatabase } from './db/database.ts';
import { type Env, requireHashSecret } from './env.ts';
import { StartupError } from './errors.ts';
import type { TrustedProxies } from './ingest/client-address.ts';
import { emptySummary, type ImportSummary, importRequests, type Rejected } from './ingest/import.ts';
import { detectFormat, readerFor } from './ingest/readers/index.ts';
import { damageOf, unpack } from './ingest/readers/input.ts';
import { type AccessLogFacts, FORMATS, type Format } from './ingest/readers/reader.type.ts';
import { createHasher } from './ingest/session-key.ts';
import { loadSessionsConfig, type SessionsConfig } from './ingest/sessions-config.ts';
import { settle } from './ingest/settle.ts';
import { applySpecifications, readSpecifications } from './openapi-command.ts';
import { printable } from './printable.ts';

/** Options of `api-sessions import`. */
export interface ImportCommandOptions extends AccessLogFacts {
  format?: Format;
  tenant: string;
  host?: string;
  application?: string;
  config?: string;
  trustedProxies?: TrustedProxies;
  openapi?: string[];
  json?: true;
  rejects?: string;
}

interface FileSummary extends ImportSummary {
  file: string;
  format: Format;
}

// So many reasons are shown; the rest is counted, and kept by --rejects.
const SHOWN_REJECTS = 10;

/** Imports files one after the other and prints what became of their records. */
export async function importCommand(env: Env, files: string[], given: ImportCommandOptions): Promise<void> {
  const options: ImportCommandOptions = given.logFormat ? { format: 'combined', ...given } : given;
  const configured = loadSessionsConfig(options.config ?? env.configFile);
  const config = { ...configured, trustedProxies: options.trustedProxies ?? configured.trustedProxies };
  await checkFiles(files, options);
  const hasher = createHasher(requireHashSecret(env), options.tenant);
  const load = readSpecifications(options.openapi ?? [], { host: options.host });
  const database = await openDatabase({ url: env.databaseUrl, dataDirectory: env.dataDirectory, whenHeld: 'share' });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    if (load.length > 0) await applySpecifications(database, options.tenant, { load, onlyIfNew: true });
    const rejects = openRejects(options.rejects);
    const summaries: FileSummary[] = [];
    for (const file of files) {
      if (stopping.signal.aborted) break;
      summaries.push(
        await importFile(database, file, { ...options, config, hasher, rejects, signal: stopping.signal }),
      );
    }
    rejects.close();
    if (!stopping.signal.aborted) await settle(database, options.tenant, stopping.signal);
    printSummary(summaries, options.json ?? false);
    if (stopping.signal.aborted) {
      throw new StartupError('interrupted behind a whole batch: run the same import again to complete it');
    }
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
    throw new StartupError('standard input (-) can be read once only');
  for (const file of files.filter((each) => each !== '-')) {
    try {
      await access(file, constants.R_OK);
      const stats = statSync(file);
      if (stats.isDirectory()) throw new StartupError(`${file} is a folder: name the files in it`);
      if (rejects && existsSync(rejects) && realpathSync(rejects) === realpathSync(file)) {
        throw new StartupError(`--rejects ${rejects} would overwrite what is to be imported: name another file`);
      }
      // Not of a pipe, which can be read once only.
      if (!format && stats.isFile()) {
        const { input, format: found } = await recognised(unpack(createReadStream(file)), file, undefined);
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
function checkFacts(format: Format, { logFormat, durationUnit }: AccessLogFacts, file?: string): void {
  if (format === 'combined' || !(logFormat || durationUnit)) return;
  const option = logFormat ? '--log-format' : '--duration-unit';
  throw new StartupError(
    `${option} is for access logs (combined) only${file ? `: ${file} is` : ', not for'} ${format}`,
  );
}

interface FileImport extends Omit<ImportCommandOptions, 'config' | 'rejects'> {
  config: SessionsConfig;
  hasher: ReturnType<typeof createHasher>;
  rejects: Rejects;
  signal: AbortSignal;
}

async function importFile(database: Database, file: string, options: FileImport): Promise<FileSummary> {
  const progress = progressOf(file);
  const source = file === '-' ? process.stdin : createReadStream(file);
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      progress.add(chunk.length);
      done(null, chunk);
    },
  });
  // An error of the file reaches the reader through the last stream of the pipeline.
  const unpacked = unpack(pipeline(source, counted, () => {}));
  const { format, input } = await recognised(unpacked, file, options.format);
  checkFacts(format, options, file);
  let shown = 0;
  const hints = new Map<string, number>();
  const summary = await importRequests(database, input, {
    ...options,
    reader: readerFor(format),
    facts: options,
    onHint: (hint) => hints.set(hint, (hints.get(hint) ?? 0) + 1),
    onRejected(record) {
      options.rejects.write(file, record);
      if (++shown <= SHOWN_REJECTS) progress.say(`${file}:${record.line}: ${record.rejected}`);
    },
  });
  if (summary.rejected > SHOWN_REJECTS) {
    progress.say(`${file}: ${summary.rejected - SHOWN_REJECTS} more rejected; --rejects FILE keeps all of them`);
  }
  for (const [hint, count] of hints) progress.say(`${file}: ${count} lines: ${hint}`);
  progress.stop();
  return { file, format, ...summary };
}

const HEAD = 64 * 1024;

/** Reads the beginning of the input to recognise its format, and puts it back. */
async function recognised(
  unpacked: Readable,
  file: string,
  given: Format | undefined,
): Promise<{ format: Format; input: Readable }> {
  if (given) return { format: given, input: unpacked };
  const head: Buffer[] = [];
  let length = 0;
  const iterator = unpacked[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let damage: unknown = null;
  try {
    let step = await iterator.next();
    while (!step.done) {
      head.push(step.value);
      length += step.value.length;
      if (length >= HEAD) break;
      step = await iterator.next();
    }
  } catch (error) {
    // The reader shall meet it behind the records before it.
    if (damageOf(error) === null) throw error;
    if (head.length === 0) throw new StartupError(`cannot read ${file}: ${damageOf(error)}`);
    damage = error;
  }
  const format = detectFormat(Buffer.concat(head).toString('utf8').slice(0, HEAD));
  if (!format) {
    throw new StartupError(`the format of ${file} is not recognised: say --format, one of ${FORMATS.join(', ')}`);
  }
  // One piece at a time: a stream that fails throws away what it has read ahead.
  return { format, input: Readable.from(restOf(head, iterator, damage), { highWaterMark: 1 }) };
}

async function* restOf(head: Buffer[], iterator: AsyncIterator<Buffer>, damage: unknown): AsyncGenerator<Buffer> {
  yield* head;
  if (damage) throw damage;
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
}

interface Progress {
  add(bytes: number): void;
  /** A line for the person, above the bar. */
  say(line: string): void;
  stop(): void;
}

/** A bar on a terminal, where the length of the file is known; silence elsewhere. */
function progressOf(file: string): Progress {
  const say = (line: string) => console.error(printable(line));
  if (!process.stderr.isTTY || file === '-') return { add: () => {}, say, stop: () => {} };
  const bar = new SingleBar({
    format: `${printable(file)} {bar} {percentage}%  {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(statSync(file).size, 0);
  return {
    add: (bytes) => bar.increment(bytes),
    say(line) {
      process.stderr.write('\r\x1b[K');
      say(line);
    },
    stop: () => bar.stop(),
  };
}

interface Rejects {
  write(file: string, record: Rejected): void;
  close(): void;
}

function openRejects(file: string | undefined): Rejects {
  if (!file) return { write: () => {}, close: () => {} };
  let descriptor: number;
  try {
    descriptor = openSync(file, 'w');
  } catch (error) {
    throw new StartupError(`cannot write ${file} (--rejects): ${(error as NodeJS.ErrnoException).code}`);
  }
  return {
    write: (source, { line, raw, rejected }) =>
      writeSync(descriptor, `${JSON.stringify({ file: source, line, reason: rejected, raw })}\n`),
    close: () => closeSync(descriptor),
  };
}

function printSummary(files: FileSummary[], json: boolean): void {
  const total = emptySummary();
  for (const file of files) {
    for (const name of Object.keys(total) as (keyof ImportSummary)[]) total[name] += file[name];
  }
  if (json) {
    console.log(JSON.stringify({ ...total, files }));
    return;
  }
  for (const { file, format, ...summary } of files) console.log(printable(`${file} (${format}): ${describe(summary)}`));
  if (files.length > 1) console.log(`all: ${describe(total)}`);
}

function describe({ read, accepted, duplicates, rejected, sessions }: ImportSummary): string {
  return `${read} read: ${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected; ${sessions} new sessions`;
}
