import type { FastifyRequest } from 'fastify';
import { ACTOR_HEADER } from '../auth/caller.ts';

/** Whose turn it is, and whose rate: the person who asks, or where nobody says who that is, the address. */
export function callerName({ headers, ip }: FastifyRequest, tenant: string): string {
  return `${tenant} ${headers[ACTOR_HEADER] ?? ip}`;
}
