import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StartupError } from '../errors.ts';

interface EmbeddedDatabase {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts PGlite in a worker, behind a socket that only this user can reach: it asks nobody for a password.
 * @param directory where it keeps its files; null: in memory
 */
export async function startEmbedded(directory: string | null): Promise<EmbeddedDatabase> {
  const address = process.platform === 'win32' ? await loopbackAddress() : unixAddress();
  const worker = new Worker(new URL('./embedded-worker.mjs', import.meta.url), {
    workerData: { directory: directory ?? undefined, socket: address.socket, port: address.port },
  });
  try {
    const ended = once(worker, 'exit').then(([code]) => {
      throw new Error(`it ended with code ${code}`);
    });
    await Promise.race([once(worker, 'message'), ended]);
  } catch (error) {
    address.remove();
    throw new StartupError(
      `the embedded database in ${directory ?? 'memory'} does not start: ${String((error as Error).message ?? error)}`,
    );
  }
  return {
    url: address.url,
    async close() {
      worker.postMessage('close');
      await once(worker, 'exit');
      address.remove();
    },
  };
}

/** In a fresh private folder of the temporary folder: the path of a socket may not be longer than about 100 characters. */
function unixAddress() {
  const folder = mkdtempSync(join(tmpdir(), 'api-sessions-'));
  return {
    socket: join(folder, '.s.PGSQL.5432'),
    port: undefined,
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
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
    remove: () => {},
  };
}
