import { SCOPES, type Scope } from '../auth/scope.type.ts';

/** What an identity may do that was given these scopes: `admin` is all of them. */
export function granted(scopes: Iterable<Scope>): ReadonlySet<Scope> {
  const given = new Set(scopes);
  return new Set(SCOPES.filter((scope) => given.has(scope) || given.has('admin')));
}
