import { dictionaryOf } from './dictionary.ts';
import { filterBarEn } from './filter-bar.en.ts';

export const FILTER_BAR = dictionaryOf('filterBar', filterBarEn);
