import { wordsDe } from './words.de.ts';
import { type ActionWords, wordsEn } from './words.en.ts';

/** The words of the actions in the language of a locale. */
export const wordsIn = (locale: string): ActionWords => (/^de\b/i.test(locale) ? wordsDe : wordsEn);
