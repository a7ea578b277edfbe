import { type DecisionTerms, decisionsEn } from './decisions.en.ts';
import type { Dictionary } from './language.ts';

/** The words of what was decided; part of an open session only. */
export const DECISIONS: Dictionary<DecisionTerms> = {
  english: decisionsEn,
  loaders: new Map([['de', () => import('./de.ts').then(({ de }) => de.decisions)]]),
  part: (terms) => terms.decisions ?? decisionsEn,
};
