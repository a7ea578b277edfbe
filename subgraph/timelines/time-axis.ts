/** Times between which something happened, both inside. */
export interface TimeSpan {
  first: Date;
  last: Date;
}

/** Buckets of equal width, one after the other: each holds the times from its start to before its start + `bucketMs`. */
export interface TimeAxis {
  bucketMs: number;
  starts: Date[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Of a burst; they divide a second. */
const FINE_WIDTHS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Widths that people read without reckoning. Those of less than a day divide it, so that midnight is always an edge. */
const WIDTHS = [
  ...FINE_WIDTHS,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2].map((count) => count * DAY),
];

/**
 * What all buckets are counted from: midnight UTC of a Monday, so that weeks begin with theirs, and before any time that
 * a period can name.
 */
export const AXIS_ORIGIN = '0001-01-01T00:00:00.000Z';
const ORIGIN = Date.parse(AXIS_ORIGIN);

/** The axis of so many buckets from a start; null: none has such buckets. */
export function axisFrom(start: Date, bucketMs: number, count: number): TimeAxis | null {
  const isWidth = WIDTHS.includes(bucketMs) || (bucketMs > 0 && Number.isInteger(Math.log2(bucketMs / WEEK)));
  if (!isWidth || (start.getTime() - ORIGIN) % bucketMs !== 0) return null;
  return {
    bucketMs,
    starts: Array.from({ length: count }, (_, index) => new Date(start.getTime() + index * bucketMs)),
  };
}

/** The axis with the narrowest buckets of which at most `most` cover a span. It depends on nothing else. */
export function timeAxis({ first, last }: TimeSpan, most: number): TimeAxis {
  const place = (time: Date, width: number) => Math.floor((time.getTime() - ORIGIN) / width);
  const countOf = (width: number) => place(last, width) - place(first, width) + 1;
  // One moment is no burst.
  const narrowest = first.getTime() === last.getTime() ? SECOND : 1;
  let bucketMs = WIDTHS.find((width) => width >= narrowest && countOf(width) <= most) ?? WEEK;
  while (countOf(bucketMs) > most) bucketMs *= 2;
  const start = ORIGIN + place(first, bucketMs) * bucketMs;
  return axisFrom(new Date(start), bucketMs, countOf(bucketMs))!;
}
