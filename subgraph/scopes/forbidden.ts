import { GraphQLError } from 'graphql';
import type { Scope } from '../auth/scope.type.ts';

/** What to tell of a scope that is missing, at its place. */
export function missingText(place: string, scope: Scope): string {
  return `${place}: needs the scope ${scope}, which you have not`;
}

/** A field that the viewer may not have: `Request.query`. */
export function forbiddenField(place: string, scope: Scope): GraphQLError {
  return new GraphQLError(missingText(place, scope), { extensions: { code: 'FORBIDDEN', scope } });
}

/** An argument by which the viewer may not ask: `filter.requests[0].parameter.value`. */
export function forbiddenArgument(path: string, scope: Scope): GraphQLError {
  return new GraphQLError(missingText(path, scope), { extensions: { code: 'FORBIDDEN', scope, path } });
}
