import { type Histogram, UNITS } from './histogram.ts';
import { quantileOfMixture } from './mixture.ts';

/** How long some requests usually take, as one distribution. */
export interface ExpectedTime {
  /** 95 of 100 such requests take no longer, in milliseconds. */
  p95: number;
  /** Those of the requests that have a baseline: it is made of them. */
  count: number;
}

/** Null: none of the requests has a baseline. */
export function expectedTime(requests: readonly { times: Histogram | null; count: number }[]): ExpectedTime | null {
  const compared = requests.flatMap(({ times, count }) => (times ? [{ values: times, weight: count }] : []));
  const p95 = quantileOfMixture(compared, 95);
  if (p95 === null) return null;
  return { p95: p95 / UNITS.DURATION, count: compared.reduce((sum, { weight }) => sum + weight, 0) };
}
