import type { Scope } from '../auth/scope.type.ts';
import { needsIn, OUTPUTS } from './scope-table.ts';

const NEEDS = needsIn(OUTPUTS);

/** An object of a type of the graph without what these scopes do not reach: null, whether there was something or not. */
export function withhold<T extends object>(type: string, object: T, scopes: ReadonlySet<Scope>): T {
  const shown = Object.entries(object).map(([name, value]) => {
    const need = NEEDS.get(`${type}.${name}`);
    return [name, need === undefined || need === 'anybody' || scopes.has(need) ? value : null];
  });
  return Object.fromEntries(shown) as T;
}
