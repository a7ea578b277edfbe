import { decisionsEn } from './decisions.en.ts';
import { room } from './dictionary.ts';

export const DECISIONS = room('decisions', decisionsEn);
