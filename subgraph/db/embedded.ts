import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartupError } from '../startup-error.ts';

interface EmbeddedDatabase {
  url: string;
  close(): Promise<void>;
}

/** How long after its end a database is started again, and again when that fails: what it waits for may be room on a disk. */
const START_AGAIN_MS = 1_000;

/** How long a database may take to close, its last checkpoint included. */
const CLOSE_MS = 30_000;

/**
 * Starts PGlite in a worker, behind a socket that only this user can reach: it asks nobody for a password. A worker that
 * ends by itself, as one does whose disk is full when it has to write its log, is followed by another at the same address.
 * Connections break in between, as those of a server that starts anew do.
 * @param directory where it keeps its files; null: in memory, where nothing is left to start again with
 */
export async function startEmbedded(directory: string | null): Promise<EmbeddedDatabase> {
  const address = process.platform === 'win32' ? await loopbackAddress() : unixAddress();
  const isKept = directory !== null;
  let isClosed = false;
  let worker: Worker;
  let again: NodeJS.Timeout | undefined;

  const start = async () => {
    address.clear();
    worker = new Worker(new URL('./embedded-worker.mjs', import.meta.url), {
      workerData: { directory: directory ?? undefined, socket: address.socket, port: address.port },
    });
    await ready(worker);
    worker.once('exit', startLater);
  };
  const startLater = () => {
    if (isClosed || !isKept) return;
    again = setTimeout(() => start().catch(startLater), START_AGAIN_MS).unref();
  };

  try {
    await start();
  } catch (error) {
    address.remove();
    throw new StartupError(
      `the embedded database in ${directory ?? 'memory'} does not start: ${String((error as Error).message ?? error)}`,
    );
  }
  return {
    url: address.url,
    async close() {
      isClosed = true;
      clearTimeout(again);
      await end(worker);
      address.remove();
    },
  };
}

/** Resolves when it answers; rejects with why it does not. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker
      .once('message', () => resolve())
      .on('error', reject)
      .once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
  });
}

async function end(worker: Worker): Promise<void> {
  if (worker.threadId === -1) return;
  const ended = once(worker, 'exit');
  worker.postMessage('close');
  // One that starts, or stands still, without room on its disk does not hear it. What it kept is kept.
  const patience = setTimeout(() => void worker.terminate(), CLOSE_MS);
  await ended;
  clearTimeout(patience);
}

/** In a fresh private folder of the temporary folder: the path of a socket may not be longer than about 100 characters. */
function unixAddress() {
  const folder = mkdtempSync(join(tmpdir(), 'api-sessions-'));
  const socket = join(folder, '.s.PGSQL.5432');
  return {
    socket,
    port: undefined,
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    clear: () => rmSync(socket, { force: true }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function loopbackAddress() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return {
    socket: undefined,
    port,
    url: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    clear: () => {},
    remove: () => {},
  };
}
