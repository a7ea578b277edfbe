import type { Count } from './explore-button.en.ts';

/** English words of where to start, above a list: name and hint of each. */
export const startsEn = {
  label: 'Where to start:',
  riskiest: ['Riskiest', 'Sessions by their risk, the riskiest first'],
  letThrough: ['Attacks let through', 'An attack was not blocked, and was answered with success (2xx)'],
  sinceYesterday: ['New since yesterday', 'Sessions of the last 24 hours, the latest start first'],
  slow: ['Slow answers', 'A request took far longer than usual for its endpoint'],
  hideSingles: ({ short, value }: Count) =>
    `Hide ${short ? `${short} ` : ''}${value === 1 ? 'session' : 'sessions'} of one request`,
  singlesHint: 'Scanners, monitors and one-off visits: sessions of a single request are left out of this list',
};

export type StartsTerms = typeof startsEn;
