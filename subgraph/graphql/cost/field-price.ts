import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputField,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  valueFromASTUntyped,
} from 'graphql';

/** How many items a list has, as `@listSize` says it. */
interface ListSize {
  /** Where no argument says it; null: not told. */
  assumed: number | null;
  /** Arguments that say it; the greatest counts. */
  slicing: readonly string[];
  /** Lists inside of the answer whose size it is, in place of the field's own. */
  sized: readonly string[];
}

/** What a field costs, by its directives. */
interface FieldPrice {
  /** Of one item, without what is selected in it: `@cost`, else 1 for an object and nothing for a value. */
  weight: number;
  isList: boolean;
  size: ListSize | null;
}

const prices = new WeakMap<GraphQLField<unknown, unknown>, FieldPrice>();

export function priceOf(field: GraphQLField<unknown, unknown>): FieldPrice {
  const known = prices.get(field);
  if (known) return known;
  const listSize = argumentsOf(field, 'listSize');
  const price: FieldPrice = {
    weight: weightOf(field) ?? (isLeafType(getNamedType(field.type)) ? 0 : 1),
    isList: isListType(getNullableType(field.type)),
    size: listSize && {
      assumed: (listSize.assumedSize as number | undefined) ?? null,
      slicing: (listSize.slicingArguments as string[] | undefined) ?? [],
      sized: (listSize.sizedFields as string[] | undefined) ?? [],
    },
  };
  prices.set(field, price);
  return price;
}

/** What `@cost` says of a field; null: it says nothing. */
export function weightOf(field: Pick<GraphQLInputField, 'astNode'> | GraphQLField<unknown, unknown>): number | null {
  const cost = argumentsOf(field, 'cost');
  return cost && Number(cost.weight);
}

/** Arguments of a directive of the field; null: it has no such directive. */
function argumentsOf(
  { astNode }: Pick<GraphQLInputField, 'astNode'> | GraphQLField<unknown, unknown>,
  name: string,
): Record<string, unknown> | null {
  const directive = astNode?.directives?.find((each: ConstDirectiveNode) => each.name.value === name);
  if (!directive) return null;
  return Object.fromEntries(
    (directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}
