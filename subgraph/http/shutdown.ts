import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long a client that keeps its connection has, to hear with an answer that it is closed. */
const DRAIN_MS = 500;
const LOOK_MS = 20;

/**
 * Tells with every answer that the connection ends with it, once the server stops. Closed without a word, a connection
 * may just be carrying the next question.
 */
export function announceClose(app: FastifyInstance, stopping: AbortSignal): void {
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.aborted) reply.header('connection', 'close');
  });
}

/**
 * Accepts no connection more, and waits until none is left, or those that are have been silent long enough to be closed.
 * The `close` of HTTP servers closes them at once.
 */
export async function drain(app: FastifyInstance): Promise<void> {
  if (!app.server.listening) return;
  Server.prototype.close.call(app.server);
  const deadline = Date.now() + DRAIN_MS;
  while (Date.now() < deadline && (await connectionsOf(app)) > 0) await sleep(LOOK_MS);
}

function connectionsOf({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

/** What the database needs to end in order. */
const CLOSE_MS = 3_000;

/**
 * Ends by a deadline, whatever clients do: some time before it `cut` closes what they hold open.
 * @returns whether everything ended; false: the process is to be ended with what still runs
 */
export async function endInTime(timeoutMs: number, end: () => Promise<void>, cut: () => void): Promise<boolean> {
  const rest = Math.min(CLOSE_MS, timeoutMs / 2);
  const ended = end().then(() => true);
  if (await within(timeoutMs - rest, ended)) return true;
  cut();
  return within(rest, ended);
}

async function within(ms: number, ended: Promise<boolean>): Promise<boolean> {
  const waiting = new AbortController();
  const late = sleep(ms, false, { signal: waiting.signal }).catch(() => false);
  return Promise.race([ended, late]).finally(() => waiting.abort());
}
