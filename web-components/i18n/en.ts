import { FILTER_NAMES } from '../state/filter-fields.ts';
import { type Count, countsEn } from './explore-button.en.ts';
import type { PartTerms } from './part-terms.ts';
import { valueNamesEn } from './value-names.en.ts';

/** English words of a list, and of all elements. A sentence that takes values is a function; `short` is the number as it is written, `value` decides the plural. */
export const en = {
  // ── everywhere ──
  retry: 'Try again',
  close: 'Close',
  copied: 'Copied',
  loading: 'Loading …',
  noValue: 'no value',
  yes: 'yes',
  no: 'no',
  atLeast: countsEn.atLeast,
  partOf: (part: number, of: number) => `part ${part} of ${of}`,
  requestCount: ({ short, value }: Count) => `${short} ${value === 1 ? 'request' : 'requests'}`,
  time: 'Time',
  cancel: 'Cancel',
  failure: {
    away: 'The server was not reached. Trying again …',
    network: 'The server was not reached.',
    auth: 'Please sign in: the server did not accept this request.',
    input: 'The server did not accept this question.',
    server: 'The server could not answer.',
  },

  // ── filters ──
  filterNames: FILTER_NAMES,
  statuses: { blocked: 'blocked', 'not-blocked': 'not blocked' },
  deviations: { DURATION: 'slow', SIZE: 'large' },
  valueNames: valueNamesEn,
  filterIs: (name: string, value: string) => `${name}: ${value}`,
  filterIsNot: (name: string, value: string) => `${name} is not ${value}`,

  // ── pivots ──
  onlyThis: (value: string) => `Only ${value}`,
  excludeThis: (value: string) => `Exclude ${value}`,
  allWithThis: (value: string) => `All sessions with ${value}`,
  allInNewTab: '… in a new tab',
  copyThis: (value: string) => `Copy ${value}`,

  // ── list ──
  sessions: countsEn.sessions,
  list: {
    label: 'Sessions',
    columns: {
      'last-seen': 'Last activity',
      requests: 'Requests',
      attacks: 'Attacks',
      matches: 'Matches',
      users: 'Users',
      ips: 'Source IPs',
      hosts: 'Hosts',
      flows: 'Business flows',
      endpoints: 'Top endpoints',
      applications: 'Applications',
      started: 'Started',
      duration: 'Duration',
      'identified-by': 'Identified by',
      key: 'Session key',
      status: 'Status',
    },
    /** Descending, ascending. */
    orders: {
      'last-seen': ['newest first', 'oldest first'],
      started: ['latest start first', 'earliest start first'],
      length: ['longest first', 'shortest first'],
      requests: ['most requests first', 'fewest requests first'],
      attacks: ['most attacks first', 'fewest attacks first'],
      risk: ['highest risk first', 'lowest risk first'],
    },
    sortBy: 'Sort by',
    chooseColumns: 'Columns',
    defaultColumns: 'Default columns',
    refresh: 'Refresh',
    previous: 'Previous page',
    next: 'Next page',
    range: (from: string, to: string) => `${from}–${to}`,
    rangeOf: (from: string, to: string, total: string) => `${from}–${to} of ${total}`,
    counting: 'Counting …',
    countUnavailable: 'count unavailable',
    notCounted: 'not counted further',
    newer: ({ short, value }: Count) => `${short} new or updated ${value === 1 ? 'session' : 'sessions'}`,
    newerHint: 'Sessions that are new or have new requests since this list was read: shows them',
    shown: (sessions: string, order: string) => `${sessions}, ${order}`,
    more: (short: string) => `+${short} more`,
    inPeriod: (short: string) => `${short} in period`,
    partDays: (day: string, days: string) => `UTC day ${day}, one of ${days}`,
    attacksTitle: (attacks: string, requests: string, blocked: string) =>
      `${attacks} detections; malicious requests: ${requests}, blocked requests: ${blocked}`,
    firstAndLast: (first: string, last: string) => `First: ${first}\nLast: ${last}`,
    keySources: {
      REQUEST_HEADER: 'header',
      REQUEST_COOKIE: 'cookie',
      REQUEST_QUERY: 'query parameter',
      REQUEST_BODY: 'request body',
      REQUEST_JWT: 'JWT claim',
      RESPONSE_HEADER: 'response header',
      RESPONSE_BODY: 'response body',
      CONNECTION: 'connection',
    },
    nothingMatches: 'No session matches these filters.',
    nothingInPeriod: 'No sessions in this period.',
    nothingStored: 'No sessions are stored yet.',
    allTime: 'All time',
    resetFilters: 'Reset filters',
    copyFailed: 'The browser did not allow to copy',
  },

  // ── explorer ──
  copyView: 'Copy link',
  copyViewHint: 'Copies a link to this view: filters, time, order and open session',
  listWidth: 'Width of the list',
  listWidthHint: 'Drag to share the width; double-click or Enter folds the list away and back',
  ignoredInLink: (parts: string) => `Not understood, and left out: ${parts}`,

  // ── plugins ──
  pluginUnavailable: 'unavailable',
  actionFailed: (name: string) => `“${name}” did not work.`,
};

/** All words; a translation may leave a part out, which is English then. */
export type Terms = typeof en & Partial<PartTerms>;
export type { Count };
