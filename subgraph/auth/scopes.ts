import { SCOPES, type Scope } from './scope.type.ts';

export const ALL_SCOPES: ReadonlySet<Scope> = new Set(SCOPES);

/** What is granted by these names: `admin` is everything, and names that are no scopes of ours grant nothing. */
export function scopesOf(names: readonly string[]): ReadonlySet<Scope> {
  if (names.includes('admin')) return ALL_SCOPES;
  return new Set(SCOPES.filter((scope) => names.includes(scope)));
}
