import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';

const BODY_TIMEOUT_MS = 30_000;

/**
 * Ends connections on which a request does not arrive: with the code 408 where it has begun. Node looks at them once in a while only, by default
 * every 30 seconds, and Fastify has it wait for ever.
 * @param timeoutMs from the first byte of a request to its last
 */
export function untilArrived(timeoutMs = BODY_TIMEOUT_MS): Pick<FastifyHttpOptions<Server>, 'requestTimeout' | 'http'> {
  const connectionsCheckingInterval = Math.max(50, Math.min(1_000, timeoutMs / 4));
  return { requestTimeout: timeoutMs, http: { headersTimeout: timeoutMs, connectionsCheckingInterval } };
}
