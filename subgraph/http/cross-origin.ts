import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ACTOR_HEADER, TENANT_HEADER } from '../values/identity-headers.ts';

/** What programs ask, and no page of a browser. */
const NOT_FOR_PAGES = /^\/(subgraph|ingest|v1|health)(\/|\?|$)/;

/**
 * Lets pages of some origins ask from the browser of whoever is there: consoles that embed the elements from another address.
 * A page of any other origin may send what needs no leave, and reads nothing.
 * @param origins as browsers send them, https://console.example.com
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    delegator: (request: FastifyRequest, done: (error: Error | null, options: FastifyCorsOptions) => void) =>
      done(null, {
        origin: NOT_FOR_PAGES.test(request.url) ? false : [...origins],
        methods: ['GET', 'POST'],
        allowedHeaders: ['authorization', 'content-type', TENANT_HEADER, ACTOR_HEADER],
        exposedHeaders: ['x-sessions-cost', 'x-request-id', 'retry-after'],
        // The token travels in a header of its own, never in a cookie.
        credentials: false,
        maxAge: 600,
      }),
  });
}
