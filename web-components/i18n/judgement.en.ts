import type { Count } from './explore-button.en.ts';

type NameAndHint = readonly [name: string, hint: string];

/** English words of what judges requests and takes them out; apart, because no list says them. */
export const judgementEn = {
  // ── performance ──
  performance: 'Compared with what is usual',
  time: 'Time taken',
  size: 'Size',
  thisRequest: 'This request',
  median: 'Median',
  mean: 'Mean',
  p95: '95 % within',
  responses: 'Responses',
  degrees: { HIGH: 'high', EXTREME: 'extreme' },
  milliseconds: (amount: string) => `${amount} ms`,
  lessThan: (amount: string) => `less than ${amount}`,
  deviates: (degree: string, factor: string) => `${degree}: ${factor} × the usual median`,
  deviatesFrom: (degree: string, factor: string, median: string, p95: string, count: string) =>
    `${degree}: ${factor} × the usual median of ${median} (p95 ${p95}, ${count})`,
  usual: (median: string, p95: string, count: string) => `Usual: median ${median}, p95 ${p95} (${count})`,
  tooFew: (count: string) => `No baseline: ${count} so far, 50 are needed`,
  notCompared: 'No baseline: what was blocked, or has no response, is compared with nothing',
  notMeasured: 'not recorded',
  basis:
    'Responses of this endpoint with the same outcome (2xx and 3xx, or 4xx and 5xx) on the UTC day of this request and the six before; without this session, and without what was blocked. Median and 95 % are told to 1 %, the mean is exact.',
  settled: (time: string) => `What stands out was last decided at ${time}.`,
  neverSettled: 'What stands out has not been decided yet.',
  due: ({ short, value }: Count) => `${short} ${value === 1 ? 'endpoint waits' : 'endpoints wait'} for it since.`,

  // ── timeline ──
  marks: 'What happened',
  markKinds: {
    GAP: 'Pause',
    USER_CHANGED: 'Other user',
    COUNTRY_CHANGED: 'Other country',
    BLOCKED: 'Blocked',
    UNBLOCKED: 'Unblocked',
  } as Readonly<Record<string, string>>,
  /** Where a mark lies that the axis does not reach. */
  outside: { before: 'before the first request shown', after: 'after the last request shown' },
  noRequestFor: (time: string) => `no request for ${time}`,
  fromTo: (before: string, after: string) => `from ${before} to ${after}`,
  by: (who: string) => `by ${who}`,
  markCount: ({ short, value }: Count) => `${short} ${value === 1 ? 'event' : 'events'}`,
  marksShown: (shown: string, all: string) => `${shown} of ${all} events: of each kind those that stand out most`,
  showTimeOf: (mark: string) => `Show the time of ${mark}`,
  what: 'What',
  details: 'Details',
  mostP95: (time: string) => `95 % within, up to ${time}`,
  measured: 'measured',
  usualLine: 'usual',
  usuallyWithin: (time: string, compared: string) => `usually within ${time} (${compared} measured requests)`,
  ofMeasured: (count: string, measured: string) => `${count} of ${measured}`,
  usualHeading: 'usually within, ms',
  comparedHeading: 'compared',
  usualBasis:
    'Usual: what 95 % of requests like these keep to, told to 1 %. It is of those compared: measured, not blocked, with 50 responses or more of the same endpoint and outcome on this UTC day and the six before, without this session.',

  // ── taking out ──
  download: 'Download',
  downloadHint: 'Downloads the requests under the filters of this session',
  listDownloadHint: 'Downloads all sessions of this list, or the requests that match in them',
  underFilters: 'The requests under these filters',
  underListFilters: 'The sessions under these filters',
  formats: {
    CSV: ['CSV', 'a table for spreadsheets'],
    JSON: ['JSON Lines', 'one request a line'],
    HAR: ['HAR 1.2', 'for browsers and proxies'],
  } as Readonly<Record<'CSV' | 'JSON' | 'HAR', NameAndHint>>,
  listFormats: {
    SESSIONS: ['Sessions', 'all of this list'],
    REQUESTS: ['Requests', 'all that match'],
  } as Readonly<Record<'SESSIONS' | 'REQUESTS', NameAndHint>>,
  fileZone: 'Times in the file are in UTC.',
  withoutContent: 'Without queries, payloads, headers and bodies: you are not permitted to see them.',
  preparing: 'Preparing …',
  downloadStarted: 'The download has begun.',
  downloadAgain: (file: string) => `Download ${file}`,
  notItsOwn: 'The server named an address that is not its own. It was not opened.',
  refused: {
    NOT_FOUND: 'This session is not kept any more.',
    FORBIDDEN: 'You may not download this.',
    INVALID: 'The server did not accept these filters.',
  } as Readonly<Record<string, string>>,
  refusedOther: 'The server refused the download.',
  copyCurl: 'Copy as cURL',
};

export type JudgementTerms = typeof judgementEn;
