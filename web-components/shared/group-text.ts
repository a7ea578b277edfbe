import type { FilterBarTerms } from '../i18n/filter-bar.en.ts';
import type { Group, GroupName } from '../state/groups.ts';

// What is said of other requests that a session must have.

export const UNITS = ['ms', 's', 'm', 'h'] as const;
export type Unit = (typeof UNITS)[number];

/** The amount and the largest unit that leaves it whole. */
export function withinParts(ms: number): [amount: number, unit: Unit] {
  if (ms === 0 || ms % 1_000 !== 0) return [ms, 'ms'];
  if (ms % 3_600_000 === 0) return [ms / 3_600_000, 'h'];
  return ms % 60_000 === 0 ? [ms / 60_000, 'm'] : [ms / 1_000, 's'];
}

/** "followed within 1 min by" */
export function labelOfGroup(name: GroupName, { withinMs }: Group, words: FilterBarTerms, locale: string): string {
  if (name.startsWith('and')) return words.andAnother;
  if (withinMs === undefined) return words.followedBy;
  const [amount, unit] = withinParts(withinMs);
  return words.followedWithin(words.withinAmount(amount.toLocaleString(locale), unit));
}
