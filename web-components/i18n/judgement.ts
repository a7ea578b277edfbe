import { room } from './dictionary.ts';
import { judgementEn } from './judgement.en.ts';

export const JUDGEMENT = room('judgement', judgementEn);
