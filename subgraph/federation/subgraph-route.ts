import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyProblem, type Gateway, headersProblem } from '../auth/gateway.ts';
import { anonymousCaller, gatewayCaller } from '../auth/identity.ts';
import type { Context } from '../context.ts';
import { log } from '../logging/log.ts';

const PATH = '/subgraph';
/** Thousands of references may come in the variables of one query. */
const BODY_LIMIT = 8 * 1024 * 1024;

interface SubgraphOptions {
  /** Started. */
  apollo: ApolloServer<Context>;
  gateway: Gateway;
  /** Whether a gateway may leave out who asks: development on one machine. */
  anonymous: boolean;
  /** Hears of whoever could not prove to be the gateway. */
  noteRefused: (request: FastifyRequest, reason: string) => void;
  context: (request: FastifyRequest, reply: FastifyReply) => Promise<Context>;
}

/** `POST /subgraph`: the federated schema, for gateways that prove who they are. */
export async function registerSubgraph(app: FastifyInstance, options: SubgraphOptions): Promise<void> {
  const { apollo, gateway, anonymous, noteRefused, context } = options;
  await app.register(async (route) => {
    const refused = (request: FastifyRequest, reason: string) => {
      noteRefused(request, reason);
      return problem(401, reason);
    };
    const parse = route.getDefaultJsonParser('error', 'error');
    route.setErrorHandler(answerInGraphql);
    route.removeAllContentTypeParsers();
    route.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
      (request, body: Buffer, done) => {
        const wrong = bodyProblem(gateway, request.headers, body);
        if (wrong) done(refused(request, wrong));
        else parse(request, body.toString(), done);
      },
    );
    route.addHook('onRequest', async (request) => {
      const { method, headers } = request;
      if (method !== 'POST') throw problem(405, 'a gateway sends POST');
      const wrong = headersProblem(gateway, headers, new Date());
      if (wrong) throw refused(request, wrong);
      request.caller = anonymous ? anonymousCaller(headers) : gatewayCaller(headers);
    });
    route.all(PATH, fastifyApolloHandler(apollo, { context }));
  });
}

/** Without a secret there is no such place; whoever looks for it reads what is missing. */
export function registerNoSubgraph(app: FastifyInstance): void {
  app.all(PATH, { errorHandler: answerInGraphql }, async () => {
    throw problem(404, `there is no ${PATH} here: SESSIONS_GATEWAY_SECRET opens it to a gateway`);
  });
}

const CODES: Record<number, string> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' };

function problem(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** Gateways read errors of GraphQL, and show nothing of others. */
async function answerInGraphql(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  const { statusCode = 500 } = error;
  if (statusCode === 405) reply.header('allow', 'POST');
  if (statusCode >= 500) log.error('a gateway was not answered', error);
  const message = statusCode < 500 ? error.message : 'Internal error';
  const code = statusCode < 500 ? (CODES[statusCode] ?? 'BAD_REQUEST') : 'INTERNAL_SERVER_ERROR';
  reply.code(statusCode).type('application/json');
  const requestId = statusCode < 500 ? {} : { requestId: request.id };
  return { errors: [{ message, extensions: { code, ...requestId } }] };
}
