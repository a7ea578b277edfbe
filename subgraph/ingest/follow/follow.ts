import { readdir, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenLog, type Stretch } from './open-log.ts';
import type { FileMark, FollowedPlace } from './place.ts';

interface FollowOptions {
  /** Where reading goes on; null: at the beginning of the file. */
  from: FollowedPlace | null;
  /** Ends it, after whole lines. */
  signal: AbortSignal;
  /** Milliseconds between two looks. */
  pollMs: number;
  /** Told of what happened to the file, in a sentence. */
  onNote(note: string): void;
  /** Told once whenever nothing was written for so long; reading waits for it. */
  onSilence?: { afterMs: number; tell(): Promise<void> } | null;
}

/**
 * The lines of a log that is written to, as long as it is wanted: through rotation (another file under its name) and
 * truncation (`copytruncate`). A file that was given another name is read to its end, and so are those that had the name
 * between two looks, as long as they lie beside it unpacked.
 */
export async function* follow(path: string, options: FollowOptions): AsyncGenerator<Stretch> {
  const { signal, onNote } = options;
  const silence = new Silence(options);
  let log = await resumed(path, options);
  try {
    while (!signal.aborted) {
      if (await log.wasTruncated()) onNote('it was truncated: it is read from its beginning');
      const stretch = await log.next();
      if (stretch) {
        yield stretch;
        silence.ends();
        continue;
      }
      await silence.goesOn();
      const isReplaced = (await numberOf(path)) !== log.inode;
      await pause(options);
      if (!isReplaced || signal.aborted) continue;
      // Whoever writes it may have gone on until it heard of the new name.
      yield* restOf(log);
      const [next, ...others] = await successorsOf(path, log);
      await closeAll(others);
      if (!next) continue;
      onNote('it was rotated');
      await log.close();
      log = next;
    }
  } finally {
    await log.close();
  }
}

class Silence {
  private since = Date.now();
  private isTold = false;

  constructor(private readonly options: FollowOptions) {}

  ends(): void {
    this.since = Date.now();
    this.isTold = false;
  }

  async goesOn(): Promise<void> {
    const { onSilence } = this.options;
    if (!onSilence || this.isTold || Date.now() - this.since < onSilence.afterMs) return;
    this.isTold = true;
    await onSilence.tell();
  }
}

/** Of what has another name by now, the last line may have no end. */
async function* restOf(log: OpenLog): AsyncGenerator<Stretch> {
  for (let stretch = await log.next(true); stretch; stretch = await log.next(true)) yield stretch;
}

/** Where reading goes on after a restart: in the file of the place, whatever it is called now. */
async function resumed(path: string, { from, onNote }: FollowOptions): Promise<OpenLog> {
  if (!from) return OpenLog.at(path, null);
  for (let names = await namesNow(path); ; ) {
    // Between two files nothing has the name.
    const log: OpenLog | null = await OpenLog.at(path, from).catch(() => null);
    if (await log?.is(from)) return log!;
    const rotated = await besideAt(path, from);
    if (rotated) {
      await log?.close();
      return rotated;
    }
    // A name that changes while a folder is listed may be in no list: it is missing where none has changed.
    const then = names;
    names = await namesNow(path);
    if (names !== then) {
      await log?.close();
      continue;
    }
    if (!log) return OpenLog.at(path, from);
    onNote(
      'the file that was read last is not here any more, perhaps it was packed: import what it became, too; what was read of it is recognised',
    );
    return log;
  }
}

/** The file of a place, among those beside the log; null: it is none of them. */
async function besideAt(path: string, from: FollowedPlace): Promise<OpenLog | null> {
  for (const other of await besides(path)) {
    // What is called so may be gone by now, be no file, or be somebody else's: it is not the one, or cannot be gone on with.
    const rotated = await OpenLog.at(other, from).catch(() => null);
    if (await rotated?.is(from).catch(() => false)) return rotated;
    await rotated?.close();
  }
  return null;
}

/** Which files have the name of the log, and those beside it. */
async function namesNow(path: string): Promise<string> {
  const names = [...(await besides(path)), path].sort();
  return JSON.stringify(await Promise.all(names.map(async (name) => [name, await numberOf(name)])));
}

/**
 * What had the name after a log, the oldest first: files beside it that were written to later, and the one that has it now.
 * Opened, so that they stay what they are while names change. Empty: nothing has the name.
 */
async function successorsOf(path: string, log: OpenLog): Promise<OpenLog[]> {
  for (let before = await openedAfter(path, log); ; ) {
    const now = await openedAfter(path, log);
    await closeAll(before);
    // A name that changes while a folder is listed may be in no list, or in two.
    if (now.length === before.length && now.every(({ inode }, i) => inode === before[i]!.inode)) return now;
    before = now;
  }
}

async function openedAfter(path: string, log: OpenLog): Promise<OpenLog[]> {
  const since = await log.modifiedAt();
  const rotated = new Map<number, { log: OpenLog; at: number; name: string }>();
  for (const name of [...(await besides(path)), path]) {
    const other = await OpenLog.at(name, null, log.finished()).catch(() => null);
    if (!other) continue;
    const at = name === path ? Number.POSITIVE_INFINITY : await other.modifiedAt();
    const isLater = name === path || (at >= since && !(await other.isEmpty()));
    if (isLater && !rotated.has(other.inode) && !(await isOneOf(other, log.finished())))
      rotated.set(other.inode, { log: other, at, name });
    else await other.close();
  }
  return [...rotated.values()].sort((a, b) => a.at - b.at || byNumber(a.name, b.name)).map((each) => each.log);
}

/** Times of files come in steps: of one step, `.2` is older than `.1`, and an earlier date is older. */
function byNumber(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => /\.(\d{1,4})$/.exec(name)?.[1]);
  return one !== undefined && other !== undefined ? Number(other) - Number(one) : a < b ? -1 : 1;
}

async function isOneOf(log: OpenLog, marks: readonly FileMark[]): Promise<boolean> {
  for (const mark of marks) if (await log.has(mark)) return true;
  return false;
}

async function closeAll(logs: readonly OpenLog[]): Promise<void> {
  for (const log of logs) await log.close();
}

/** Files that are called as those that rotation leaves: `access.log.1`, `access.log-20260131`, `access-2026-01-31.log`. */
async function besides(path: string): Promise<string[]> {
  const { name, ext, base } = parse(path);
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((each) => isNumbered(each, base, '') || isNumbered(each, name, ext))
    .map((each) => join(dirname(path), each));
}

/** Digits, perhaps as a date and a time, between two parts of a name. */
function isNumbered(name: string, begin: string, end: string): boolean {
  if (!name.startsWith(begin) || !name.endsWith(end)) return false;
  return /^[.-]\d[\dT:._-]*$/.test(name.slice(begin.length, name.length - end.length));
}

/** Null: nothing has the name. */
async function numberOf(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.ino ?? null;
}

async function pause({ signal, pollMs }: FollowOptions): Promise<void> {
  await sleep(pollMs, undefined, { signal }).catch(() => {});
}
