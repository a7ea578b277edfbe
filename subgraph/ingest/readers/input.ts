import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { losslessText, shownText } from './bytes.ts';
import { damageOf } from './damage.ts';
import { gunzip } from './gunzip.ts';
import { LIMITS } from './limits.ts';
import { clean } from './record.ts';
import { unzstd } from './unzstd.ts';

const PIECE = 65_536;

/** Bytes of the input in pieces of bounded size. */
export async function* pieces(input: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  }
}

/**
 * Unpacks an input that begins like a gzip or zstd file (of several members, too), passes any other through. A file that is cut or
 * damaged ends with a `DamagedInput`, after everything before the damage.
 */
export function unpack(input: Readable): Readable {
  return Readable.from(unpacked(pieces(input)));
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

async function* unpacked(source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < ZSTD.length) {
    const next = await source.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = (async function* () {
    if (head.length > 0) yield head;
    yield* source;
  })();
  const begins = (mark: Buffer) => head.subarray(0, mark.length).equals(mark);
  yield* begins(GZIP) ? gunzip(all) : begins(ZSTD) ? unzstd(all) : all;
}

/** A line of text. `problem`: it is no whole line, for this reason; `text` then is only its beginning. */
export interface Line {
  number: number;
  text: string;
  /** What tells the line apart, where its bytes are not all UTF-8 and `text` only shows them. */
  identity?: string;
  problem?: string;
}

const NUL = 0;
const LF = 10;
const CR = 13;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/**
 * Splits into lines, blank ones left out; the last needs no end. Lines end with LF or CRLF, or all with CR: that is decided by
 * the beginning, up to the first LF or the length that a line may have, so that nobody who gets a CR into a line makes two of it.
 *
 * A byte order mark at the beginning is dropped, and NULs around a line, which copytruncate and crashes leave in logs (`keepBlank`:
 * only those at the beginning). Bytes that are no UTF-8 become `%XX`. A line longer than 1 MiB is skipped up to its end, in
 * bounded memory.
 */
export async function* lines(input: Readable, options: { keepBlank?: boolean } = {}): AsyncGenerator<Line> {
  const splitter = new Splitter(options.keepBlank ?? false);
  try {
    for await (const chunk of pieces(input)) yield* splitter.add(chunk);
  } catch (error) {
    const problem = damageOf(error);
    if (problem === null) throw error;
    yield* splitter.end(problem);
    return;
  }
  yield* splitter.end();
}

class Splitter {
  private number = 0;
  private parts: Buffer[] = [];
  private length = 0;
  private ending: 'LF' | 'CR' | null = null;
  /** The last byte was a CR that ended a line: an LF after it belongs to it. */
  private afterCr = false;

  constructor(private readonly keepBlank: boolean) {}

  *add(chunk: Buffer): Generator<Line> {
    if (this.ending === null) {
      if (chunk.includes(LF)) this.ending = 'LF';
      else if (this.length + chunk.length > LIMITS.line) {
        yield* this.decide(chunk);
        return;
      }
    }
    let from = this.afterCr && chunk[0] === LF ? 1 : 0;
    if (chunk.length > 0) this.afterCr = false;
    for (let to = this.endIn(chunk, from); to >= 0; to = this.endIn(chunk, from)) {
      this.hold(chunk.subarray(from, to));
      from = to + 1;
      if (chunk[to] === CR && chunk[from] === LF) from += 1;
      else this.afterCr = chunk[to] === CR && from === chunk.length;
      const whole = this.take();
      if (whole) yield whole;
    }
    if (from < chunk.length) this.hold(chunk.subarray(from));
  }

  /** @param problem why there is no more of it */
  *end(problem?: string): Generator<Line> {
    if (this.ending === null) yield* this.decide(Buffer.alloc(0));
    const last = this.length > 0 ? this.take() : null;
    if (problem !== undefined) yield { number: last?.number ?? this.number + 1, text: last?.text ?? '', problem };
    else if (last) yield last;
  }

  /** No LF so far, and none will be waited for. */
  private *decide(more: Buffer): Generator<Line> {
    const held = Buffer.concat([...this.parts, more]);
    this.ending = held.includes(CR) ? 'CR' : 'LF';
    this.parts = [];
    this.length = 0;
    yield* this.add(held);
  }

  private endIn(chunk: Buffer, from: number): number {
    if (this.ending === 'LF') return chunk.indexOf(LF, from);
    if (this.ending === null) return -1;
    for (let at = from; at < chunk.length; at++) if (chunk[at] === CR || chunk[at] === LF) return at;
    return -1;
  }

  private hold(bytes: Buffer): void {
    let from = 0;
    if (this.length === 0 && (this.number === 0 || !this.keepBlank)) while (bytes[from] === NUL) from++;
    const rest = bytes.subarray(from);
    // of a line that is too long only the beginning is held
    if (this.length <= LIMITS.line) this.parts.push(rest);
    this.length += rest.length;
  }

  private take(): Line | null {
    this.number += 1;
    const number = this.number;
    const long = this.length > LIMITS.line;
    let bytes: Buffer = Buffer.concat(this.parts);
    this.parts = [];
    this.length = 0;
    if (number === 1 && bytes.indexOf(BYTE_ORDER_MARK) === 0) bytes = bytes.subarray(BYTE_ORDER_MARK.length);
    let to = bytes.length;
    if (!this.keepBlank) while (to > 0 && bytes[to - 1] === NUL) to--;
    if (bytes[to - 1] === CR) to--;
    bytes = bytes.subarray(0, long ? LIMITS.rejectedRaw : to);
    const identity = isUtf8(bytes) ? null : losslessText(bytes);
    const text = clean(identity === null ? bytes.toString('utf8') : shownText(identity));
    if (long) return { number, text, problem: `the line is longer than ${LIMITS.line} bytes` };
    if (!this.keepBlank && text.trim() === '') return null;
    return identity === null ? { number, text } : { number, text, identity };
  }
}
