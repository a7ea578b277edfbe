import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadGrouped } from '../graphql/loader.ts';
import type { TimeSpan } from './time-axis.ts';
import { type BucketRow, findBucketsOfParts, findSpans } from './timeline.repository.ts';
import { findMarksOfParts, type MarkRow } from './timeline-marks.repository.ts';

interface SpanKey {
  part: SessionPart;
  period?: Period | null;
}

/** The requests of a part over time; the tenant is the loader's. */
export interface BucketsKey extends SpanKey {
  filter?: RequestFilter | null;
  bucketMs: number;
}

/** The same timeline of many sessions is two queries, whatever the widths of their buckets, and one for their marks. */
export function createTimelineLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** First and last request of a part in a period; null: it holds none. */
    requestSpan: loadGrouped<SpanKey, TimeSpan | null>(
      ({ period }) => JSON.stringify(period ?? null),
      ({ part, period }) => `${partKey(part)} ${JSON.stringify(period)}`,
      async (keys) => {
        const parts = keys.map(({ part }) => part);
        return (await findSpans(prisma, tenant, keys[0]!.period, parts)).map((span) => (span.first ? span : null));
      },
    ),
    /** What the order of requests says of a part in a period, oldest first. */
    requestMarks: loadGrouped<SpanKey, MarkRow[]>(
      ({ period }) => JSON.stringify(period ?? null),
      ({ part, period }) => `${partKey(part)} ${JSON.stringify(period)}`,
      async (keys) => {
        const parts = keys.map(({ part }) => part);
        const lists: MarkRow[][] = keys.map(() => []);
        const rows = await findMarksOfParts(prisma, tenant, keys[0]!.period, parts);
        for (const { n, ...row } of rows) lists[n - 1]!.push(row);
        return lists;
      },
    ),
    /** The buckets of a part that are not empty, in any order. */
    requestBuckets: loadGrouped<BucketsKey, BucketRow[]>(
      ({ period, filter }) => JSON.stringify([period, filter]),
      ({ part, period, filter, bucketMs }) => `${partKey(part)} ${JSON.stringify([period, filter, bucketMs])}`,
      async (keys) => {
        const parts = keys.map(({ part, bucketMs }) => ({ ...part, bucketMs }));
        const lists: BucketRow[][] = keys.map(() => []);
        for (const { n, ...row } of await findBucketsOfParts(prisma, { ...keys[0]!, tenant }, parts)) {
          lists[n - 1]!.push(row);
        }
        return lists;
      },
    ),
  };
}
