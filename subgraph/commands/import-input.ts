import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { EXIT } from '../exit-codes.ts';
import { guessFormat } from '../ingest/readers/guess-format.ts';
import { DamagedInput, damageOf, detectFormat, unpack } from '../ingest/readers/index.ts';
import { type Prefix, peeled, prefixOf } from '../ingest/readers/prefixes/prefix.ts';
import { FORMATS, type Format } from '../ingest/readers/reader.type.ts';
import { StartupError } from '../startup-error.ts';

/** A file that is being imported, unpacked. */
interface ImportInput {
  /** As given, or recognised; null: there is nothing in it. */
  format: Format | null;
  /** How sure that is, 0.4 to 1; null: it was given. */
  sureness: number | null;
  /** What stood in front of each line, and is taken off; null: nothing. */
  prefix: Prefix | null;
  input: Readable;
  /** Whether its bytes could not be read to their end. */
  brokeOff(): boolean;
}

const HEAD = 64 * 1024;

/**
 * Opens a file and reads its beginning to recognise the format, unless that is given.
 * @param file `-`: standard input
 * @param onBytes is told how many were read, as they are
 * @throws {StartupError} it is of no format that can be read, or broke off before its first byte
 */
export async function openInput(
  file: string,
  given: Format | undefined,
  onBytes: (count: number) => void = () => {},
): Promise<ImportInput> {
  let broke = false;
  const brokeOff = () => broke;
  const iterator = unpack(Readable.from(bytesOf(file, onBytes)))[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const next = async () => {
    try {
      return await iterator.next();
    } catch (error) {
      broke ||= damageOf(error) !== null;
      throw error;
    }
  };
  const head: Buffer[] = [];
  let damage: unknown = null;
  try {
    // Of a format that is given the first piece is enough: whoever writes into a pipe may not write much.
    const wanted = given === undefined ? HEAD : 1;
    for (let length = 0; length < wanted; ) {
      const step = await next();
      if (step.done) break;
      head.push(step.value);
      length += step.value.length;
    }
  } catch (error) {
    // The reader shall meet it after the records before it.
    if (!broke) throw error;
    if (head.length === 0 && given === undefined)
      throw new StartupError(`cannot read ${file}: ${damageOf(error)}`, EXIT.brokeOff);
    damage = error;
  }
  const beginning = Buffer.concat(head);
  const prefix = prefixOf(beginning);
  const detected = given
    ? { format: given, sureness: null }
    : await formatOf(beginning, prefix, file, damageOf(damage));
  const whole = restOf(head, next, damage);
  const rest = prefix ? peeled(whole, prefix) : whole;
  // One piece at a time: a stream that fails throws away what it has read ahead.
  return { ...detected, prefix, input: Readable.from(rest, { highWaterMark: 1 }), brokeOff };
}

async function* bytesOf(file: string, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of file === '-' ? process.stdin : createReadStream(file)) {
      onBytes((chunk as Buffer).length);
      yield chunk as Buffer;
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    // A disk that fails, or a file that is gone by now: what was read stays, and the other files are imported.
    throw syscall === undefined ? error : new DamagedInput(`the file cannot be read any further: ${code}`);
  }
}

async function* restOf(
  head: Buffer[],
  next: () => Promise<IteratorResult<Buffer>>,
  damage: unknown,
): AsyncGenerator<Buffer> {
  yield* head;
  if (damage !== null) throw damage;
  for (let step = await next(); !step.done; step = await next()) yield step.value;
}

/** @param damage why there is no more of the beginning; null: nothing is wrong with it */
async function formatOf(
  written: Buffer,
  prefix: Prefix | null,
  file: string,
  damage: string | null,
): Promise<Pick<ImportInput, 'format' | 'sureness'>> {
  const head = prefix ? await withoutPrefix(written, prefix) : written;
  const text = head.toString('utf8').slice(0, HEAD);
  const detected = detectFormat(text);
  if (detected) return detected;
  if (damage !== null)
    throw new StartupError(`cannot read ${file}: ${damage}; too little is left to recognise its format`, EXIT.brokeOff);
  if (head.length < HEAD && text.replace(/^\ufeff/, '').trim() === '') return { format: null, sureness: null };
  const guess = guessFormat(head);
  const looks = guess === null ? 'it looks like no log that we know' : `it looks like ${guess}`;
  const where = prefix ? ` after the prefix of ${prefix.description}` : '';
  throw new StartupError(
    `the format of ${file} is not recognised${where}: ${looks}. NDJSON is the way in for any other format: ` +
      `one JSON object a request (docs/import-formats.md). Where it is one of ours, say --format, one of ${FORMATS.join(', ')}`,
  );
}

async function withoutPrefix(head: Buffer, prefix: Prefix): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of peeled(Readable.from([head]), prefix)) pieces.push(piece);
  return Buffer.concat(pieces);
}
