import type { SessionTimeRange, TimelineFragment } from '../data/documents.generated.ts';

/** A stretch of buckets, both ends inside, by their places. */
export interface Brush {
  readonly from: number;
  readonly to: number;
}

/** A stretch of time, half open, as ISO moments. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

export const brushOf = (one: number, other: number): Brush => ({
  from: Math.min(one, other),
  to: Math.max(one, other),
});

/** The bucket at a place of 0 to 1 across the chart. */
export function bucketAt(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor(place * count)));
}

/** The time that these buckets cover; the outer ones may reach beyond the period that was asked for, and hold nothing of that. */
export function brushTimes(
  { bucketMs, buckets }: TimelineFragment,
  { from, to }: Brush,
  period: SessionTimeRange | null | undefined,
): TimeSpan {
  const start = Date.parse(buckets[from]!.start);
  const end = Date.parse(buckets[to]!.start) + bucketMs;
  return {
    from: new Date(Math.max(start, period?.from ? Date.parse(period.from) : start)).toISOString(),
    to: new Date(Math.min(end, period?.to ? Date.parse(period.to) : end)).toISOString(),
  };
}

/** Where a key moves one end to; the ends do not cross. Null: not a key of a slider. */
export function moveEnd(brush: Brush | null, end: 'from' | 'to', key: string, count: number): Brush | null {
  const { from, to } = brush ?? { from: 0, to: count - 1 };
  const at = end === 'from' ? from : to;
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - 10,
    PageUp: at + 10,
    Home: 0,
    End: count - 1,
  };
  const wanted = steps[key];
  if (wanted === undefined) return null;
  return end === 'from'
    ? { from: Math.max(0, Math.min(wanted, to)), to }
    : { from, to: Math.min(count - 1, Math.max(wanted, from)) };
}
