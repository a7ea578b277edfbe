import { buildSubgraphSchema } from '@apollo/subgraph';
import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import { type DefinitionNode, type DocumentNode, type GraphQLSchema, Kind, parse, visit } from 'graphql';
import { createResolversMap } from 'type-graphql';
import { AUTH_DIRECTIVES, withAuthDirectives } from './auth-directives.ts';
import type { BuildSwitches } from './build-switches.ts';
import { entityResolvers } from './entities.ts';
import type { Mode } from './mode.ts';
import type { ReferenceResolver } from './references.ts';
import { switchResolvers, switchTypes, withImports } from './switch-types.ts';

const FEDERATION = parse(`extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@cost", "@listSize"])
`).definitions[0]!;

/** Types that other subgraphs own, wherever there are others. */
const OWNED_BY_OTHERS = ['Attack', 'Endpoint'];

/**
 * The schema with the directives that a gateway reads: what is composed. Its types are sorted by name, so that its text
 * changes where it means to and nowhere else.
 */
export function toFederatedDocument(schema: GraphQLSchema, mode: Mode, switches: BuildSwitches): DocumentNode {
  const { definitions, ...document } = getDocumentNodeFromSchema(schema);
  const nameOf = (definition: DefinitionNode) => ('name' in definition ? (definition.name?.value ?? '') : '');
  const types = definitions
    .filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const federated = { ...document, definitions: [FEDERATION, ...types] };
  const keyed = mode === 'standalone' ? withoutKeys(federated) : federated;
  // Before types get other names: the table of scopes has ours.
  const marked = switches.authDirectives
    ? withAuthDirectives(withImports(keyed, AUTH_DIRECTIVES), OWNED_BY_OTHERS)
    : keyed;
  return switchTypes(marked, switches);
}

/**
 * Without their keys our own Attack and Endpoint clash with any owner's. With them, an owner that has no field of the same
 * name would compose silently, and some attacks would come from one subgraph, some from the other.
 */
function withoutKeys(document: DocumentNode): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition(node) {
      if (!OWNED_BY_OTHERS.includes(node.name.value)) return false;
      return { ...node, directives: node.directives?.filter(({ name }) => name.value !== 'key') };
    },
  });
}

/** What `/subgraph` answers with: the same resolvers, and `_service` and `_entities`. */
export function toSubgraphSchema(
  schema: GraphQLSchema,
  references: Record<string, ReferenceResolver>,
  mode: Mode,
  switches: BuildSwitches,
): GraphQLSchema {
  const ours = switchResolvers(createResolversMap(schema) as Record<string, object>, switches);
  const entities = entityResolvers(new Map(Object.entries(switchResolvers(references, switches))));
  return buildSubgraphSchema({
    typeDefs: toFederatedDocument(schema, mode, switches),
    resolvers: { ...ours, ...entities, Query: { ...ours.Query, ...entities.Query } } as never,
  });
}
