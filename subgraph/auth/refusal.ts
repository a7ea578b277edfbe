import type { FastifyReply, FastifyRequest } from 'fastify';

/** Why somebody is not answered, in words that are for them: no keys, no addresses of ours, nothing that a guess could use. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: 400 | 401 | 403 | 503,
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}

type RefusalCode =
  | 'BAD_REQUEST'
  /** Nobody asks, or somebody whom we do not believe: a sign-in would help. */
  | 'UNAUTHENTICATED'
  /** We know who asks, and they may not. */
  | 'FORBIDDEN'
  /** The same request may be answered later. */
  | 'KEYS_UNAVAILABLE'
  | 'IDENTITY_UNAVAILABLE'
  | 'DATABASE_UNAVAILABLE';

export const unauthenticated = (message: string): Refusal => new Refusal(401, 'UNAUTHENTICATED', message);

/** Headers of a refusal: how to prove who one is, or when to try again. */
export function setRefusalHeaders(reply: FastifyReply, { statusCode }: Refusal): void {
  if (statusCode === 401) reply.header('www-authenticate', 'Bearer realm="api-sessions"');
  if (statusCode === 503) reply.header('retry-after', '5');
}

/** As clients of GraphQL read errors; everything that is no refusal goes on as it was. */
export function answerInGraphql(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  if (!(error instanceof Refusal)) return void reply.send(error);
  const { statusCode, code, message } = error;
  setRefusalHeaders(reply, error);
  const extensions = statusCode === 503 ? { code, retryable: true } : { code };
  reply.code(statusCode).send({ errors: [{ message, extensions }] });
}
