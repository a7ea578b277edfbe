import type { Context } from '../context.ts';
import type { BucketsKey } from './timeline.loaders.ts';
import type { MeasuredRow } from './timeline.repository.ts';

type Request = Omit<MeasuredRow, 'buckets'> & { sessionKey: string; day: string; count: number };

/** How long the requests of a bucket usually take, by its start in milliseconds; null, or none: nothing is usual for them. */
export async function findExpected({ loaders }: Context, key: BucketsKey) {
  const { key: sessionKey, day } = key.part;
  const ofBuckets = new Map<number, Request[]>();
  for (const { buckets, ...row } of await loaders.measuredRequests.load(key)) {
    for (const [start, count] of buckets) {
      const request = { ...row, sessionKey, day, count };
      const known = ofBuckets.get(start);
      if (known) known.push(request);
      else ofBuckets.set(start, [request]);
    }
  }
  // All at once, so that what they are compared with is one question.
  const expected = [...ofBuckets].map(
    async ([start, requests]) => [start, await loaders.expectedTime(requests)] as const,
  );
  return new Map(await Promise.all(expected));
}
