import { type FileHandle, open } from 'node:fs/promises';
import { FINISHED, type FileMark, type FollowedPlace, HEAD_LENGTH, type Head, headOf } from './place.ts';

/** At most so many bytes at once: one transaction or a few. */
const STRETCH = 2 * 1024 * 1024;
const LF = 10;

/** Whole lines of a log. */
export interface Stretch {
  /** Lines that begin with `#` at the top of the file: what says what the others are. Empty where the lines begin there. */
  header: Buffer;
  bytes: Buffer;
  /** Where they begin. */
  from: FollowedPlace;
  /** How far the file is read when they are imported. */
  place: FollowedPlace;
}

/** An open log, which may have another name by now, and may be written to. */
export class OpenLog {
  private constructor(
    private readonly handle: FileHandle,
    private place: FollowedPlace,
  ) {}

  /**
   * @param from where reading goes on; null, or the place in another file: its beginning
   * @throws it cannot be opened, or is no file
   */
  static async at(
    path: string,
    from: FollowedPlace | null,
    finished: readonly FileMark[] = from?.finished ?? [],
  ): Promise<OpenLog> {
    const handle = await open(path, 'r');
    const stats = await handle.stat();
    if (!stats.isFile()) {
      await handle.close();
      throw new Error(`${path} is no file`);
    }
    const { dev: device, ino: inode } = stats;
    const log = new OpenLog(handle, { device, inode, offset: 0, lines: 0, head: headOf(Buffer.alloc(0)), finished });
    if (from && (await log.is(from)))
      log.place = { ...log.place, offset: from.offset, lines: from.lines, head: from.head };
    return log;
  }

  get inode(): number {
    return this.place.inode;
  }

  /** Whether a place is one in this file. */
  async is(place: FollowedPlace): Promise<boolean> {
    return (await this.has(place)) && (await this.handle.stat()).size >= place.offset;
  }

  /** Whether it is a file that was read before. */
  async has({ inode, device, head }: FileMark): Promise<boolean> {
    return inode === this.place.inode && device === this.place.device && (await this.beginsWith(head));
  }

  /** The files that were read to their end, with this one. */
  finished(): FileMark[] {
    const { device, inode, head, finished } = this.place;
    return [...finished, { device, inode, head }].slice(-FINISHED);
  }

  /** Whether it was written anew under the same number (`copytruncate`): then it is read from its beginning. */
  async wasTruncated(): Promise<boolean> {
    if (await this.is(this.place)) return false;
    this.place = { ...this.place, offset: 0, lines: 0, head: headOf(Buffer.alloc(0)) };
    return true;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.handle.stat()).size === 0;
  }

  async modifiedAt(): Promise<number> {
    return (await this.handle.stat()).mtimeMs;
  }

  /** The next whole lines; null: there is none yet. @param toItsEnd a last line without its end is one as well */
  async next(toItsEnd = false): Promise<Stretch | null> {
    const { offset, lines } = this.place;
    let bytes = await this.read(offset, STRETCH);
    let end = bytes.lastIndexOf(LF) + 1;
    // A line that is longer: its reader says so, once it is over.
    for (let length = STRETCH; end === 0 && bytes.length === length; ) {
      length *= 2;
      bytes = await this.read(offset, length);
      end = bytes.lastIndexOf(LF) + 1;
    }
    if (end === 0 && toItsEnd) end = bytes.length;
    if (end === 0) return null;
    const whole = bytes.subarray(0, end);
    const beginning = await this.read(0, HEAD_LENGTH);
    // Truncated and written again meanwhile: these are no whole lines of it.
    if (headOf(beginning.subarray(0, this.place.head.length)).digest !== this.place.head.digest) return null;
    const head = headOf(beginning);
    const header = offset === 0 ? Buffer.alloc(0) : await this.header();
    const from = { ...this.place, head };
    this.place = { ...from, offset: offset + end, lines: lines + linesIn(whole) };
    return { header, bytes: whole, from, place: this.place };
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async header(): Promise<Buffer> {
    const [, header = ''] = /^((?:\ufeff?#[^\n]*\n)*)/.exec((await this.read(0, 65_536)).toString('latin1')) ?? [];
    return Buffer.from(header, 'latin1');
  }

  private async beginsWith({ length, digest }: Head): Promise<boolean> {
    return headOf(await this.read(0, length)).digest === digest;
  }

  private async read(offset: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.handle.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }
}

/** A last line without its end is one as well. */
export function linesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count++;
  return bytes.length === 0 || bytes.at(-1) === LF ? count : count + 1;
}
