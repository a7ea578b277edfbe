import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import { readRows, type Statement } from './read-rows.ts';
import { asTenant } from './row-security.ts';

/** Who waits for the statements that are begun here; aborted: nobody any more. */
const waiting = new AsyncLocalStorage<AbortSignal>();

/** No connection was free in time: those that there are work. It says nothing of the database. */
export class AllConnectionsBusy extends Error {
  constructor() {
    super('all connections are in use');
  }
}

/** Ends what a connection is doing now. False: it may still be doing it. */
export type Cancel = (client: pg.ClientBase) => Promise<boolean>;

/**
 * Has the statements of a pool cancelled that nobody waits for any more: PostgreSQL would work on them to their end, on connections that
 * others wait for. Prisma, which sends them, knows no way.
 */
export function cancelUnawaited(pool: pg.Pool, cancel: Cancel): void {
  const query = pool.query.bind(pool) as (...statement: unknown[]) => Promise<pg.QueryResult>;
  const cancellable = (...statement: unknown[]) => {
    const signal = waiting.getStore();
    return signal ? run(pool, cancel, signal, statement) : query(...statement);
  };
  pool.query = cancellable as typeof pool.query;
}

async function run(pool: pg.Pool, cancel: Cancel, signal: AbortSignal, statement: unknown[]): Promise<pg.QueryResult> {
  signal.throwIfAborted();
  const client = await connect(pool);
  let isWhole = true;
  const stop = cancelOn(signal, () => cancel(client));
  try {
    signal.throwIfAborted();
    return await (client.query as (...statement: unknown[]) => Promise<pg.QueryResult>)(...statement);
  } catch (error) {
    isWhole = error === signal.reason || isOfStatement(error);
    throw error;
  } finally {
    // The cancellation reaches whatever the connection does then: nobody else may have it before.
    const isOver = await stop();
    client.release(!(isWhole && isOver));
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    // The driver has no code for it.
    if ((error as Error).message === 'timeout exceeded when trying to connect') throw new AllConnectionsBusy();
    throw error;
  }
}

/** @returns ends the waiting for the signal: true when nothing was cancelled, or it was and that is over */
export function cancelOn(signal: AbortSignal, cancel: () => Promise<boolean>): () => Promise<boolean> {
  let cancelled: Promise<boolean> | undefined;
  const abort = () => {
    cancelled = cancel();
  };
  signal.addEventListener('abort', abort, { once: true });
  return async () => {
    signal.removeEventListener('abort', abort);
    return (await cancelled) ?? true;
  };
}

/** After such an error, the connection is as good as before. */
function isOfStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}

/** As Prisma names them. */
const TABLES = new Set<string | symbol>(
  Object.keys(Prisma.ModelName).map((name) => name[0]!.toLowerCase() + name.slice(1)),
);

/**
 * Reads of one tenant that end with the reason of a signal when that is aborted. Their statements are not begun then, or
 * cancelled.
 * @param questions the pool of Prisma, by which statements of our own go straight
 */
export function readsUntil(
  signal: AbortSignal,
  tenant: string,
  prisma: PrismaClient,
  questions: pg.Pool,
): PrismaClient {
  const until = <Args extends unknown[], Result>(read: (...args: Args) => PromiseLike<Result>) => {
    // Prisma begins when it is awaited.
    return (...args: Args): Promise<Result> =>
      unlessAborted(signal, () => asTenant(tenant, () => waiting.run(signal, async () => await read(...args))));
  };
  const reads = (table: object) => {
    const get = (target: object, name: string | symbol) => until(Reflect.get(target, name).bind(target));
    return new Proxy(table, { get });
  };
  const $queryRaw = until((...statement: Statement) => readRows(questions, statement));
  return new Proxy(prisma, {
    get: (target, name) => {
      if (name === '$queryRaw') return $queryRaw;
      const value = Reflect.get(target, name);
      return TABLES.has(name) ? reads(value) : value;
    },
  });
}

/** @throws the reason of a signal as soon as it is aborted */
async function unlessAborted<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work(), aborted]).finally(() => signal.removeEventListener('abort', abort));
}
