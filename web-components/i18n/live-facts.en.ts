/** What plugins say of facts that they ask the owner of a thing for, in English. */
export const liveFactsEn = {
  /** Over what it says now. */
  live: (owner: string) => `Live from ${owner}`,
  /** Over our copies. */
  copies: 'As imported',
  copiesWhy: 'Copies, perhaps older: filters and numbers go by them.',
  unavailable: (owner: string) => `Unavailable: no answer from ${owner}.`,
  unknown: (owner: string) => `Not known to ${owner}.`,
  askAgain: 'Ask again',
  /** In the place of a value that it does not have. */
  none: '–',
};

export type LiveFactsWords = typeof liveFactsEn;
