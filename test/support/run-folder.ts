import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Hundreds of small files, each read once or twice: on a disk that others write to as well that takes seconds. */
const IN_MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 30;

/**
 * Where throwaway files of tests lie: in memory, if the system has room for them there. Short, because the path of a socket
 * has at most 103 characters, and open to other users.
 */
export function throwawayPlace(): string {
  if (existsSync(IN_MEMORY)) {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    if (bavail * bsize > ROOM_BYTES) return IN_MEMORY;
  }
  return existsSync('/tmp') ? '/tmp' : tmpdir();
}

/** A folder for a run of the tests, gone when the process of the tests is, however that ends. */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(throwawayPlace(), 'api-sessions-run-'));
  // The folders in it are private, and not all of one user.
  chmodSync(folder, 0o711);
  if (process.platform === 'win32') return folder;
  const keeper = spawn('/bin/sh', ['-c', 'cat >/dev/null; rm -rf "$1"', 'keeper', folder], {
    // A session of its own: Ctrl-C in the terminal reaches the tests, and when they end so does its input.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.unref();
  (keeper.stdin as Socket).unref();
  return folder;
}

/**
 * What is in a database from the start: the tables of the current schema; and the demo traffic, tenant `default`, as it is
 * imported today, or on the days when it was recorded.
 */
export const CONTENTS = ['tables', 'demo', 'recorded'] as const;
export type Content = (typeof CONTENTS)[number];

/** The database on the test server that others are copied from, a name that no other run has. */
export function templateName(runFolder: string, content: Content): string {
  const name = Buffer.from(basename(runFolder).split('-').at(-1)!).toString('hex');
  return `test_${name}_${content}`;
}
