import { dictionaryOf } from './dictionary.ts';
import { selectionEn } from './selection.en.ts';

export const SELECTION = dictionaryOf('selection', selectionEn);
