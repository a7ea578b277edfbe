import { Decompress } from 'fzstd';
import { DamagedInput } from './damage.ts';
import { PackedBytes } from './packed-bytes.ts';

const CUT = 'the zstd data ends too early: it was cut, get it again';
const FRAME = 0xfd2fb528;
/** Of a skippable frame, whose last digit is free. */
const SKIPPED = 0x184d2a50;
/** What every decoder can be asked for, and what a content coding of HTTP may use (RFC 9659). */
const WINDOW = 8 * 1024 * 1024;
const BLOCK = 128 * 1024;

/**
 * Unpacks zstd of one frame or several (RFC 8878), block by block: however highly it is packed, and whatever it says of itself, memory is that of a
 * window of 8 MiB. The frames are walked here, what is in the blocks is `fzstd`'s to read; Node 20 has no zstd of its own. Checksums of
 * frames are not compared.
 */
export async function* unzstd(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new PackedBytes(source, CUT);
  try {
    for (let next = await input.next(); next !== null; next = await input.next()) {
      input.giveBack(next);
      const magic = await input.take(4);
      const kind = magic.readUInt32LE();
      if ((kind & 0xfffffff0) >>> 0 === SKIPPED) await input.skip((await input.take(4)).readUInt32LE());
      else if (kind === FRAME) yield* frame(input, magic);
      else wrong('something else follows the packed data');
    }
  } finally {
    await input.close();
  }
}

async function* frame(input: PackedBytes, magic: Buffer): AsyncGenerator<Buffer> {
  const { header, hasChecksum } = await frameHeader(input);
  let ready: Uint8Array[] = [];
  const unpacking = new Decompress((piece) => ready.push(piece));
  const unpacked = (bytes: Buffer, isLast = false) => {
    try {
      unpacking.push(bytes, isLast);
    } catch (error) {
      wrong(error instanceof Error ? error.message : String(error));
    }
    const taken = ready;
    ready = [];
    // They are parts of what the decoder goes on to write into.
    return taken.filter(({ length }) => length > 0).map((piece) => Buffer.from(piece));
  };
  yield* unpacked(Buffer.concat([magic, header]));
  for (let isLast = false; !isLast; ) {
    const head = await input.take(3);
    const word = head.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    const [type, size] = [(word >> 1) & 3, word >> 3];
    if (type === REPEATED ? size > BLOCK : type === RESERVED || size > BLOCK) wrong('a block of another kind or size');
    const block = await input.take(type === REPEATED ? 1 : size);
    const end = isLast && hasChecksum ? await input.take(4) : Buffer.alloc(0);
    yield* unpacked(Buffer.concat([head, block, end]), isLast);
  }
}

/** Types of blocks. */
const [REPEATED, RESERVED] = [1, 3] as const;

/** Without the number that the frame begins with. */
async function frameHeader(input: PackedBytes): Promise<{ header: Buffer; hasChecksum: boolean }> {
  const first = await input.take(1);
  const flags = first[0]!;
  const isSingle = (flags & 0x20) !== 0;
  const sizeBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : 1 << (flags >> 6);
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  if (flags & 8) wrong('unknown header');
  const window = isSingle ? Buffer.alloc(0) : await input.take(1);
  const dictionary = await input.take(dictionaryBytes);
  if (dictionary.some((byte) => byte !== 0)) wrong('it needs a dictionary');
  const size = await input.take(sizeBytes);
  if (windowOf(window, size) > WINDOW)
    wrong('it needs a window of more than 8 MiB: pack it without --long and --ultra');
  return { header: Buffer.concat([first, window, dictionary, size]), hasChecksum: (flags & 4) !== 0 };
}

/** The window of a frame that is one segment is its content. */
function windowOf(window: Buffer, size: Buffer): number {
  const [descriptor] = window;
  if (descriptor === undefined)
    return Number(size.length === 8 ? size.readBigUInt64LE() : size.readUIntLE(0, size.length));
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function wrong(what: string): never {
  throw new DamagedInput(`the zstd data is damaged (${what}): get it again`);
}
