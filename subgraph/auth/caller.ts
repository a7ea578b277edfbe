import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Context } from '../context.ts';
import { isLoopbackHost } from '../values/loopback.ts';

// Who asks, and who may.

/**
 * A page of any web site can make a browser send requests to this machine under a name of its own (DNS rebinding):
 * without a password, the name is what tells them apart.
 */
export async function refuseForeignNames(request: FastifyRequest): Promise<void> {
  if (isLoopbackHost(request.host)) return;
  throw Object.assign(new Error('this server answers to loopback names only: use localhost or 127.0.0.1'), {
    statusCode: 421,
  });
}

export function requireToken(token: string) {
  const expected = Buffer.from(`Bearer ${token}`);
  return async (request: FastifyRequest): Promise<void> => {
    // Names of schemes are written in any case.
    const given = Buffer.from((request.headers.authorization ?? '').replace(/^bearer +/i, 'Bearer '));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return;
    throw Object.assign(new Error('send Authorization: Bearer with the token of this server'), { statusCode: 401 });
  };
}

export type Caller = Pick<Context, 'tenant' | 'actor'>;

export const TENANT_HEADER = 'x-sessions-tenant';
export const ACTOR_HEADER = 'x-sessions-actor';

/** Before sign-in exists: headers, with defaults. */
export function callerOf({ headers }: FastifyRequest): Caller {
  const name = (header: string, fallback: string) => {
    const value = headers[header] ?? fallback;
    if (typeof value === 'string' && /^[\w.@-]{1,64}$/.test(value)) return value;
    throw new GraphQLError(`the header ${header} must be 1 to 64 letters, digits or any of . _ @ -`, {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
    });
  };
  return { tenant: name(TENANT_HEADER, 'default'), actor: name(ACTOR_HEADER, 'local') };
}
