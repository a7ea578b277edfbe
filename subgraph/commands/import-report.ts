import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { addSummary, emptySummary, type ImportSummary, type Rejected } from '../ingest/import.ts';
import type { LostPropertiesSummary } from '../ingest/lost-properties.ts';
import type { Prefix, PrefixName } from '../ingest/readers/prefixes/prefix.ts';
import type { Format } from '../ingest/readers/reader.type.ts';
import { StartupError } from '../startup-error.ts';
import { printable } from '../values/printable.ts';

/** What became of a file. */
export interface FileSummary extends ImportSummary {
  file: string;
  /** Null: there was nothing in it. */
  format: Format | null;
  /** How sure it was recognised, 0.4 to 1; null: it was given, or there was nothing in it. */
  sureness: number | null;
  /** What stood in front of each line; null: nothing. */
  prefix: PrefixName | null;
  /** It was cut or damaged; what was read before is imported. */
  brokeOff: boolean;
  /** Properties that its format does not have. */
  unread: LostPropertiesSummary;
}

/** Prints what became of each file, and of all of them. */
export function printSummary(files: readonly FileSummary[], json: boolean): void {
  const total = totalOf(files);
  if (json) {
    console.log(JSON.stringify({ ...total, files }));
    return;
  }
  for (const { file, format, brokeOff, unread, ...summary } of files) {
    const end = brokeOff ? '; broke off, what was read before is imported' : '';
    console.log(printable(`${file} (${format ?? 'empty'}): ${describe(summary)}${end}`));
    if (unread.properties.length > 0) console.log(printable(`  ${format} has no such properties: ${listed(unread)}`));
  }
  if (files.length > 1) console.log(`all: ${describe(total)}`);
}

/** What a file was taken for where that is not plain, in a sentence for whoever imports it; null: it is. */
export function takenFor(file: {
  format: Format | null;
  sureness: number | null;
  prefix: Prefix | null;
}): string | null {
  const { format, sureness, prefix } = file;
  if (format === null) return null;
  const parts = [
    prefix && `the prefix of ${prefix.description} is taken off`,
    sureness !== null &&
      sureness < SURE &&
      `taken for ${format} (${Math.round(sureness * 100)} % sure): --format says it`,
  ].filter((part) => !!part);
  return parts.length > 0 ? parts.join('; ') : null;
}

/** From here on it is not worth a word. */
const SURE = 0.9;

/** How the import ends. */
export function exitCodeOf(files: readonly FileSummary[]): ExitCode {
  const { accepted, duplicates } = totalOf(files);
  if (files.some(({ brokeOff }) => brokeOff)) return EXIT.brokeOff;
  return accepted + duplicates > 0 ? EXIT.done : EXIT.nothing;
}

function totalOf(files: readonly FileSummary[]): ImportSummary {
  const total = emptySummary();
  for (const file of files) addSummary(total, file);
  return total;
}

function describe({ read, accepted, duplicates, rejected, sessions }: ImportSummary): string {
  return `${read} read: ${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected; ${sessions} new sessions`;
}

function listed({ properties, others }: LostPropertiesSummary): string {
  const names = properties.map(({ name, records }) => `${JSON.stringify(name)} (${records})`).join(', ');
  return `${names}${others > 0 ? `, and ${others} of other names` : ''}; what they hold was not read`;
}

/** Where rejected records are kept. */
export interface Rejects {
  write(file: string, record: Rejected): void;
  close(): void;
}

/** @throws {StartupError} now or with a record: it cannot be written */
export function openRejects(file: string | undefined): Rejects {
  if (!file) return { write: () => {}, close: () => {} };
  const attempt = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      throw new StartupError(`cannot write ${file} (--rejects): ${(error as NodeJS.ErrnoException).code}`);
    }
  };
  const descriptor = attempt(() => openSync(file, 'w'));
  return {
    write: (source, { line, raw, rejected }) =>
      attempt(() => writeSync(descriptor, `${JSON.stringify({ file: source, line, reason: rejected, raw })}\n`)),
    close: () => closeSync(descriptor),
  };
}

export interface Progress {
  add(bytes: number): void;
  /** A line for the person, above the bar. */
  say(line: string): void;
  stop(): void;
}

/** A bar on a terminal, where the length of the file is known; silence elsewhere. */
export function progressOf(file: string): Progress {
  const say = (line: string) => console.error(printable(line));
  if (!process.stderr.isTTY || file === '-') return { add: () => {}, say, stop: () => {} };
  const bar = new SingleBar({
    format: `${printable(file)} {bar} {percentage}%  {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(statSync(file, { throwIfNoEntry: false })?.size ?? 0, 0);
  return {
    add: (bytes) => bar.increment(bytes),
    say(line) {
      process.stderr.write('\r\x1b[K');
      say(line);
    },
    stop: () => bar.stop(),
  };
}
