import {
  type ASTNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one operation may ask for. Our own queries stay well below. */
export interface QueryLimits {
  /** Fields inside fields; introspection is not counted. */
  depth: number;
  /** Fields that are asked for under another name, fragments counted wherever they are used. */
  aliases: number;
  /** Fields in all, fragments counted wherever they are used. */
  fields: number;
  /** Directives in all. */
  directives: number;
  /** The size of a query before it is parsed: words and signs. */
  tokens: number;
  /** By @cost, @listSize and the sizes of pages, lists inside lists multiplied: cost/query-cost.ts. */
  cost: number;
  /** Entities that are asked for by reference, repeated ones too. */
  references: number;
}

export const QUERY_LIMITS: QueryLimits = {
  depth: 9,
  aliases: 15,
  fields: 600,
  directives: 30,
  tokens: 3_000,
  cost: 150_000,
  references: 0,
};

/**
 * What a gateway asks is what its clients ask, whom it limits itself, and more: one level and an alias for `_entities`,
 * `__typename` and the key in every object, conditions in every part of the plan; some send several fetches as one.
 */
export const GATEWAY_LIMITS: QueryLimits = {
  depth: 10,
  aliases: 100,
  fields: 2_000,
  directives: 100,
  tokens: 10_000,
  cost: 150_000,
  references: 10_000,
};

type Measured = Omit<QueryLimits, 'tokens' | 'cost' | 'references'>;

/**
 * Refuses operations that would keep the server busy by their shape alone. Fragments are followed where they are
 * used, each measured once, so that measuring itself cannot be made slow.
 */
export function limitQueries(limits: QueryLimits): ValidationRule {
  return (context: ValidationContext) => ({
    OperationDefinition(operation) {
      const measured = measureSelections(context, operation.selectionSet, new Map());
      for (const name of ['depth', 'aliases', 'fields', 'directives'] as const) {
        if (measured[name] <= limits[name]) continue;
        context.reportError(
          new GraphQLError(
            `the operation has ${name} ${measured[name]}, at most ${limits[name]} are allowed: ask in parts`,
            {
              nodes: operation,
            },
          ),
        );
      }
    },
  });
}

/** @param fragments those measured before; null while one is being measured, which another rule refuses as a cycle */
function measureSelections(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  fragments: Map<string, Measured | null>,
): Measured {
  const total: Measured = { depth: 0, aliases: 0, fields: 0, directives: 0 };
  for (const selection of selections) {
    const inner = measureSelection(context, selection, fragments);
    total.depth = Math.max(total.depth, inner.depth);
    total.aliases += inner.aliases;
    total.fields += inner.fields;
    total.directives += inner.directives + (selection.directives?.length ?? 0);
  }
  return total;
}

const NOTHING: Measured = { depth: 0, aliases: 0, fields: 0, directives: 0 };

function measureSelection(
  context: ValidationContext,
  node: ASTNode,
  fragments: Map<string, Measured | null>,
): Measured {
  if (node.kind === Kind.FIELD) {
    // Introspection is deep by nature, bounded by the schema, and off in production.
    if (node.name.value === '__schema' || node.name.value === '__type') return NOTHING;
    const inner = node.selectionSet ? measureSelections(context, node.selectionSet, fragments) : NOTHING;
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (node.alias ? 1 : 0),
      fields: inner.fields + 1,
      directives: inner.directives,
    };
  }
  if (node.kind === Kind.INLINE_FRAGMENT) return measureSelections(context, node.selectionSet, fragments);
  if (node.kind !== Kind.FRAGMENT_SPREAD) return NOTHING;
  return measureFragment(context, context.getFragment(node.name.value), fragments);
}

function measureFragment(
  context: ValidationContext,
  fragment: FragmentDefinitionNode | null | undefined,
  fragments: Map<string, Measured | null>,
): Measured {
  if (!fragment) return NOTHING;
  const known = fragments.get(fragment.name.value);
  if (known !== undefined) return known ?? NOTHING;
  fragments.set(fragment.name.value, null);
  const measured = measureSelections(context, fragment.selectionSet, fragments);
  fragments.set(fragment.name.value, measured);
  return measured;
}
