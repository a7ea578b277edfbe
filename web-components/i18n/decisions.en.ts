/** English words of what somebody decided about a session or a detection. */
export const decisionsEn = {
  blocked: 'Blocked',
  blockedUntil: (time: string) => `until ${time}`,
  blockedForGood: 'without end',
  blockedFor: (applications: string) => `for ${applications}`,
  decidedBy: (who: string, when: string) => `by ${who}, ${when}`,
  because: (reason: string) => `“${reason}”`,
  noReason: 'no reason given',
  marked: 'Marked',
  markedBySource: 'Judged so by the system that it came from',
  dismiss: 'Dismiss',
  filtersLifted: 'The filters hid this request: all requests are shown now.',
  filtersBack: 'Filter again',
};

export type DecisionTerms = typeof decisionsEn;
