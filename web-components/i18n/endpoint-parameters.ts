import { dictionaryOf } from './dictionary.ts';
import { endpointParametersEn } from './endpoint-parameters.en.ts';

export const ENDPOINT_PARAMETERS = dictionaryOf('endpointParameters', endpointParametersEn);
