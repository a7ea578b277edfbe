import { room } from './dictionary.ts';
import { filterBarEn } from './filter-bar.en.ts';

export const FILTER_BAR = room('filterBar', filterBarEn);
