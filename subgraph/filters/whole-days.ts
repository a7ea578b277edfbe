import type { Period, RequestFilter, SessionFilter } from './filter.type.ts';

// Parts never cross midnight: a period of whole days holds each part wholly or not at all, and counters can answer.

/** Days from `from` to before `to`, YYYY-MM-DD; null: unbounded. */
export interface Days {
  from: string | null;
  to: string | null;
}

/** The days of a period that cuts none; null where it cuts one. */
export function wholeDays(period: Period | null | undefined): Days | null {
  const { days, cut } = splitDays(period);
  return cut.length === 0 ? days : null;
}

/** The days of a period: those that it holds wholly (null: none), and those, at most two, of which it holds a part. */
export interface SplitDays {
  days: Days | null;
  /** YYYY-MM-DD. */
  cut: string[];
}

export function splitDays(period: Period | null | undefined): SplitDays {
  const from = period?.from && dayOf(period.from);
  const to = period?.to && dayOf(period.to);
  const cutsFrom = from && !isMidnight(period!.from!);
  const cutsTo = to && !isMidnight(period!.to!);
  const cut = [...new Set([...(cutsFrom ? [from] : []), ...(cutsTo ? [to] : [])])];
  const first = cutsFrom ? dayAfter(from) : (from ?? null);
  // The day of an end at midnight is outside, that of any other end is cut.
  return { days: first && to && first >= to && cut.length > 0 ? null : { from: first, to: to ?? null }, cut };
}

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);
const dayAfter = (day: string): string => dayOf(new Date(Date.parse(day) + 86_400_000));
const isMidnight = (time: Date): boolean => time.getTime() === Date.parse(dayOf(time));

/** The period holds a part wholly. */
export function holdsPart(
  period: Period | null | undefined,
  { startedAt, lastSeenAt }: { startedAt: Date; lastSeenAt: Date },
): boolean {
  return (!period?.from || startedAt >= period.from) && (!period?.to || lastSeenAt < period.to);
}

/** No field of the filter is a condition; an entry that asks nothing of requests is none either. */
export function asksNothing(filter: SessionFilter | RequestFilter | null | undefined): boolean {
  return Object.entries(filter ?? {}).every(
    ([name, condition]) =>
      condition == null || (name === 'requests' && (condition as RequestFilter[]).every((entry) => asksNothing(entry))),
  );
}
