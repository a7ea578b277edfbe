import type { DecisionTerms } from './decisions.en.ts';

/** German words; decisions.en.ts says what each is. */
export const decisionsDe: DecisionTerms = {
  blocked: 'Gesperrt',
  blockedUntil: (time) => `bis ${time}`,
  blockedForGood: 'unbefristet',
  blockedFor: (applications) => `für ${applications}`,
  decidedBy: (who, when) => `von ${who}, ${when}`,
  because: (reason) => `„${reason}“`,
  noReason: 'ohne Begründung',
  marked: 'Markiert',
  markedBySource: 'So beurteilt von dem System, aus dem sie kommt',
  dismiss: 'Verwerfen',
  filtersLifted: 'Die Filter verbargen diese Anfrage: jetzt sind alle Anfragen zu sehen.',
  filtersBack: 'Wieder filtern',
};
