import { judgementEn } from './judgement.en.ts';
import { room } from './rooms.ts';

export const JUDGEMENT = room('judgement', judgementEn);
