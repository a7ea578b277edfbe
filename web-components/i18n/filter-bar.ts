import { filterBarEn } from './filter-bar.en.ts';
import { room } from './rooms.ts';

export const FILTER_BAR = room('filterBar', filterBarEn);
