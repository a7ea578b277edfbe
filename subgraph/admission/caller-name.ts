import type { FastifyRequest } from 'fastify';
import { ACTOR_HEADER } from '../values/identity-headers.ts';

/** Whose turn it is, and whose rate: the person who asks, or where nobody says who that is, the address. */
export function callerName({ caller, headers, ip }: FastifyRequest, isAnonymous: boolean): string {
  return `${caller.tenant} ${isAnonymous && headers[ACTOR_HEADER] === undefined ? ip : caller.actor}`;
}
