import { decisionsEn } from './decisions.en.ts';
import { room } from './rooms.ts';

export const DECISIONS = room('decisions', decisionsEn);
