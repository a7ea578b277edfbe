import { dictionaryOf } from './dictionary.ts';
import { timelineEn } from './timeline.en.ts';

export const TIMELINE = dictionaryOf('timeline', timelineEn);
