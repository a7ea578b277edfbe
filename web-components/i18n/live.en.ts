/** English words of a list that keeps up with what arrives. */
export const liveEn = {
  /** A mark of a row. */
  fresh: 'new',
  freshHint: 'New, or with new requests, since this list was read before',
  autoRefresh: 'Auto-refresh',
  autoRefreshHint:
    'Auto-refresh: shows new and updated sessions by itself, on the first page, while this page is seen and no menu is open',
  /** 0: never. */
  every: (seconds: number): string =>
    `Auto: ${seconds === 0 ? 'off' : seconds < 60 ? `${seconds} s` : `${seconds / 60} min`}`,
};

export type LiveTerms = typeof liveEn;
