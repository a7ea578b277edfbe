import { type DocumentNode, type GraphQLSchema, Kind, type NamedTypeNode, visit } from 'graphql';
import { StartupError } from '../startup-error.ts';
import { type BuildSwitches, NO_SWITCHES, TYPE_VARIABLES, type TypeNames } from './build-switches.ts';
import type { Mode } from './mode.ts';

const SWITCHES = Object.keys(TYPE_VARIABLES) as (keyof TypeNames)[];
const ROOT_TYPES = ['Query', 'Mutation', 'Subscription'];

/** @throws StartupError when a name is one of our own, or given twice, or attacks have no owner but us */
export function checkSwitches(schema: GraphQLSchema, mode: Mode, switches: BuildSwitches) {
  if (switches.attackInterface && mode === 'standalone') {
    throw new StartupError("SESSIONS_ATTACK_INTERFACE needs MODE=federated: standalone, attacks are nobody else's");
  }
  const given = SWITCHES.filter((each) => switches[each] !== NO_SWITCHES[each]);
  for (const each of given) {
    const name = switches[each];
    const isTwice = given.some((other) => other !== each && switches[other] === name);
    if (!isTwice && !schema.getType(name) && !ROOT_TYPES.includes(name)) continue;
    throw new StartupError(`${TYPE_VARIABLES[each]} must be a name that no other type of ours has: "${name}" is taken`);
  }
}

/** The document as the switches make it. */
export function switchTypes(document: DocumentNode, switches: BuildSwitches): DocumentNode {
  const names = renamesOf(switches);
  const renamed = names.size === 0 ? document : rename(document, names);
  return switches.attackInterface ? withAttackInterface(renamed) : renamed;
}

/** Resolvers, which go by the name of their type, as the switches make it. */
export function switchResolvers<T>(resolvers: Record<string, T>, switches: BuildSwitches): Record<string, T> {
  const names = renamesOf(switches);
  return Object.fromEntries(Object.entries(resolvers).map(([name, each]) => [names.get(name) ?? name, each]));
}

/** Ours to theirs, where they differ. */
function renamesOf(switches: TypeNames): ReadonlyMap<string, string> {
  const all = SWITCHES.map((each) => [NO_SWITCHES[each], switches[each]] as const);
  return new Map(all.filter(([ours, given]) => ours !== given));
}

function rename(document: DocumentNode, names: ReadonlyMap<string, string>): DocumentNode {
  const renamed = <Node extends { name: NamedTypeNode['name'] }>(node: Node) => {
    const value = names.get(node.name.value);
    return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
  };
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
