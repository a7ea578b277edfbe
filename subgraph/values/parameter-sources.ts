/** Where in a request or response a parameter was found. */
export const PARAMETER_SOURCES = [
  'REQUEST_HEADER',
  'REQUEST_COOKIE',
  'REQUEST_QUERY',
  'REQUEST_BODY',
  'REQUEST_JWT',
  'RESPONSE_HEADER',
  'RESPONSE_BODY',
  'CONNECTION',
] as const;
export type ParameterSource = (typeof PARAMETER_SOURCES)[number];
