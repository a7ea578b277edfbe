import { Readable } from 'node:stream';
import { clean, LIMITS } from './common.ts';
import { damageOf } from './damage.ts';
import { gunzip } from './gunzip.ts';

const PIECE = 65_536;

/** Bytes of the input in pieces of bounded size. */
export async function* pieces(input: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  }
}

/**
 * Gunzips an input that begins like a gzip file (of several members, too), passes any other through. A file that is cut or
 * damaged ends with a `DamagedInput`, after everything before the damage.
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
