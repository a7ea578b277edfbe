import type { FastifyReply } from 'fastify';
import { laterOf } from './refusals.ts';

/** Answers an error that says to come again later, as JSON. @returns whether it does; otherwise nothing is answered yet */
export function answerLater(error: unknown, reply: FastifyReply): boolean {
  const later = laterOf(error);
  if (!later) return false;
  reply
    .code(later.status)
    .headers(later.headers)
    .send({ error: later.message, ...later.extensions });
  return true;
}
