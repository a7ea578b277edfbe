import type { UnreadTerms } from '../i18n/unread.en.ts';
import type { FilterDefinition } from './filter-fields.ts';
import type { Unread } from './view.ts';

/** Names of a view that are no filters. */
const OTHERS = ['time', 'match'];
/** Names that differ in no more letters are taken for each other. */
const MOST_LETTERS = 2;

/** What is understood. Handed in: whoever loads this has it, and it is not to be loaded twice. */
export interface Known {
  readonly filters: readonly FilterDefinition[];
  isTime(text: string): boolean;
}

/**
 * Why a parameter was not understood, and what would be right.
 * @param shown its name as it may be shown
 */
export function reasonOf({ name, value }: Unread, shown: string, words: UnreadTerms, known: Known): string {
  if (name.startsWith('x.')) return words.plugin;
  if (name === 'v') return words.version;
  if (name === 'time') return known.isTime(value) ? words.single : words.time;
  if (name === 'match') return value === 'any' || value === 'one' ? words.singleMatch : words.choices('any, one');
  if (name === 'from') return words.single;
  // Of another request: its filters are those of any.
  const [, group, own = name] = /^((?:and|then)\.\d+)\.(.+)$/.exec(name) ?? [];
  if (group && !/\.[1-5]$/.test(group)) return words.groups;
  if (group && own === 'within') return words.within;
  const not = own.startsWith('not.');
  const plain = not ? own.slice('not.'.length) : own;
  const definition = known.filters.find(({ id }) => id === plain);
  if (!definition) {
    const names = [...OTHERS, ...known.filters.map(({ id }) => id)];
    const meant = nearest(plain, names);
    return words.name(shown, meant && [group, not && 'not', meant].filter(Boolean).join('.'), names.join(', '));
  }
  if (group && definition.of === 'session') return words.ofSession;
  if (not && !definition.excludable) return words.notExcludable;
  return valueReason(definition, value, words);
}

function valueReason(definition: FilterDefinition, value: string, words: UnreadTerms): string {
  const { id, kind, choices, accepts } = definition;
  if (value !== '' && accepts(value)) return kind === 'values' || kind === 'typed' ? words.elsewhere : words.single;
  if (choices) return words.choices(choices.join(', '));
  if (id === 'code') return words.code;
  if (id === 'ip') return words.ip;
  if (kind === 'range') return words.range;
  return words.text;
}

/** The name that was meant, perhaps; undefined: none is near. */
function nearest(name: string, names: readonly string[]): string | undefined {
  if (name.length > 40) return undefined;
  const [first] = names
    .map((known) => ({ known, letters: distance(name.toLowerCase(), known) }))
    .filter(({ known, letters }) => letters <= Math.min(MOST_LETTERS, known.length - 1))
    .sort((one, other) => one.letters - other.letters);
  return first?.known;
}

/** Levenshtein's: how many letters are put in, left out or written for others. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [n, letter] of [...one].entries()) {
    const next = [n + 1];
    for (const [at, wanted] of [...other].entries()) {
      next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + (letter === wanted ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
