import { decisionsEn } from './decisions.en.ts';
import { dictionaryOf } from './dictionary.ts';

export const DECISIONS = dictionaryOf('decisions', decisionsEn);
