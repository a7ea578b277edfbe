import type { PluginFragment } from './fragment.ts';

/** An error as a server sends it; some gateways leave the locations out. */
export interface RefusalError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
}

/**
 * Which fragments made a server refuse a document, of those in it: by the places that its errors name, else by the names
 * in its messages, else all. Where an error names several they clash, and the last one goes.
 * @param sent the text that was sent
 */
export function refusedFragments(
  sent: string,
  errors: readonly RefusalError[],
  fragments: readonly PluginFragment[],
): readonly PluginFragment[] {
  const lines = sent.split('\n');
  const byPlace = errors.map(({ locations = [] }) => {
    const names = locations.flatMap(({ line }) => namesAt(lines, line));
    return fragments.filter(({ name }) => names.includes(name));
  });
  const byName = errors.map(({ message }) => fragments.filter((fragment) => isNamed(fragment, message)));
  for (const named of [byPlace, byName]) {
    const guilty = new Set(named.flatMap((some) => some.slice(-1)));
    if (guilty.size > 0) return fragments.filter((fragment) => guilty.has(fragment));
  }
  return fragments;
}

/** The fragment whose definition this line belongs to, or that it spreads. */
function namesAt(lines: readonly string[], line: number): string[] {
  const spread = /\.\.\.\s*(\w+)/.exec(lines[line - 1] ?? '')?.[1];
  // Printed documents begin their definitions, and nothing else, at the start of a line.
  const start = lines.slice(0, line).findLast((text) => /^\w/.test(text)) ?? '';
  const definition = /^fragment (\w+)/.exec(start)?.[1];
  return [spread, definition].filter((name) => name !== undefined);
}

/** By its own name, or as what the message is about, by that of something in it. */
function isNamed({ name, text }: PluginFragment, message: string): boolean {
  const words = [...message.matchAll(/["'`](\w+)/g)].map(([, word]) => word!);
  // After the first one, messages name types, and suggest what was never asked for.
  return words.includes(name) || (words[0] !== undefined && new RegExp(`\\b${words[0]}\\b`).test(bodyOf(text)));
}

/** Without the name of the fragment and of its type. */
const bodyOf = (text: string): string => text.slice(text.indexOf('{'));
