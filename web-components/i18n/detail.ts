import { detailEn } from './detail.en.ts';
import { dictionaryOf } from './dictionary.ts';

export const DETAIL = dictionaryOf('detail', detailEn);
