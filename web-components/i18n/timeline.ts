import { room } from './dictionary.ts';
import { timelineEn } from './timeline.en.ts';

export const TIMELINE = room('timeline', timelineEn);
