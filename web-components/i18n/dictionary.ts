import type { Dictionary } from './language.ts';
import type { PartTerms } from './part-terms.ts';

/** The dictionary of a part. */
export function dictionaryOf<Name extends keyof PartTerms>(
  name: Name,
  english: PartTerms[Name],
): Dictionary<PartTerms[Name]> {
  return {
    english,
    loaders: new Map([['de', () => import('./de.ts').then(({ de }) => de[name])]]),
    part: (terms: Partial<PartTerms>) => terms[name] ?? english,
  };
}
