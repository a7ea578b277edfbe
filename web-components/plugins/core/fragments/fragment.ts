import { print, type SelectionSetNode } from '@0no-co/graphql.web';
import { oneFragment } from '../../../shared/one-fragment.ts';

/** What a fragment may be on, and so where it goes. */
export type FragmentType = 'Session' | 'Request';

/** A fragment that keeps the rules. */
export interface PluginFragment {
  readonly name: string;
  readonly on: FragmentType;
  /** Its fields of the first level, as they are named in answers. */
  readonly fields: readonly string[];
  readonly text: string;
  /** Which subgraphs fields of the first level come from, as far as the plugin says. */
  readonly subgraphs?: Readonly<Record<string, readonly string[]>>;
}

const MOST_LEVELS = 4;

/** What the names of a plugin's fragments and of their fields begin with. */
export const prefixOf = (pluginId: string): string => `${pluginId.replaceAll('-', '_')}_`;

/**
 * Reads a fragment of a plugin; throws an error that says which rule it breaks. The rules keep two plugins, and a plugin
 * and an element, from asking for one field in two ways, which would have the graph refuse the whole document.
 */
export function readFragment(document: unknown, on: FragmentType, pluginId: string): PluginFragment {
  const fragment = oneFragment(document, on);
  const { name, selectionSet } = fragment;
  const prefix = prefixOf(pluginId);
  if (!name.value.startsWith(prefix)) throw new Error(`its name must begin with "${prefix}"`);
  checkSelections(selectionSet, prefix, 1);
  checkParts(selectionSet);
  return { name: name.value, on, fields: fieldsOf(selectionSet), text: print(fragment) };
}

const fieldsOf = ({ selections }: SelectionSetNode): string[] =>
  selections.flatMap((selection) => {
    if (selection.kind === 'Field') return (selection.alias ?? selection.name).value;
    return selection.kind === 'InlineFragment' ? fieldsOf(selection.selectionSet) : [];
  });

/** Spells fields of the first level with the prefix; counts levels. */
function checkSelections({ selections }: SelectionSetNode, prefix: string, level: number): void {
  for (const selection of selections) {
    if (selection.kind === 'FragmentSpread') throw new Error('it may not use other fragments');
    if (selection.kind === 'InlineFragment') {
      checkSelections(selection.selectionSet, prefix, level);
      continue;
    }
    const key = (selection.alias ?? selection.name).value;
    if (level > MOST_LEVELS) throw new Error(`"${key}" is more than ${MOST_LEVELS} levels deep`);
    if (level === 1 && !key.startsWith(prefix)) {
      throw new Error(`its field "${key}" needs an alias that begins with "${prefix}": ${prefix}${key}: ${key}`);
    }
    if (selection.selectionSet) checkSelections(selection.selectionSet, prefix, level + 1);
  }
}

function checkParts(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { kind, name } = node as { kind?: string; name?: { value: string } };
  if (kind === 'Variable') throw new Error(`it may use no variables, such as $${name?.value}`);
  if (kind === 'Directive' && name?.value !== 'include' && name?.value !== 'skip') {
    throw new Error(`it may use no directives but @include and @skip: @${name?.value}`);
  }
  for (const [key, part] of Object.entries(node)) if (key !== 'loc') checkParts(part);
}
