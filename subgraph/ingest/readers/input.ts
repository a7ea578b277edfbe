import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { clean, LIMITS } from './common.ts';

/** The bytes of the input cannot be read to their end. Readers make one rejected record of it. */
export class DamagedInput extends Error {
  override readonly name = 'DamagedInput';
}

/** Small, so that a highly packed piece (1:1000) unpacks to a few megabytes at a time. */
const PIECE = 16_384;

/** Bytes of the input in pieces of bounded size. */
export async function* pieces(input: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    for (let at = 0; at < bytes.length; at += 4 * PIECE) yield bytes.subarray(at, at + 4 * PIECE);
  }
}

/**
 * Gunzips an input that begins like a gzip file (of several members, too), passes any other through. A file that is cut or
 * damaged ends with {@link DamagedInput}, after everything before the damage.
 */
export function unpack(input: Readable): Readable {
  return Readable.from(unpacked(pieces(input)));
}

async function* unpacked(source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await source.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = (async function* () {
    if (head.length > 0) yield head;
    yield* source;
  })();
  yield* head[0] === 0x1f && head[1] === 0x8b ? gunzip(all) : all;
}

/**
 * Not a pipe: a stream that fails throws away what it holds, and the records before the damage would go with it. Here every
 * piece is handed on before the next one is written. Only the piece with the damage itself is lost. Zeros after the end (padding
 * of tapes and disks) are no damage, anything else is.
 */
async function* gunzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const zip = createGunzip();
  let ready: Buffer[] = [];
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  let failure: Error | null = null;
  let over = false;
  let wake = () => {};
  zip.on('data', (chunk: Buffer) => ready.push(chunk));
  zip.on('end', () => {
    over = true;
    wake();
  });
  zip.on('error', (error) => {
    failure = error;
    over = true;
    wake();
  });
  try {
    reading: for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        if (over) break reading;
        await new Promise<void>((resolve) => {
          wake = resolve;
          zip.write(chunk.subarray(at, at + PIECE), () => resolve());
        });
        // what was unpacked is told in a later tick; an error of the next piece would throw it away
        await setImmediate();
        yield* take();
      }
    }
    if (!over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        zip.end();
      });
    }
    yield* take();
  } finally {
    zip.destroy();
  }
  if (failure) throw new DamagedInput(damage(failure));
}

function damage(error: Error): string {
  return 'code' in error && error.code === 'Z_BUF_ERROR'
    ? 'the gzip file ends too early: it was cut, get it again'
    : `the gzip file is damaged (${error.message}): get it again`;
}

/** What is wrong with the input when an error came from its bytes; null: the error is another one (a disk, a bug). */
export function damageOf(error: unknown): string | null {
  if (error instanceof DamagedInput) return error.message;
  const zlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  return zlib ? damage(error) : null;
}

/** A line of text. `problem`: it is no whole line, for this reason; `text` then is only its beginning. */
export interface Line {
  number: number;
  text: string;
  problem?: string;
}

/**
 * Splits into lines, blank ones left out. LF or CRLF; the last line needs none. Bytes that are no UTF-8 become U+FFFD, a byte
 * order mark at the beginning is dropped. A line longer than 1 MiB is skipped up to its end, in bounded memory.
 */
export async function* lines(input: Readable, options: { keepBlank?: boolean } = {}): AsyncGenerator<Line> {
  let number = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const line = (): Line | null => {
    number++;
    const long = length > LIMITS.line;
    let text = clean(Buffer.concat(parts).toString('utf8', 0, long ? LIMITS.rejectedRaw : undefined));
    parts = [];
    length = 0;
    if (number === 1) text = text.replace(/^\ufeff/, '');
    if (text.endsWith('\r')) text = text.slice(0, -1);
    if (long) return { number, text, problem: `the line is longer than ${LIMITS.line} bytes` };
    return options.keepBlank || text.trim() !== '' ? { number, text } : null;
  };
  const add = (bytes: Buffer) => {
    // of a line that is too long only the beginning is held
    if (length <= LIMITS.line) parts.push(bytes);
    length += bytes.length;
  };
  try {
    for await (const chunk of pieces(input)) {
      let from = 0;
      for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
        add(chunk.subarray(from, to));
        from = to + 1;
        const whole = line();
        if (whole) yield whole;
      }
      if (from < chunk.length) add(chunk.subarray(from));
    }
  } catch (error) {
    const problem = damageOf(error);
    if (problem === null) throw error;
    yield { number: number + 1, text: line()?.text ?? '', problem };
    return;
  }
  if (length > 0) {
    const last = line();
    if (last) yield last;
  }
}
