import { type Metric, type Statistics, UNITS, unitsOf } from './histogram.ts';

/** How far a value is from what is usual. */
export const DEGREES = ['HIGH', 'EXTREME'] as const;
export type Degree = (typeof DEGREES)[number];

/** Fewer values than this are no baseline. */
export const LEAST_SAMPLES = 50;
/** A deviation that is smaller than this is none, however regular the endpoint: 50 ms, 1 KiB. */
export const LEAST_EXCESS: Record<Metric, number> = { DURATION: 50 * UNITS.DURATION, SIZE: 1_024 * UNITS.SIZE };

/**
 * Whether a value stands out: HIGH above the p95, twice the median or more, and at least 5 MAD and the least excess above
 * the median; EXTREME also 5 times the median or more.
 * @param usual of the values that it is compared with; null: there are none
 * @returns null: it does not, or there is no baseline
 */
export function degreeOf(metric: Metric, value: number, usual: Statistics | null): Degree | null {
  if (!usual || usual.count < LEAST_SAMPLES) return null;
  const units = unitsOf(metric, value);
  const { median, p95, mad } = usual;
  const excess = units - median;
  const isHigh = units > p95 && units >= 2 * median && excess >= 5 * mad && excess >= LEAST_EXCESS[metric];
  if (!isHigh) return null;
  return units >= 5 * median ? 'EXTREME' : 'HIGH';
}

/** Times the median; one below a millisecond or a byte counts as that, so that there always is an answer. */
export function factorOf(metric: Metric, value: number, median: number): number {
  return value / Math.max(median / UNITS[metric], 1);
}
