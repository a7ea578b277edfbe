import { dictionaryOf } from './dictionary.ts';
import { judgementEn } from './judgement.en.ts';

export const JUDGEMENT = dictionaryOf('judgement', judgementEn);
