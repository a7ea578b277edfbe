import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How far a file was read, and which file that was: its name may stand for another one by now. */
export interface FollowedPlace {
  device: number;
  inode: number;
  /** Bytes up to the end of the last whole line that was imported. */
  offset: number;
  /** Lines up to there. */
  lines: number;
  /** What the file began with: numbers of files are given again. */
  head: Head;
  /** The files that had the name before and were read to their end, the latest ones: their times may not tell that. */
  finished: readonly FileMark[];
}

/** What tells a file from others that lie beside it. */
export type FileMark = Pick<FollowedPlace, 'device' | 'inode' | 'head'>;

/** So many of them are kept. */
export const FINISHED = 16;

/** The first bytes of a file, as a digest. */
export interface Head {
  length: number;
  digest: string;
}

/** So much of its beginning tells a file from another one. */
export const HEAD_LENGTH = 1_024;

export function headOf(bytes: Buffer): Head {
  const head = bytes.subarray(0, HEAD_LENGTH);
  return { length: head.length, digest: createHash('sha256').update(head).digest('base64url') };
}

/** A place as it is kept. Of logs whose records are of several lines, with what reading goes on from, for the lines may be gone. */
export interface KeptPlace extends FollowedPlace {
  /** Lines before it to which others may come, as their reader holds them. */
  waiting?: unknown;
  /** The latest minute of a request so far, since 1970; null: there was none. */
  newest?: number | null;
}

/** Null: nothing was read so far, or what is there is no place. */
export function readPlace(file: string): KeptPlace | null {
  try {
    const place = JSON.parse(readFileSync(file, 'utf8')) as KeptPlace;
    return Number.isSafeInteger(place.offset) && typeof place.head?.digest === 'string'
      ? { ...place, finished: place.finished ?? [] }
      : null;
  } catch {
    return null;
  }
}

/** There as a whole or not at all, whenever the process ends. */
export function writePlace(file: string, place: KeptPlace): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(place));
  renameSync(`${file}.new`, file);
}
