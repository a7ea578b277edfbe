import { badUserInput } from '../bad-user-input.ts';
import type { Period } from '../filters/filter.type.ts';
import { decodeCursor, encodeCursor } from '../graphql/cursor.ts';
import { axisFrom, type TimeAxis } from './time-axis.ts';

// A timeline in parts: the newest buckets first, each complete, as many as there is time for.

/** More than a screen is wide enough for. */
export const MAX_BUCKETS = 120;

const MAX_BUDGET_MS = 60_000;
const DAY_MS = 86_400_000;
const ORDER = 'TIMELINE';

export function checkBudget(budgetMs: number | null | undefined): void {
  if (budgetMs == null || (budgetMs >= 1 && budgetMs <= MAX_BUDGET_MS)) return;
  throw badUserInput('budgetMs', `must be from 1 to ${MAX_BUDGET_MS}`);
}

/** Where counting goes on: the axis of the buckets that are not counted yet. */
export function continueAt({ bucketMs, starts: [first] }: TimeAxis, counted: number): string {
  return encodeCursor(ORDER, [bucketMs, first!.toISOString(), counted]);
}

/** The buckets that were not counted yet. */
export function openAxis(continueFrom: string): TimeAxis {
  const [bucketMs, first, count] = decodeCursor(continueFrom, ORDER, ['number', 'time', 'number'], 'continueFrom');
  const isCount = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MAX_BUCKETS;
  const axis = isCount ? axisFrom(new Date(String(first)), Number(bucketMs), Number(count)) : null;
  if (!axis) throw badUserInput('continueFrom', 'is not where a timeline stopped: pass one as it was answered');
  return axis;
}

/** What was counted of an axis: the buckets from one on. */
interface Counted<Row> {
  rows: Row[];
  from: number;
}

/**
 * Counts the newest buckets of an axis first, until the time is over. The first look is at a day at most, of a long axis at its quarter; each
 * further one at as much as the time that is left seems enough for, and at most at four times as much as the one before.
 * @param budgetMs null: all at once
 */
export async function countNewestFirst<Row>(
  { bucketMs, starts }: TimeAxis,
  budgetMs: number | null | undefined,
  count: (within: Period) => Promise<Row[]>,
  now: () => number = () => performance.now(),
): Promise<Counted<Row>> {
  const rows: Row[] = [];
  const begun = now();
  let from = starts.length;
  let width = Math.ceil(Math.min(starts.length / 4, Math.max(1, DAY_MS / bucketMs)));
  if (budgetMs == null) width = from;
  while (from > 0) {
    const to = new Date(starts[from - 1]!.getTime() + bucketMs);
    from = Math.max(0, from - width);
    const before = now();
    rows.push(...(await count({ from: starts[from]!, to })));
    const left = (budgetMs ?? 0) - (now() - begun);
    if (left <= 0) break;
    width = Math.max(1, Math.floor(width * Math.min(4, left / Math.max(1, now() - before))));
  }
  return { rows, from };
}
