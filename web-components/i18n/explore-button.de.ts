import type { AvailabilityTerms, ExploreButtonTerms } from './explore-button.en.ts';

/** German words of the explore button; explore-button.en.ts says what each is. */
export const exploreButtonDe: ExploreButtonTerms = {
  explore: 'In API Sessions ansehen',
};

export const availabilityDe: AvailabilityTerms = {
  atLeast: (short) => `${short}+`,
  sessions: ({ short, value }) => `${short} ${value === 1 ? 'Sitzung' : 'Sitzungen'}`,
  expired: 'Nicht mehr vorhanden',
  expiredWhy: 'Es ist älter als die Sitzungen, die aufbewahrt werden.',
  unknown: 'Keine Sitzungen',
  unknownWhy: 'Hier wurde keine Sitzung damit gesehen, oder sie ist Ihnen nicht zugänglich.',
  invalid: 'Filter nicht verstanden',
  invalidWhy: (parts) => `Nicht verstanden: ${parts}`,
};
