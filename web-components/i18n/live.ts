import { dictionaryOf } from './dictionary.ts';
import { liveEn } from './live.en.ts';

export const LIVE = dictionaryOf('live', liveEn);
