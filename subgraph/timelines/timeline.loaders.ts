import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadGrouped } from '../graphql/loader.ts';
import { findBucketsOfParts, findMeasuredOfParts } from './timeline.repository.ts';
import { findMarksOfParts, type MarkRow } from './timeline-marks.repository.ts';

interface MarksKey {
  part: SessionPart;
  period?: Period | null;
}

/** The requests of a part over time; the tenant is the loader's. */
export interface BucketsKey extends MarksKey {
  filter?: RequestFilter | null;
  bucketMs: number;
}

/** The same timeline of many sessions is one query, whatever the widths of their buckets; marks and times are one more each. */
export function createTimelineLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** What the order of requests says of a part in a period, oldest first. */
    requestMarks: loadGrouped<MarksKey, MarkRow[]>(
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
    requestBuckets: ofParts((key, parts) => findBucketsOfParts(prisma, { ...key, tenant }, parts)),
    /** Requests with a time, in such buckets, in any order. */
    measuredRequests: ofParts((key, parts) => findMeasuredOfParts(prisma, { ...key, tenant }, parts)),
  };
}

/** A loader of rows of parts, which each say of which one they are. */
function ofParts<Row>(
  find: (key: BucketsKey, parts: (SessionPart & { bucketMs: number })[]) => Promise<(Row & { n: number })[]>,
) {
  return loadGrouped<BucketsKey, Row[]>(
    ({ period, filter }) => JSON.stringify([period, filter]),
    ({ part, period, filter, bucketMs }) => `${partKey(part)} ${JSON.stringify([period, filter, bucketMs])}`,
    async (keys) => {
      const parts = keys.map(({ part, bucketMs }) => ({ ...part, bucketMs }));
      const lists: Row[][] = keys.map(() => []);
      for (const row of await find(keys[0]!, parts)) lists[row.n - 1]!.push(row);
      return lists;
    },
  );
}
