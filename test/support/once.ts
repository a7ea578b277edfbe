import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';

/** A fresh folder for a test, in that of the run. */
export function newFolder(prefix: string): string {
  return mkdtempSync(join(inject('runFolder'), prefix));
}

/**
 * What costs seconds and many tests need is made by the first of them, once for the run; others that come meanwhile wait.
 * @param make makes a folder of this name, where nothing is
 * @returns the folder when it is whole; nobody may change it
 */
export async function once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('runFolder'), name);
  for (; !existsSync(folder); await sleep(20)) {
    if (takeLock(`${folder}.lock`)) {
      try {
        if (!existsSync(folder)) await makeWhole(folder, make);
      } finally {
        rmdirSync(`${folder}.lock`);
      }
    }
  }
  return folder;
}

async function makeWhole(folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  const draft = `${folder}.draft`;
  // Of a test that was stopped in the middle.
  rmSync(draft, { recursive: true, force: true });
  await make(draft);
  renameSync(draft, folder);
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
