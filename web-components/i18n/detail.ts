import { detailEn } from './detail.en.ts';
import { room } from './rooms.ts';

export const DETAIL = room('detail', detailEn);
