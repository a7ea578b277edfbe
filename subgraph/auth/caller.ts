import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Context } from '../context.ts';
import { isLoopbackHost } from '../values/loopback.ts';
import { SCOPES, type Scope } from './scope.type.ts';

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

export type Caller = Pick<Context, 'tenant' | 'actor' | 'scopes'>;

export const TENANT_HEADER = 'x-sessions-tenant';

const SCOPES_HEADER = 'x-sessions-scopes';

/**
 * Before sign-in exists: headers, with defaults.
 * @param anonymous nobody signs in: a developer on this machine, who may say as whom to be treated
 */
export function callerOf({ headers }: Pick<FastifyRequest, 'headers'>, anonymous: boolean): Caller {
  const name = (header: string, fallback: string) => {
    const value = headers[header] ?? fallback;
    if (typeof value === 'string' && /^[\w.@-]{1,64}$/.test(value)) return value;
    throw badHeader(header, 'must be 1 to 64 letters, digits or any of . _ @ -');
  };
  return {
    tenant: name(TENANT_HEADER, 'default'),
    actor: name('x-sessions-actor', 'local'),
    scopes: anonymous ? (scopesOf(headers) ?? ALL) : ALL,
  };
}

const ALL: ReadonlySet<Scope> = new Set(SCOPES);

/** Null: the header is not there. An empty one is no scope at all. */
export function scopesOf(headers: FastifyRequest['headers']): ReadonlySet<Scope> | null {
  const given = headers[SCOPES_HEADER];
  if (given === undefined) return null;
  const names = String(given)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return new Set(
    names.map((name) => {
      const scope = SCOPES.find((each) => each === name);
      if (scope) return scope;
      throw badHeader(SCOPES_HEADER, `must be scopes with commas, of ${SCOPES.join(', ')}`);
    }),
  );
}

function badHeader(header: string, problem: string): GraphQLError {
  return new GraphQLError(`the header ${header} ${problem}`, {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });
}
