import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';

type Query = (this: pg.Client, ...statement: unknown[]) => unknown;

/**
 * Does something that is killed before its n-th statement, from 1: its connection breaks, and no other statement gets
 * through, as when the process is gone.
 * @returns whether it came that far
 */
export async function killedAt(n: number, work: () => Promise<unknown>): Promise<boolean> {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  let sent = 0;
  const broken: Promise<unknown>[] = [];
  prototype.query = function (...statement) {
    sent += 1;
    if (sent < n) return query.apply(this, statement);
    const { stream } = (this as unknown as { connection: { stream: Duplex } }).connection;
    if (!stream.destroyed) broken.push(once(stream, 'close'));
    stream.destroy();
    const callback = statement.at(-1);
    if (typeof callback !== 'function') return Promise.reject(new Error('killed'));
    callback(new Error('killed'));
    return undefined;
  };
  try {
    await work().catch((error: Error) => {
      if (sent < n) throw error;
    });
    // No pool hands one of them out again.
    await Promise.all(broken);
    return sent >= n;
  } finally {
    prototype.query = query;
  }
}
