import { detailEn } from './detail.en.ts';
import { room } from './dictionary.ts';

export const DETAIL = room('detail', detailEn);
