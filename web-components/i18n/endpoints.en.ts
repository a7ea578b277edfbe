import type { Count } from './explore-button.en.ts';

/** English words of the endpoints of a session as a table; apart, because only who asks for it needs them. */
export const endpointsEn = {
  label: 'Endpoints of the session',
  endpointCount: ({ short, value }: Count) => `${short} ${value === 1 ? 'endpoint' : 'endpoints'}`,
  inRequests: (requests: string) => `in ${requests}`,
  columns: {
    path: 'Endpoint',
    requests: 'Requests',
    errors: 'Errors',
    median: 'Median, ms',
    p95: '95 % within, ms',
    deviation: 'Stands out',
    flow: 'Business flow',
    risk: 'Risk',
  },
  show: (requests: string) => `Show ${requests} in the table of requests`,
  errorHint: (client: string, server: string) => `${client} × 4xx, ${server} × 5xx`,
  usual: (ms: string) => `usual ${ms}`,
  /** Of how many of the measured requests something is usual. */
  of: (compared: string, measured: string) => `of ${compared} of ${measured}`,
  ofHint:
    'Something is usual for so many of the measured requests: not for blocked ones, nor with fewer than 50 responses to compare with',
  usualHint:
    'Usual: responses of this endpoint with the same outcome on this UTC day and the six before, without this session; told to 1 %',
  noUsual: 'no baseline',
  noUsualHint:
    'Fewer than 50 responses of others to compare with, or only what is compared with nothing: blocked, or without a response',
  times: (factor: string) => `× ${factor}`,
  timesHint: 'Median here, of the usual median',
  firstOf: (shown: string, all: string) => `The first ${shown} of ${all} endpoints in this order.`,
  showUpTo: (count: string) => `Show up to ${count}`,
  unavailable: 'The endpoints of this session are unavailable.',
};

export type EndpointsTerms = typeof endpointsEn;
