import type { TimelineFragment } from '../../../web-components/data/documents.generated.ts';

/** Buckets of an hour with so many requests each, of which the third has one that is malicious. @param startOf a bucket, from 0 */
export function timelineOf(counts: readonly number[], startOf: (bucket: number) => string): TimelineFragment {
  return {
    bucketMs: 3_600_000,
    buckets: counts.map((requests, n) => ({
      start: startOf(n),
      requests,
      malicious: n === 2 ? 1 : 0,
      blocked: 0,
      clientErrors: 0,
      serverErrors: 0,
      durationMsCount: requests,
      durationMsP95: requests === 0 ? null : 120,
      durationMsExpectedP95: null,
      durationMsExpectedCount: 0,
    })),
  };
}
