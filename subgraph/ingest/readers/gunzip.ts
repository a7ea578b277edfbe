import { setImmediate } from 'node:timers/promises';
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { DamagedInput, damaged } from './damage.ts';
import { PackedBytes } from './packed-bytes.ts';

/** Small, so that a highly packed piece (1:1000) unpacks to a few megabytes at a time. */
const PIECE = 16_384;
const CUT = 'the gzip file ends too early: it was cut, get it again';

/**
 * Unpacks a gzip file of one member or several (RFC 1952). Member by member, not with the gunzip of zlib: that one throws away what it
 * has unpacked when something else follows in the same piece, and a whole small file would go with it. Here only the piece with
 * the damage itself is lost. Zeros after a member (padding of tapes and disks) are no damage, anything else is.
 */
export async function* gunzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new PackedBytes(source, CUT);
  try {
    for (let isFirst = true; isFirst || (await input.skipZeros()); isFirst = false) {
      await skipHeader(input);
      yield* member(input);
    }
  } finally {
    await input.close();
  }
}

/** Flags of a header. */
const [CHECKSUM, EXTRA, NAME, COMMENT, RESERVED] = [2, 4, 8, 16, 0xe0] as const;

async function skipHeader(input: PackedBytes): Promise<void> {
  const magic = await input.take(2);
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) wrong('something else follows the packed data');
  const [method = 0, flags = 0] = await input.take(8);
  if (method !== 8 || flags & RESERVED) wrong('unknown header');
  if (flags & EXTRA) await input.skip((await input.take(2)).readUInt16LE());
  if (flags & NAME) await input.skipText();
  if (flags & COMMENT) await input.skipText();
  if (flags & CHECKSUM) await input.skip(2);
}

async function* member(input: PackedBytes): AsyncGenerator<Buffer> {
  const inflating = new Inflating();
  let sum = 0;
  let size = 0;
  try {
    while (!inflating.isOver) {
      const packed = await input.next();
      if (packed === null) await inflating.end();
      else input.giveBack(packed.subarray(await inflating.write(packed.subarray(0, PIECE))));
      for (const unpacked of inflating.take()) {
        sum = crc32(unpacked, sum);
        size = (size + unpacked.length) % 2 ** 32;
        yield unpacked;
      }
    }
  } finally {
    inflating.destroy();
  }
  if (inflating.failure) throw damaged(inflating.failure);
  const trailer = await input.take(8);
  if (trailer.readUInt32LE() !== sum || trailer.readUInt32LE(4) !== size) wrong('its checksum is another');
}

/** zlib, one piece at a time: a stream that fails throws away what it holds, so that every piece is taken before the next is written. */
class Inflating {
  /** The data has ended, or failed. */
  isOver = false;
  failure: Error | null = null;
  private readonly zip: InflateRaw = createInflateRaw();
  private ready: Buffer[] = [];
  private wake = () => {};

  constructor() {
    this.zip.on('data', (chunk: Buffer) => this.ready.push(chunk));
    this.zip.on('end', () => this.finish(null));
    this.zip.on('error', (error) => this.finish(error));
  }

  /** @returns how many bytes belong to the data */
  async write(piece: Buffer): Promise<number> {
    const before = this.zip.bytesWritten;
    await this.until((done) => void this.zip.write(piece, () => done()));
    return this.isOver && this.failure === null ? this.zip.bytesWritten - before : piece.length;
  }

  async end(): Promise<void> {
    await this.until(() => void this.zip.end());
  }

  take(): Buffer[] {
    const taken = this.ready;
    this.ready = [];
    return taken;
  }

  destroy(): void {
    this.zip.destroy();
  }

  private async until(act: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      act(resolve);
    });
    // what was unpacked is told in a later tick; an error of the next piece would throw it away
    await setImmediate();
  }

  private finish(error: Error | null): void {
    this.failure = error;
    this.isOver = true;
    this.wake();
  }
}

function wrong(what: string): never {
  throw new DamagedInput(`the gzip file is damaged (${what}): get it again`);
}
