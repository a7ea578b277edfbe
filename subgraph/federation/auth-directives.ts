import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind, visit } from 'graphql';
import { type Need, needsIn, OUTPUTS } from '../scopes/scope-table.ts';

/** What this adds to the imports of the federation. */
export const AUTH_DIRECTIVES = ['@authenticated', '@requiresScopes'] as const;

/**
 * The document with what every field needs, for gateways that check it before they ask. They leave out what a client may not
 * have; whoever asks us is checked here as ever.
 * @param shared types of which others have fields too: only our fields of them are marked, never the type or its key
 */
export function withAuthDirectives(document: DocumentNode, shared: readonly string[]): DocumentNode {
  const needs = needsIn(OUTPUTS);
  return visit(document, {
    ObjectTypeDefinition(node) {
      const needOf = (field: string) => needs.get(`${node.name.value}.${field}`)!;
      const isShared = shared.includes(node.name.value);
      const [first, ...others] = new Set(node.fields?.map(({ name }) => needOf(name.value)));
      if (first && others.length === 0 && !isShared && !ROOTS.includes(node.name.value)) return marked(node, first);
      return {
        ...node,
        fields: node.fields?.map((field) =>
          isShared && field.name.value === KEY ? field : marked(field, needOf(field.name.value)),
        ),
      };
    },
  });
}

/** Of the types of others. */
const KEY = 'id';

/** Those of other subgraphs are one with ours. */
const ROOTS = ['Query', 'Mutation'];

function marked<Node extends { readonly directives?: readonly ConstDirectiveNode[] }>(node: Node, need: Need): Node {
  return { ...node, directives: [...(node.directives ?? []), directiveOf(need)] };
}

function directiveOf(need: Need): ConstDirectiveNode {
  if (need === 'anybody') return directive('authenticated');
  // Any of the lists is enough.
  const scopes = need === 'admin' ? [need] : [need, 'admin'];
  return directive('requiresScopes', list(scopes.map((scope) => list([{ kind: Kind.STRING, value: scope }]))));
}

function directive(name: string, scopes?: ConstValueNode): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: scopes && [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'scopes' }, value: scopes }],
  };
}

const list = (values: readonly ConstValueNode[]): ConstValueNode => ({ kind: Kind.LIST, values });
