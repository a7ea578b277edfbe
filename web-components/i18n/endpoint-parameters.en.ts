import { detailEn } from './detail.en.ts';
import { valueNamesEn } from './value-names.en.ts';

/** English words of what is sent to an endpoint; apart, because they are loaded when somebody asks. */
export const endpointParametersEn = {
  name: 'Name',
  source: 'Where',
  kinds: 'Looks like',
  requests: 'Requests',
  sources: detailEn.parameterSources,
  kindNames: {
    HIDDEN: 'hidden',
    EMPTY: 'empty',
    INTEGER: 'whole number',
    NUMBER: 'number',
    BOOLEAN: 'true or false',
    UUID: 'UUID',
    HEX: 'hexadecimal',
    DATE: 'date',
    EMAIL: 'email address',
    URL: 'URL',
    TEXT: 'text',
  },
  sensitive: valueNamesEn.sensitive,
  notPermitted: detailEn.notPermitted,
  notPermittedHint: detailEn.notPermittedHint,
  none: 'None was sent with a request that was answered and is no attack.',
  counted: (requests: string, isAll: boolean) =>
    isAll
      ? `Of the ${requests} requests that were answered and are no attack.`
      : `Of the ${requests} newest requests that were answered and are no attack; there may be more.`,
  leftOut: (names: string, isOne: boolean) => `${names} more ${isOne ? 'name is' : 'names are'} not listed.`,
  failed: 'The parameters of the endpoint are unavailable.',
};

export type EndpointParameterTerms = typeof endpointParametersEn;
