import { type DocumentNode, type GraphQLSchema, Kind, type NamedTypeNode, visit } from 'graphql';
import { StartupError } from '../errors.ts';
import type { Mode } from './mode.ts';

/** What is made otherwise for the types of a neighbour. For `/subgraph` alone: `/graphql` has no neighbours. */
export interface BuildSwitches {
  /** Name of our business flows, where another subgraph has taken `BusinessFlow`. */
  businessFlowType: string;
  /** The owner's `Attack` is an interface: ours is `@interfaceObject`. */
  attackInterface: boolean;
  /** Every field says what it needs: `@authenticated`, `@requiresScopes`. */
  authDirectives: boolean;
}

const BUSINESS_FLOW = 'BusinessFlow';
const ROOT_TYPES = ['Query', 'Mutation', 'Subscription'];

export const NO_SWITCHES: BuildSwitches = Object.freeze({
  businessFlowType: BUSINESS_FLOW,
  attackInterface: false,
  authDirectives: false,
});

/** @throws StartupError when the name is one of our own, or attacks have no owner but us */
export function checkSwitches(schema: GraphQLSchema, mode: Mode, { businessFlowType, attackInterface }: BuildSwitches) {
  if (attackInterface && mode === 'standalone') {
    throw new StartupError("SESSIONS_ATTACK_INTERFACE needs MODE=federated: standalone, attacks are nobody else's");
  }
  if (businessFlowType === BUSINESS_FLOW) return;
  if (!schema.getType(businessFlowType) && !ROOT_TYPES.includes(businessFlowType)) return;
  throw new StartupError(
    `SESSIONS_BUSINESS_FLOW_TYPE must be a name that no other type of ours has: "${businessFlowType}" is taken`,
  );
}

/** The document as the switches make it. */
export function switchTypes(
  document: DocumentNode,
  { businessFlowType, attackInterface }: BuildSwitches,
): DocumentNode {
  const renamed = businessFlowType === BUSINESS_FLOW ? document : rename(document, businessFlowType);
  return attackInterface ? withAttackInterface(renamed) : renamed;
}

/** Resolvers, which go by the name of their type, as the switches make it. */
export function switchResolvers<T>(
  resolvers: Record<string, T>,
  { businessFlowType }: BuildSwitches,
): Record<string, T> {
  const { [BUSINESS_FLOW]: flows, ...others } = resolvers;
  return flows ? { ...others, [businessFlowType]: flows } : others;
}

function rename(document: DocumentNode, name: string): DocumentNode {
  const renamed = <Node extends { name: NamedTypeNode['name'] }>(node: Node) =>
    node.name.value === BUSINESS_FLOW ? { ...node, name: { ...node.name, value: name } } : undefined;
  return visit(document, { NamedType: renamed, ObjectTypeDefinition: renamed });
}

function withAttackInterface(document: DocumentNode): DocumentNode {
  const directive = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'interfaceObject' } } as const;
  return visit(withImports(document, ['@interfaceObject']), {
    ObjectTypeDefinition: (node) =>
      node.name.value === 'Attack' ? { ...node, directives: [...(node.directives ?? []), directive] } : false,
  });
}

/** The document with more names in its @link(import: [...]). */
export function withImports(document: DocumentNode, names: readonly string[]): DocumentNode {
  return visit(document, {
    ListValue: (node, _key, _parent, path) =>
      path[0] === 'definitions' && path[1] === 0
        ? { ...node, values: [...node.values, ...names.map((value) => ({ kind: Kind.STRING as const, value }))] }
        : undefined,
  });
}
