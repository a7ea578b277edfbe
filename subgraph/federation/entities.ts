import type { GraphQLError } from 'graphql';
import { badUserInput } from '../bad-user-input.ts';
import type { Context } from '../context.ts';
import { forbiddenField } from '../scopes/forbidden.ts';
import type { ReferenceResolver } from './references.ts';

type Entities = (GraphQLError | Promise<object | null>)[];

/** The name of the type of every entity that was given. Objects are shared by all who reach them: nothing is written on them. */
const types = new WeakMap<object, string>();

/**
 * Resolvers of `_entities`, in place of the library's, which fails all references for one of a type that it does not know.
 * @param references by the names of types, as `/subgraph` has them
 */
export function entityResolvers(references: ReadonlyMap<string, ReferenceResolver>) {
  const find = (reference: unknown, index: number, context: Context): Entities[number] => {
    const name: unknown = Object(reference).__typename;
    const resolve = typeof name === 'string' ? references.get(name) : undefined;
    if (!resolve) return unknownType(name, index, [...references.keys()]);
    // Whether it exists is as much an answer as its fields.
    if (!context.scopes.has('sessions:read')) return forbiddenField(name as string, 'sessions:read');
    return resolve(reference as Record<string, unknown>, context).then((entity) => {
      if (entity) types.set(entity, name as string);
      return entity;
    });
  };
  return {
    Query: {
      _entities: (_root: unknown, { representations }: { representations: readonly unknown[] }, context: Context) =>
        representations.map((reference, index) => find(reference, index, context)),
    },
    _Entity: { __resolveType: (entity: object) => types.get(entity) },
  };
}

/** An item of a list that is an error is null in the answer; those beside it are answered. */
function unknownType(name: unknown, index: number, known: readonly string[]): GraphQLError {
  const given = typeof name === 'string' ? `${JSON.stringify(name.slice(0, 60))} is no entity here` : 'is missing';
  return badUserInput(`representations[${index}].__typename`, `${given}: give one of ${known.toSorted().join(', ')}`);
}
