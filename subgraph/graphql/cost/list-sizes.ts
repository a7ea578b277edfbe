import { type FieldNode, type GraphQLField, valueFromAST } from 'graphql';
import { MAX_PAGE } from '../page.ts';
import { priceOf } from './field-price.ts';

/** Values of the variables, their defaults among them. */
export type Variables = Record<string, unknown>;

export interface Sizes {
  /** Items of the field, where it is a list. */
  own: number;
  /** Items of lists directly inside, by name. */
  inside: ReadonlyMap<string, number>;
}

/** A list of which nothing is known; no list of ours is one. */
const UNKNOWN_SIZE = 10;
const NONE: ReadonlyMap<string, number> = new Map();

/**
 * What `@listSize` has no words for: a list has an item for every value of this argument. Gateways count the assumed size.
 */
const ITEM_PER_VALUE: Record<string, { argument: string; inside?: [field: string, argument: string] }> = {
  'Session.statistics': { argument: 'dimensions', inside: ['buckets', 'first'] },
  'SessionConnection.facets': { argument: 'dimensions', inside: ['buckets', 'first'] },
  'Query.sessionAvailability': { argument: 'targets' },
};

/** How many items a field gives, and lists inside of it. */
export function sizesOf(
  parent: string,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
): Sizes {
  const { size } = priceOf(field);
  const listed = ITEM_PER_VALUE[`${parent}.${field.name}`];
  if (listed) {
    const values = argumentOf(field, listed.argument, node, variables);
    const [name, argument] = listed.inside ?? [];
    const inside = name ? new Map([[name, lengthOf(argumentOf(field, argument!, node, variables))]]) : NONE;
    return { own: Array.isArray(values) ? values.length : 1, inside };
  }
  if (!size) return { own: UNKNOWN_SIZE, inside: NONE };
  const asked = size.slicing.map((argument) => argumentOf(field, argument, node, variables));
  const length = asked.length > 0 ? Math.max(...asked.map(lengthOf)) : (size.assumed ?? UNKNOWN_SIZE);
  if (size.sized.length === 0) return { own: length, inside: NONE };
  return { own: size.assumed ?? UNKNOWN_SIZE, inside: new Map(size.sized.map((name) => [name, length])) };
}

/** A page that is larger, or no number, is refused by its field before anything is read. */
function lengthOf(value: unknown): number {
  return typeof value === 'number' ? Math.min(Math.max(value, 0), MAX_PAGE) : MAX_PAGE;
}

/** The value of an argument, its default where it is left out; undefined: it cannot be read. */
export function argumentOf(
  field: GraphQLField<unknown, unknown>,
  name: string,
  node: FieldNode,
  variables: Variables,
): unknown {
  const definition = field.args.find((each) => each.name === name);
  const given = node.arguments?.find((each) => each.name.value === name)?.value;
  const isLeftOut = !given || (given.kind === 'Variable' && variables[given.name.value] === undefined);
  if (!definition || isLeftOut) return definition?.defaultValue;
  return valueFromAST(given, definition.type, variables);
}
