import type { Period, RequestFilter, SessionFilter } from './filter.type.ts';

// Parts never cross midnight: a period of whole days holds each part wholly or not at all, and counters can answer.

/** Days from `from` to before `to`, YYYY-MM-DD; null: unbounded. */
export interface Days {
  from: string | null;
  to: string | null;
}

/** The days of a period that cuts none; null where it cuts one. */
export function wholeDays(period: Period | null | undefined): Days | null {
  const ends = [period?.from, period?.to].map((time) => time?.toISOString() ?? null);
  if (!ends.every((end) => end === null || end.endsWith('T00:00:00.000Z'))) return null;
  const [from, to] = ends.map((end) => end?.slice(0, 10) ?? null);
  return { from: from ?? null, to: to ?? null };
}

/** No field of the filter is a condition; an entry that asks nothing of requests is none either. */
export function asksNothing(filter: SessionFilter | RequestFilter | null | undefined): boolean {
  return Object.entries(filter ?? {}).every(
    ([name, condition]) =>
      condition == null || (name === 'requests' && (condition as RequestFilter[]).every((entry) => asksNothing(entry))),
  );
}
