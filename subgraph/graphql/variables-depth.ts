import type { ApolloServerPlugin } from '@apollo/server';
import { badUserInput } from '../bad-user-input.ts';

/** Objects and lists inside each other in a variable. The deepest input of the schema has a third of it. */
const MAX_DEPTH = 30;

/**
 * Refuses variables that are nested deeper than any input: reading them goes down as deep as they do, which ends at the
 * limit of the stack, and that is an error of nobody's.
 */
export function limitVariables(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ request }) {
          const path = tooDeep(request.variables ?? {});
          if (path === null) return;
          const error = badUserInput(path, `variables may be nested ${MAX_DEPTH} levels deep, and this is deeper`);
          error.extensions.http = { status: 400 };
          throw error;
        },
      };
    },
  };
}

/** Place of the first value beyond the limit, its beginning: `filter.requests[0].anyOf[0].anyOf[0]...`; null: there is none. */
function tooDeep(variables: Readonly<Record<string, unknown>>): string | null {
  const open: { value: unknown; depth: number; path: string }[] = Object.entries(variables).map(([path, value]) => ({
    value,
    depth: 0,
    path,
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth, path } = next;
    if (value === null || typeof value !== 'object') continue;
    if (depth === MAX_DEPTH) return path;
    const isList = Array.isArray(value);
    for (const [name, inner] of Object.entries(value)) {
      const place = isList ? `${path}[${name}]` : `${path}.${name}`;
      open.push({
        value: inner,
        depth: depth + 1,
        path: depth < NAMED ? place : depth === NAMED ? `${path}...` : path,
      });
    }
  }
  return null;
}

/** Levels that an error names. */
const NAMED = 6;
