import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { EXIT } from '../exit-codes.ts';
import { follow } from '../ingest/follow/follow.ts';
import { linesIn, type Stretch } from '../ingest/follow/open-log.ts';
import { type FollowedPlace, readPlace, writePlace } from '../ingest/follow/place.ts';
import { addSummary, emptySummary, identityOf, importRequests } from '../ingest/import.ts';
import { type LineIdentity, WINDOW_MINUTES } from '../ingest/line-identity.ts';
import { readerFor } from '../ingest/readers/index.ts';
import { type Prefix, peeled } from '../ingest/readers/prefixes/prefix.ts';
import type { Format, Reader, StretchReader } from '../ingest/readers/reader.type.ts';
import { settle } from '../settling/settle.ts';
import { StartupError } from '../startup-error.ts';
import { FileAccount, type FileImport } from './import-file.ts';
import { openInput } from './import-input.ts';
import { type FileSummary, progressOf, takenFor } from './import-report.ts';

const POLL_MS = 250;
/** What follows from more than a batch is settled so often at most. */
const SETTLE_MS = 5_000;

/** One place per tenant and file. @param directory of the data, which there is wherever an import runs */
export function placeOf(directory: string, tenant: string, file: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([tenant, resolve(file)]))
    .digest('base64url');
  return join(directory, 'followed', `${name.slice(0, 22)}.json`);
}

/** @throws {StartupError} these files cannot be followed together, or at all */
export function checkFollowed(
  files: readonly string[],
  { follow: wanted, place, dryRun }: { follow?: true; place?: string; dryRun?: true },
): void {
  if (wanted && dryRun) throw new StartupError('--dry-run and --follow exclude each other', EXIT.usage);
  if (!wanted && place) throw new StartupError('--place is for --follow only', EXIT.usage);
  if (wanted && (files.length !== 1 || files[0] === '-'))
    throw new StartupError(
      '--follow takes one file, which is no pipe: follow each by a process of its own',
      EXIT.usage,
    );
}

/** Imports what a log has and gets, until the signal. The place is kept after each transaction. */
export async function followFile(
  database: Database,
  file: string,
  options: FileImport & { place: string },
): Promise<FileSummary> {
  const { signal, tenant } = options;
  const progress = progressOf('-');
  const { format, prefix, sureness } = await recognised(file, options);
  const summary = emptySummary();
  const account = new FileAccount(file, progress, options.rejects);
  progress.say(`${file} (${format}): followed until it is stopped`);
  const taken = takenFor({ format, sureness, prefix });
  if (taken !== null) progress.say(`${file}: ${taken}`);
  const kept = readPlace(options.place);
  const reader = readerFor(format);
  const joining = reader.inStretches?.reader(kept?.waiting ?? null) ?? null;
  let settled = Date.now();
  let held: Buffer = Buffer.alloc(0);
  let known = new KnownLines(options);
  /** Where the lines begin that are not all imported yet. */
  let begun: FollowedPlace | null = null;
  let end: FollowedPlace | null = null;
  if (joining) known.identity.newest = kept?.newest ?? known.identity.newest;
  const store = async (input: Readable, read: Reader, linesBefore: number) => {
    const listeners = account.listeners((line) => line + linesBefore);
    // What was read is imported, also when it is the last.
    const importing = { ...options, signal: undefined, facts: options, identity: known.identity, ...listeners };
    addSummary(summary, await importRequests(database, input, { ...importing, reader: read }));
  };
  const keep = (joined: StretchReader, place: FollowedPlace) =>
    writePlace(options.place, { ...place, waiting: joined.waiting(), newest: known.identity.newest });
  const onSilence = joining && {
    afterMs: reader.inStretches!.patienceMs,
    async tell() {
      await store(Readable.from([]), { ...reader, read: () => joining.rest() }, 0);
      if (end) keep(joining, end);
    },
  };
  const following = {
    from: kept,
    signal,
    pollMs: POLL_MS,
    onNote: (note: string) => progress.say(`${file}: ${note}`),
    onSilence,
  };
  for await (const stretch of follow(file, following)) {
    const { header, bytes, from } = stretch;
    if (!joining && !known.isOf(stretch)) known = new KnownLines(options);
    begun ??= from;
    const [whole, rest] = prefix ? cutPieces(Buffer.concat([held, bytes]), prefix) : [bytes, Buffer.alloc(0)];
    const shift = from.lines - linesIn(header) - linesIn(held);
    held = rest;
    const input = Readable.from(prefix ? peeled(asStream([header, whole]), prefix) : asStream([header, whole]));
    if (joining) await store(input, { ...reader, read: (lines) => joining.read(lines, shift) }, 0);
    else await store(input, reader, shift);
    // A line in pieces is read again as a whole after a restart.
    if (rest.length === 0) {
      end = stretch.place;
      if (joining) keep(joining, end);
      else writePlace(options.place, known.placeAfter(begun));
      begun = null;
    }
    if (Date.now() - settled < SETTLE_MS) continue;
    await settle(database, tenant, signal);
    settled = Date.now();
  }
  await settle(database, tenant);
  account.tell(summary);
  const open = joining?.waiting().transactions.flatMap(({ lines }) => lines).length ?? 0;
  if (open > 0)
    progress.say(
      `${file}: ${open} lines wait for others of their requests: --follow goes on with them, and an import of the file takes them as they are`,
    );
  const unread = account.unread.summary();
  return { file, format, sureness, prefix: prefix?.name ?? null, ...summary, brokeOff: false, unread };
}

/**
 * What tells equal lines of one file apart: which of them each is. Lines are counted by the minutes that they are of, so a
 * restart goes on where the minutes begin that may still come, and what it reads again is recognised.
 */
class KnownLines {
  readonly identity: LineIdentity;
  /** Where lines begin that may be of minutes that still come, the oldest first, each with the latest minute after them. */
  private begins: { place: FollowedPlace; newest: number }[] = [];
  private last: FollowedPlace | null = null;

  constructor(options: FileImport) {
    this.identity = identityOf(options);
  }

  isOf({ from }: Stretch): boolean {
    const { last } = this;
    this.last = from;
    return last === null || (last.inode === from.inode && last.offset < from.offset);
  }

  /** Where a restart goes on after lines that are imported. @param begun where they begin */
  placeAfter(begun: FollowedPlace): FollowedPlace {
    const { newest } = this.identity;
    this.begins.push({ place: begun, newest });
    this.begins = this.begins.filter((each) => each.newest >= newest - WINDOW_MINUTES);
    return this.begins[0]!.place;
  }
}

/** Waits for the first line: it tells the format. */
async function recognised(
  file: string,
  { format: given, signal }: FileImport,
): Promise<{ format: Format; prefix: Prefix | null; sureness: number | null }> {
  for (;;) {
    const { format, prefix, sureness, input } =
      statSync(file).size > 0
        ? await openInput(file, given)
        : { format: null, prefix: null, sureness: null, input: null };
    input?.destroy();
    if (format !== null) {
      const { byLine, inStretches } = readerFor(format);
      if (byLine || inStretches) return { format, prefix, sureness };
      throw new StartupError(
        `${file} is ${format}: only logs of which each line is a record can be followed`,
        EXIT.usage,
      );
    }
    if (signal.aborted) throw new StartupError(`${file} was empty until it was interrupted`);
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

async function* asStream(buffers: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const each of buffers) if (each.length > 0) yield each;
}

/** Lines at the end that go on in one that is not there yet wait for it. */
function cutPieces(bytes: Buffer, { rest }: Prefix): [whole: Buffer, waiting: Buffer] {
  let end = bytes.length;
  for (;;) {
    const from = bytes.lastIndexOf(10, end - 2) + 1;
    if (end === 0 || !rest(bytes.subarray(from, end - 1))?.goesOn) return [bytes.subarray(0, end), bytes.subarray(end)];
    end = from;
  }
}
