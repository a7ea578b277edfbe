import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { type FolderIdentity, identityOf, isSameFolder } from './folder-identity.ts';

/** Who holds a data folder, as written into its lock file. */
interface Holder {
  pid: number;
  /** What is held: a lock that was copied along with a folder says nothing of the copy. Earlier versions did not write it. */
  folder?: FolderIdentity;
  /** Connection string of the holder's embedded database; null while it starts. */
  databaseUrl: string | null;
}

/** The folder of the embedded database: its lock, its secret. Nothing in PGlite keeps two processes off one folder. */
interface DataFolder {
  /** Where PGlite keeps its files. */
  databaseDirectory: string;
  /** Tells other processes where the database answers, so that they work through this one. */
  announce(databaseUrl: string): void;
  release(): void;
}

/**
 * Takes the folder for this process, or says at which address another process serves its database.
 * A lock whose process is gone is taken over.
 */
export async function takeDataFolder(directory: string): Promise<DataFolder | { heldBy: Holder }> {
  const lock = join(directory, 'lock.json');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const folder = identityOf(directory);
    for (let attempt = 0; !createLock(lock, folder); attempt++) {
      const seen = readLock(lock);
      const holder = seen && holderIn(seen);
      if (holder && mayHold(holder, folder) && (await isAlive(holder))) {
        if (isSameFolder(holder.folder, folder)) return { heldBy: holder };
        throw new StartupError(
          `process ${holder.pid} runs and has left the lock ${lock}, of this data folder (DATA_DIR) or of one that was here before: stop the process, or remove the lock if it does not work here`,
        );
      }
      if (attempt > 5) throw new StartupError(`cannot take over the stale lock ${lock}: remove it`);
      if (seen !== null) removeLock(lock, seen);
    }
    return held(directory, lock, folder);
  } catch (error) {
    throw explainFolderError(directory, error);
  }
}

function held(directory: string, lock: string, folder: FolderIdentity): DataFolder {
  return {
    databaseDirectory: join(directory, 'postgres'),
    announce: (databaseUrl) => replaceWhole(lock, textOf({ pid: process.pid, folder, databaseUrl })),
    release() {
      // Another folder may be at this path by now, with a lock of its own.
      const there = holderIn(readLock(lock) ?? '');
      if (there?.pid === process.pid && isSameFolder(there.folder, folder)) rmSync(lock, { force: true });
    },
  };
}

/** The secret of the embedded default, made once: without it, session keys of two runs would not be the same. */
export function hashSecretOf(directory: string): string {
  const file = join(directory, 'hash-secret');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) createWhole(file, randomBytes(32).toString('base64url'));
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw explainFolderError(directory, error);
  }
}

/**
 * Creates a file with its content in one step, as two processes may both want to: an empty lock would look stale, an
 * empty secret would be used.
 * @returns false: it was there already
 */
function createWhole(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}.tmp`;
  writePrivately(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function createLock(lock: string, folder: FolderIdentity): boolean {
  return createWhole(lock, textOf({ pid: process.pid, folder, databaseUrl: null }));
}

const textOf = (holder: Holder): string => JSON.stringify(holder);

/**
 * False for the lock of another folder, which was copied along: its process holds the original. There is doubt where the
 * folder is another one at the path that the lock names: it was replaced, or its file system numbers folders anew.
 */
function mayHold(holder: Holder, folder: FolderIdentity): boolean {
  return !holder.folder || holder.folder.path === folder.path || isSameFolder(holder.folder, folder);
}

function replaceWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writePrivately(draft, text);
  renameSync(draft, file);
}

/** The text of the lock file; null: it is gone. */
function readLock(lock: string): string | null {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null: no holder writes this, so nobody holds it. */
function holderIn(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}

/** Removes the stale lock that was seen, and not that of a process which has taken over since. */
function removeLock(lock: string, seen: string): void {
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, lock);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** A process number alone proves nothing: after a restart of the machine (or in a container) it belongs to another. */
async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid) return false;
  if (holder.databaseUrl) return answers(holder.databaseUrl);
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function answers(databaseUrl: string): Promise<boolean> {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  const socket = folder ? connect(join(folder, '.s.PGSQL.5432')) : connect(Number(url.port), url.hostname);
  return new Promise((resolve) => {
    const done = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket
      .once('connect', () => done(true))
      .once('error', () => done(false))
      .setTimeout(2_000, () => done(false));
  });
}

function writePrivately(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

function explainFolderError(directory: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new StartupError(`cannot write to the data folder ${directory} (DATA_DIR): ${code}; make it writable`);
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new StartupError(`the data folder ${directory} (DATA_DIR) is not a folder`);
  }
  if (code === 'ENOSPC') return new StartupError(`no space left for the data folder ${directory} (DATA_DIR)`);
  return error as Error;
}
