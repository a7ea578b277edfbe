import type { Json } from './json-document.ts';

/**
 * The properties of an object that its format does not have, and whose values are lost therefore, by their path. Of one without a
 * value nothing is lost.
 * @param at path of the object; empty: the record itself
 */
export function unknownProperties(value: Json, known: ReadonlySet<string>, at = ''): string[] {
  return Object.entries(value)
    .filter(([name, one]) => !known.has(name) && !isEmpty(one))
    .map(([name]) => (at === '' ? name : `${at}.${name}`));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Names as one text, for the tables of readers. */
export function names(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
