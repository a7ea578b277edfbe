// The logarithmic scale of all histograms: what is usual for an endpoint, and the percentiles of timelines.

/** The last bound of a bucket is this times its first. */
export const BUCKET_WIDTH = 1.01;
export const LOG_BUCKET_WIDTH = Math.log(BUCKET_WIDTH);
/** What is longer (11 days) or larger (a terabyte) counts as this: sums then stay whole numbers. */
export const MOST_UNITS = 1e12;
/** The bucket of 0, which has no logarithm. */
export const ZERO_BUCKET = -1;
/** Times are told apart by microseconds. */
export const UNITS_PER_MS = 1_000;
