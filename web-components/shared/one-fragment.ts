import { type ASTNode, type FragmentDefinitionNode, parse } from '@0no-co/graphql.web';

/** The fragment that a document consists of; throws an error that says why it is none. */
export function oneFragment(document: unknown, on: string): FragmentDefinitionNode {
  const { definitions } = typeof document === 'string' ? parse(document) : (document as { definitions: ASTNode[] });
  const [fragment, ...others] = definitions;
  if (fragment?.kind !== 'FragmentDefinition' || others.length > 0) throw new Error('it must be one fragment, alone');
  const { typeCondition, directives } = fragment as FragmentDefinitionNode;
  if (typeCondition.name.value !== on) throw new Error(`it must be on ${on}, not on ${typeCondition.name.value}`);
  if (directives?.length) throw new Error('it may have no directives');
  return fragment as FragmentDefinitionNode;
}
