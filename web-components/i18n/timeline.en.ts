import type { Count } from './explore-button.en.ts';

/** English words of a timeline; apart, because no list says them. */
export const timelineEn = {
  fold: 'Fold the chart to a line',
  unfold: 'Show the chart',
  label: 'Requests over time',
  unavailable: 'The timeline is unavailable.',
  counting: 'still counting',
  empty: 'No request in this time.',
  ends: { from: 'Beginning of the time to choose', to: 'End of the time to choose' },
  counters: {
    requests: 'requests',
    malicious: 'malicious',
    blocked: 'blocked',
    clientErrors: '4xx',
    serverErrors: '5xx',
  },
  matches: ({ short, value }: Count) => `${short} ${value === 1 ? 'match' : 'matches'}`,
  matchesHeading: 'matches',
  p95: (time: string) => `95 % within ${time}`,
  p95Heading: '95 % within, ms',
  bucketWidth: (time: string) => `Steps of ${time}; those without requests are left out`,
  zoomIn: 'Show this time',
  zoomBack: 'Zoom back',
  asTable: 'As table',
};

export type TimelineTerms = typeof timelineEn;
