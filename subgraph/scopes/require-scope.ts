import { GraphQLError } from 'graphql';
import type { Scope } from '../auth/scope.type.ts';
import { scopesOf } from '../auth/scopes.ts';
import { missingText } from './forbidden.ts';

/** For what is not asked by GraphQL: throws, with the status 403, where a scope is missing. */
export function requireScope<Caller extends { scopes: Iterable<Scope> }>(
  caller: Caller,
  scope: Scope,
  place: string,
): Caller {
  if (scopesOf([...caller.scopes]).has(scope)) return caller;
  throw new GraphQLError(missingText(place, scope), {
    extensions: { code: 'FORBIDDEN', scope, http: { status: 403 } },
  });
}
