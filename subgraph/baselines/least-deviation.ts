import { LEAST_EXCESS } from './deviation.ts';
import { type Histogram, type Metric, UNITS } from './histogram.ts';

/**
 * Shares of the values of a window that a session part may have of its own. The more it has, the less is known of what is
 * usual without them.
 */
export const OWN_SHARES = [0.01, 0.05, 0.1, 0.25, 0.5] as const;

/**
 * For each share: what no value stands out under, whatever the values are that a session part has among those of the
 * window. Taking values out moves a value of a rank up or leaves it, so the ranks of the fewest others bound median and
 * p95 from below; half of the others lie within the MAD of the median, so no MAD is less than half of the narrowest range
 * with so many values. In milliseconds or bytes, a little less for what a unit and a bucket round.
 */
export function leastDeviations(metric: Metric, window: Histogram): number[] {
  const samples = window.count;
  return OWN_SHARES.map((share) => {
    const others = samples - Math.floor(samples * share);
    const median = window.atLeast(Math.ceil(others / 2));
    const p95 = window.atLeast(Math.ceil((others * 95) / 100));
    const mad = window.narrowest(Math.ceil(others / 2)) / 2;
    const least = Math.max(p95, 2 * median, median + 5 * mad, median + LEAST_EXCESS[metric]);
    return Math.max(0, (least * (1 - 1e-9) - 1) / UNITS[metric]);
  });
}

/** The bound for a part with so many values of its own; 0: it may be any. */
export function leastOf(bounds: readonly number[], own: number, samples: number): number {
  const index = OWN_SHARES.findIndex((share) => own <= Math.floor(samples * share));
  return index < 0 ? 0 : bounds[index]!;
}
