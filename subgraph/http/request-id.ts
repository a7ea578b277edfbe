import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inRequest, log } from '../logging/log.ts';

const HEADER = 'x-request-id';
/** Of another system, for people who look there as well: it is written down, and nothing is found by it. */
const FOREIGN = /^[\w.:/+=-]{1,128}$/;

/** The id of a request is ours: what a client sends may be anybody's, or the same each time. */
export const newRequestId = (): string => randomBytes(12).toString('base64url');

/**
 * Every answer has its id as `x-request-id`, and every line of the log that is written for it. Methods, routes and codes are logged, at
 * `debug`; addresses are not: there are values in them.
 */
export function nameRequests(app: FastifyInstance): void {
  const within = ({ id }: FastifyRequest, _reply: FastifyReply, done: () => void) => inRequest(id, done);
  app.addHook('onRequest', within);
  // What reads a body goes on in the name of the connection.
  app.addHook('preValidation', within);
  app.addHook('onRequest', async ({ id }, reply) => {
    reply.header(HEADER, id);
  });
  app.addHook('onResponse', async ({ id, method, headers, routeOptions }, reply) => {
    const foreign = headers[HEADER];
    inRequest(id, () =>
      log.debug('answered', {
        method,
        route: routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(typeof foreign === 'string' && FOREIGN.test(foreign) ? { clientRequestId: foreign } : {}),
      }),
    );
  });
}
