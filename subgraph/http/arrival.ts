import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';

/** How long a request may take to arrive unless the server is told. */
export const BODY_TIMEOUT_MS = 30_000;

/**
 * Ends connections on which a request does not arrive: with the code 408 where it has begun. Node looks at them once in a while only, by default
 * every 30 seconds, and Fastify has it wait for ever.
 * @param timeoutMs from the first byte of a request to its last
 */
export function untilArrived(timeoutMs = BODY_TIMEOUT_MS): Pick<FastifyHttpOptions<Server>, 'requestTimeout' | 'http'> {
  const connectionsCheckingInterval = Math.max(50, Math.min(1_000, timeoutMs / 4));
  return { requestTimeout: timeoutMs, http: { headersTimeout: timeoutMs, connectionsCheckingInterval } };
}

/** Connections whose request may take as long as it is sent. */
const taking = new WeakSet<Socket>();

/** Lets a request arrive for as long as its route reads it. @returns what is called when that has ended */
export function unhurried(socket: Socket): () => void {
  taking.add(socket);
  return () => void taking.delete(socket);
}

/** Keeps connections that are {@link unhurried} from being ended by the time that a request may take. */
export function letStreamsArrive({ server }: FastifyInstance): void {
  const usual = server.listeners('clientError') as ((error: Error, socket: Socket) => void)[];
  server.removeAllListeners('clientError');
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && taking.has(socket)) return;
    for (const listener of usual) listener(error, socket);
  });
}
