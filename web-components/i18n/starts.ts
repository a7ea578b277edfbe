import { dictionaryOf } from './dictionary.ts';
import { startsEn } from './starts.en.ts';

export const STARTS = dictionaryOf('starts', startsEn);
