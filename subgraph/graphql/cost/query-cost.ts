import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { argumentCost } from './argument-cost.ts';
import { priceOf } from './field-price.ts';
import { argumentOf, type Sizes, sizesOf, type Variables } from './list-sizes.ts';

/** As gateways count it: what a mutation costs before it answers. */
const MUTATION = 10;

/** An operation that can be executed: valid, its variables coerced. */
export interface Countable {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>;
  variables: Variables;
  /** Beyond so many references it is refused, and they are not looked into. */
  maxReferences: number;
}

/**
 * What an operation costs before it is executed: its objects at most, and what `@cost` says of fields that are work; lists
 * inside lists multiply. Introspection is not counted. And how many entities it asks for by reference.
 */
export function costOf(countable: Countable): { cost: number; references: number } {
  const { schema, operation } = countable;
  const root = schema.getRootType(operation.operation);
  if (!root) return { cost: 0, references: 0 };
  const start = operation.operation === 'mutation' ? MUTATION : 0;
  const counter = new Counter(countable);
  const cost = start + totalOf(counter.selections(operation.selectionSet, root), NOTHING_SIZED);
  return { cost, references: counter.references };
}

/** The cost of some selections of one object, as long as nobody has said how long its lists are. */
interface Counted {
  own: number;
  /** By name: under the size that the field itself tells, and for each item where the parent tells it. */
  lists: Map<string, { own: number; item: number }>;
}

const NOTHING_SIZED: Sizes['inside'] = new Map();

function totalOf({ own, lists }: Counted, sized: Sizes['inside']): number {
  let total = own;
  for (const [name, list] of lists) {
    const size = sized.get(name);
    total += size === undefined ? list.own : list.item * size;
  }
  return total;
}

function addTo(sum: Counted, { own, lists }: Counted): void {
  sum.own += own;
  for (const [name, list] of lists) addList(sum, name, list.own, list.item);
}

function addList({ lists }: Counted, name: string, own: number, item: number): void {
  const known = lists.get(name);
  lists.set(name, { own: own + (known?.own ?? 0), item: item + (known?.item ?? 0) });
}

/** Fragments are counted once for every type that they are spread on, so that counting itself cannot be made slow. */
class Counter {
  references = 0;
  private readonly known = new Map<string, Counted>();

  constructor(private readonly asked: Countable) {}

  selections({ selections }: SelectionSetNode, type: GraphQLObjectType): Counted {
    const sum: Counted = { own: 0, lists: new Map() };
    for (const selection of selections) if (this.isIncluded(selection)) this.add(sum, selection, type);
    return sum;
  }

  private add(sum: Counted, selection: SelectionNode, type: GraphQLObjectType): void {
    if (selection.kind === Kind.FIELD) {
      this.addField(sum, selection, type);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!this.applies(selection.typeCondition?.name.value, type)) return;
      addTo(sum, this.selections(selection.selectionSet, type));
    } else {
      const fragment = this.asked.fragments[selection.name.value];
      if (fragment && this.applies(fragment.typeCondition.name.value, type)) addTo(sum, this.fragment(fragment, type));
    }
  }

  private fragment({ name, selectionSet }: FragmentDefinitionNode, type: GraphQLObjectType): Counted {
    const key = `${name.value} ${type.name}`;
    const known = this.known.get(key);
    if (known) return known;
    const counted = this.selections(selectionSet, type);
    this.known.set(key, counted);
    return counted;
  }

  private addField(sum: Counted, node: FieldNode, parent: GraphQLObjectType): void {
    const field = parent.getFields()[node.name.value];
    // Introspection, and __typename.
    if (!field) return;
    if (field.name === '_entities') {
      sum.own += this.entities(argumentOf(field, 'representations', node, this.asked.variables), node);
      return;
    }
    const { weight, isList } = priceOf(field);
    const sizes = sizesOf(parent.name, field, node, this.asked.variables);
    const item = weight + (node.selectionSet ? this.inside(node.selectionSet, getNamedType(field.type), sizes) : 0);
    sum.own += argumentCost(field, node, this.asked.variables);
    if (isList) addList(sum, field.name, item * sizes.own, item);
    else sum.own += item;
  }

  /** An object is of one type: of several possible ones, the dearest counts. */
  private inside(set: SelectionSetNode, type: unknown, { inside }: Sizes): number {
    const { schema } = this.asked;
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    return Math.max(0, ...possible.map((each) => totalOf(this.selections(set, each), inside)));
  }

  /** What a reference leads to is looked up once; each one more to the same is one more object. */
  private entities(references: unknown, { selectionSet }: FieldNode): number {
    if (!Array.isArray(references) || !selectionSet) return 0;
    this.references += references.length;
    const { schema, maxReferences } = this.asked;
    if (this.references > maxReferences) return references.length;
    const counts = new Map<unknown, number>();
    for (const reference of new Map(references.map((each) => [JSON.stringify(each), each])).values()) {
      const name = Object(reference).__typename;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    let total = references.length;
    for (const [name, count] of counts) {
      const type = typeof name === 'string' ? schema.getType(name) : undefined;
      if (isObjectType(type)) total += count * totalOf(this.selections(selectionSet, type), NOTHING_SIZED);
    }
    return total;
  }

  private applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.asked.schema.getType(condition) as GraphQLCompositeType | undefined;
    return isAbstractType(wanted) && this.asked.schema.isSubType(wanted, type);
  }

  private isIncluded(node: SelectionNode): boolean {
    if (!node.directives?.length) return true;
    const { variables } = this.asked;
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
  }
}
