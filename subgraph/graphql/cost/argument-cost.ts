import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { weightOf } from './field-price.ts';
import { argumentOf, type Variables } from './list-sizes.ts';

type Weigh = (value: unknown) => number;

const known = new WeakMap<GraphQLField<unknown, unknown>, ReadonlyMap<string, Weigh>>();

/** What the arguments of a field add to its cost: `@cost` of every field of their inputs, as often as it is given. */
export function argumentCost(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Variables): number {
  let weighs = known.get(field);
  if (!weighs) {
    weighs = new Map(
      field.args.flatMap(({ name, type }): [string, Weigh][] => {
        const weigh = weighOf(type, new Map());
        return weigh ? [[name, weigh]] : [];
      }),
    );
    known.set(field, weighs);
  }
  let sum = 0;
  for (const [name, weigh] of weighs) sum += weigh(argumentOf(field, name, node, variables));
  return sum;
}

/** Undefined: nothing of this type has a weight. */
function weighOf(input: GraphQLInputType, seen: Map<string, Weigh | undefined>): Weigh | undefined {
  const type = getNullableType(input);
  if (isListType(type)) {
    const weigh = weighOf(type.ofType, seen);
    return weigh && ((values) => (Array.isArray(values) ? values : []).reduce((sum, each) => sum + weigh(each), 0));
  }
  if (!isInputObjectType(type)) return undefined;
  if (seen.has(type.name)) return seen.get(type.name);
  const fields: [name: string, own: number, inside: Weigh | undefined][] = [];
  const weigh: Weigh = (value) => {
    let sum = 0;
    for (const [name, own, inside] of fields) {
      const part = (Object(value) as Record<string, unknown>)[name];
      if (part != null) sum += own + (inside?.(part) ?? 0);
    }
    return sum;
  };
  // Filters hold filters.
  seen.set(type.name, weigh);
  for (const field of Object.values(type.getFields())) {
    const own = weightOf(field) ?? 0;
    const inside = weighOf(field.type, seen);
    if (own > 0 || inside) fields.push([field.name, own, inside]);
  }
  return fields.some(([, own, inside]) => own > 0 || inside !== weigh) ? weigh : undefined;
}
