import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { Gone } from '../admission/patience.ts';
import { laterOf } from '../admission/refusals.ts';
import { Refusal, setRefusalHeaders } from '../auth/refusal.ts';
import { type Outage, UNAVAILABLE } from '../db/outage.ts';
import { log } from '../logging/log.ts';

/** Why what somebody pushes is not taken, in words for them. */
export class PushError extends Error {
  /** @param facts what a program needs to go on */
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly facts: { acknowledged?: number; retryable?: true } = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** An answer in place of a result. */
interface ErrorAnswer {
  status: number;
  headers: Record<string, string>;
  body: { error: string; code?: string };
}

/**
 * What was written for clients as it is; of anything else that it happened.
 * @param what the log says of that
 */
export function errorAnswer(error: unknown, outage: Outage, what: string): ErrorAnswer {
  if (error instanceof PushError) {
    const { statusCode: status, code, message, facts, headers } = error;
    return { status, headers, body: { error: message, code, ...facts } };
  }
  const later = laterOf(error);
  if (later) return { ...later, body: { error: later.message, ...later.extensions } };
  // It left while it waited for its turn: nobody reads this.
  if (error instanceof Gone) return { status: 499, headers: {}, body: { error: error.message } };
  const { http } = error instanceof GraphQLError ? (error.extensions as { http?: { status?: number } }) : {};
  const status = (error as Partial<FastifyError>).statusCode ?? http?.status;
  if (status !== undefined && status < 500)
    return { status, headers: {}, body: { error: error instanceof Error ? error.message : String(error) } };
  if (outage.noted(error)) return { status: 503, headers: {}, body: { error: UNAVAILABLE.message } };
  log.error(what, error);
  return { status: 500, headers: {}, body: { error: 'Internal error' } };
}

/** For routes that take what is pushed. */
export function answerPushError(outage: Outage, what: string) {
  return (error: FastifyError | GraphQLError | Refusal, _request: FastifyRequest, reply: FastifyReply): void => {
    if (error instanceof Refusal) {
      setRefusalHeaders(reply, error);
      return void reply.code(error.statusCode).send({ error: error.message, code: error.code });
    }
    const { status, headers, body } = errorAnswer(error, outage, what);
    reply.code(status).headers(headers).send(body);
  };
}
