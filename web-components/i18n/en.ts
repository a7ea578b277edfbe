import type { FilterId } from '../state/filters.ts';

type Count = { readonly short: string; readonly value: number };

/** English words. A sentence that takes values is a function; `short` is the number as it is written, `value` decides the plural. */
export const en = {
  // ── everywhere ──
  retry: 'Try again',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  loading: 'Loading …',
  noValue: 'no value',
  yes: 'yes',
  no: 'no',
  atLeast: (short: string) => `${short}+`,
  failure: {
    network: 'The server was not reached.',
    auth: 'Please sign in: the server did not accept this request.',
    input: 'The server did not accept this question.',
    server: 'The server could not answer.',
  },

  // ── filters ──
  filterNames: {
    type: 'Attack type',
    code: 'Response code',
    method: 'Method',
    ip: 'IP',
    flow: 'Business flow',
    user: 'User',
    role: 'Role',
    request: 'Request ID',
    attack: 'Attack ID',
    endpoint: 'Endpoint',
    'endpoint-id': 'Endpoint ID',
    host: 'Host',
    application: 'Application',
    country: 'Country',
    source: 'Source',
    malicious: 'Malicious',
    blocked: 'Blocked',
    risk: 'Endpoint risk',
    rogue: 'Rogue endpoint',
    sensitive: 'Sensitive data',
    'time-taken': 'Time taken, ms',
    size: 'Size, bytes',
    parameter: 'Context parameter',
    session: 'Session key',
    requests: 'Requests in session',
    attacks: 'Attacks in session',
    endpoints: 'Endpoints in session',
    length: 'Session duration, ms',
  } satisfies Record<FilterId, string> as Record<FilterId, string>,
  filterIs: (name: string, value: string) => `${name}: ${value}`,
  filterIsNot: (name: string, value: string) => `${name} is not ${value}`,

  // ── pivots ──
  onlyThis: (value: string) => `Only ${value}`,
  excludeThis: (value: string) => `Exclude ${value}`,
  copyThis: (value: string) => `Copy ${value}`,

  // ── list ──
  sessions: ({ short, value }: Count) => `${short} ${value === 1 ? 'session' : 'sessions'}`,
};

export type Terms = typeof en;
export type { Count };
