import type { FragmentType, PluginFragment } from './fragment.ts';

/** Where the fields of plugins go: documents are packed, so that each place is spelled in one way. */
const PLACES: readonly (readonly [FragmentType, RegExp])[] = [
  ['Session', /fragment SessionRow on Session\{/],
  ['Request', /^query RequestDetail\b[^{]*\{request\([^)]*\)\{/],
];

/** The document with the fragments of plugins in it; the document itself where none has a place. */
export function composeDocument(document: string, fragments: readonly PluginFragment[]): string {
  let text = document;
  const added: string[] = [];
  for (const [type, place] of PLACES) {
    const own = fragments.filter(({ on }) => on === type);
    if (own.length === 0 || !place.test(text)) continue;
    text = text.replace(place, (opening) => `${opening}${own.map(({ name }) => `...${name} `).join('')}`);
    added.push(...own.map((fragment) => fragment.text));
  }
  return [text, ...added].join('\n');
}
