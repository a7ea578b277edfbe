import type { StoredDetection, StoredRequest } from './stored-request.type.ts';

/** A detection counts as an attack unless it, or its whole attack, was judged to be none. */
export function countsAsAttack({
  falsePositive,
  attackFalsePositive,
}: Pick<StoredDetection, 'falsePositive' | 'attackFalsePositive'>): boolean {
  return !falsePositive && !attackFalsePositive;
}

/** `countsAsAttack` in SQL, of `detection AS d`. */
export const COUNTS_AS_ATTACK = 'NOT (d.false_positive OR d.attack_false_positive)';

/** The distinct types that a request repeats of its detections, in their order. */
export function typesOf(
  detections: readonly StoredDetection[],
): Pick<StoredRequest, 'attackTypes' | 'falsePositiveTypes'> {
  const distinct = (some: StoredDetection[]) => [...new Set(some.map(({ type }) => type))];
  return {
    attackTypes: distinct(detections.filter(countsAsAttack)),
    falsePositiveTypes: distinct(detections.filter((each) => !countsAsAttack(each))),
  };
}
