/** `short` is the number as it is written, `value` decides the plural. */
export type Count = { readonly short: string; readonly value: number };

/** English words of the explore button. */
export const exploreButtonEn = {
  explore: 'Explore in API Sessions',
};

export type ExploreButtonTerms = typeof exploreButtonEn;

/** Numbers, which lists say as well. */
export const countsEn = {
  atLeast: (short: string) => `${short}+`,
  sessions: ({ short, value }: Count) => `${short} ${value === 1 ? 'session' : 'sessions'}`,
};

/** English words of what it was answered. */
export const availabilityEn = {
  ...countsEn,
  /** In the place of the label, where nothing is kept any more. */
  expired: 'No longer kept',
  expiredWhy: 'It is older than the sessions that are kept.',
  /** In the place of the label, where there never was anything. */
  unknown: 'No sessions',
  unknownWhy: 'No session with it was seen here, or you may not see it.',
  /** Beside the label, where its filters are not understood. */
  invalid: 'Filters not understood',
  invalidWhy: (parts: string) => `Not understood: ${parts}`,
};

export type AvailabilityTerms = typeof availabilityEn;
