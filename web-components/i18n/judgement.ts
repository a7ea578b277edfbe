import { type JudgementTerms, judgementEn } from './judgement.en.ts';
import type { Dictionary } from './language.ts';

/** The words of what judges requests and takes them out; part of an open session only. */
export const JUDGEMENT: Dictionary<JudgementTerms> = {
  english: judgementEn,
  loaders: new Map([['de', () => import('./de.ts').then(({ de }) => de.judgement)]]),
  part: (terms) => terms.judgement ?? judgementEn,
};
