import { type Histogram, UNITS } from './histogram.ts';
import { Mixture } from './mixture.ts';

/** How long some requests usually take, as one distribution. */
export interface ExpectedTime {
  /** So many of 100 such requests take no longer, in milliseconds. */
  quantile(percent: number): number;
  /** Those of the requests that have a baseline: it is made of them. */
  count: number;
}

/** Null: none of the requests has a baseline. */
export function expectedTime(requests: readonly { times: Histogram | null; count: number }[]): ExpectedTime | null {
  const compared = requests.flatMap(({ times, count }) => (times ? [{ values: times, weight: count }] : []));
  const mixture = Mixture.of(compared);
  return (
    mixture && {
      quantile: (percent) => mixture.quantile(percent) / UNITS.DURATION,
      count: compared.reduce((sum, { weight }) => sum + weight, 0),
    }
  );
}
