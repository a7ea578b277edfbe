import { wordsDe } from './words.de.ts';
import { type RiskWords, wordsEn } from './words.en.ts';

/** The words of the risk score in the language of a locale. */
export const wordsIn = (locale: string): RiskWords => (/^de\b/i.test(locale) ? wordsDe : wordsEn);
