import { UNITS } from '../baselines/histogram.ts';
import { quantileOfMixture, type Weighted } from '../baselines/mixture.ts';
import type { Context } from '../context.ts';
import type { BucketsKey } from './timeline.loaders.ts';

/** How long the requests of a bucket usually take. */
export interface Expected {
  /** In milliseconds. */
  p95: number;
  /** Requests of the bucket that it is made of. */
  count: number;
}

/** Of the buckets with requests that have a baseline, by their start in milliseconds. */
export async function findExpected({ loaders }: Context, key: BucketsKey): Promise<Map<number, Expected>> {
  const rows = await loaders.comparedRequests.load(key);
  const { key: sessionKey, day } = key.part;
  const times = await Promise.all(
    rows.map(({ endpointId, outcome }) => loaders.expectedTimes.load({ sessionKey, endpointId, outcome, day })),
  );
  const parts = new Map<number, Weighted[]>();
  for (const [index, { buckets }] of rows.entries()) {
    const values = times[index];
    if (!values) continue;
    for (const [start, weight] of buckets) {
      const known = parts.get(start);
      if (known) known.push({ values, weight });
      else parts.set(start, [{ values, weight }]);
    }
  }
  return new Map([...parts].map(([start, ofBucket]) => [start, expectedOf(ofBucket)]));
}

function expectedOf(parts: readonly Weighted[]): Expected {
  return {
    p95: quantileOfMixture(parts, 95)! / UNITS.DURATION,
    count: parts.reduce((sum, { weight }) => sum + weight, 0),
  };
}
