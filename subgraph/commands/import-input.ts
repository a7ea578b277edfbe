import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { StartupError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { guessFormat } from '../ingest/readers/guess-format.ts';
import { DamagedInput, damageOf, detectFormat, unpack } from '../ingest/readers/index.ts';
import { FORMATS, type Format } from '../ingest/readers/reader.type.ts';

/** A file that is being imported, unpacked. */
interface ImportInput {
  /** As given, or recognised; null: there is nothing in it. */
  format: Format | null;
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
  if (given === undefined) {
    try {
      for (let length = 0; length < HEAD; ) {
        const step = await next();
        if (step.done) break;
        head.push(step.value);
        length += step.value.length;
      }
    } catch (error) {
      // The reader shall meet it after the records before it.
      if (!broke) throw error;
      if (head.length === 0) throw new StartupError(`cannot read ${file}: ${damageOf(error)}`, EXIT.brokeOff);
      damage = error;
    }
  }
  const format = given ?? formatOf(Buffer.concat(head), file, damageOf(damage));
  // One piece at a time: a stream that fails throws away what it has read ahead.
  return { format, input: Readable.from(restOf(head, next, damage), { highWaterMark: 1 }), brokeOff };
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
function formatOf(head: Buffer, file: string, damage: string | null): Format | null {
  const text = head.toString('utf8').slice(0, HEAD);
  const format = detectFormat(text);
  if (format) return format;
  if (damage !== null)
    throw new StartupError(`cannot read ${file}: ${damage}; too little is left to recognise its format`, EXIT.brokeOff);
  if (head.length < HEAD && text.replace(/^\ufeff/, '').trim() === '') return null;
  const guess = guessFormat(head);
  const looks = guess === null ? 'it looks like no log that we know' : `it looks like ${guess}`;
  throw new StartupError(
    `the format of ${file} is not recognised: ${looks}. NDJSON is the way in for any other format: ` +
      `one JSON object a request (docs/import-formats.md). Where it is one of ours, say --format, one of ${FORMATS.join(', ')}`,
  );
}
