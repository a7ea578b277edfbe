import { wordsDe } from './words.de.ts';
import { type ActionWords, wordsEn } from './words.en.ts';

/** The words of the actions in the language of a locale. */
export const wordsIn = (locale: string): ActionWords => (/^de\b/i.test(locale) ? wordsDe : wordsEn);

/** Whether that is the language of the server, whose reasons say more than ours. */
export const speaksEnglish = (locale: string): boolean => wordsIn(locale) === wordsEn;
