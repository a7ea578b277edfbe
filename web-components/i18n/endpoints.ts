import { dictionaryOf } from './dictionary.ts';
import { endpointsEn } from './endpoints.en.ts';

export const ENDPOINTS = dictionaryOf('endpoints', endpointsEn);
