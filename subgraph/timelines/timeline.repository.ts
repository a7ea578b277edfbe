import { and, type Sql, sql } from '../db/sql.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { requestsAsked } from '../filters/list-match.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { isOfPart } from '../filters/request-rows.sql.ts';
import { inChainOfParts } from '../filters/sequence.sql.ts';
import { foundRequests } from '../filters/session-condition.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type BucketRow, bucketRows, bucketStart, requestCounts } from './buckets.sql.ts';
import type { ListBuckets } from './quarters.repository.ts';
import type { TimeSpan } from './time-axis.ts';

// Reads of requests over time. Plain rows in and out; the tenant is always a parameter.

/** Requests with a time, to one endpoint and with one response code. */
export interface MeasuredRow {
  endpointId: string;
  status: number | null;
  blocked: boolean;
  /** Of each bucket that has any: its start in milliseconds, and their number. */
  buckets: [start: number, requests: number][];
}

/** First and last request of everything kept; nulls: nothing is. */
export async function findKeptSpan(
  prisma: PrismaClient,
  tenant: string,
): Promise<TimeSpan | Record<keyof TimeSpan, null>> {
  const [row] = await prisma.$queryRaw<TimeSpan[]>`
    SELECT (SELECT first_at FROM timeline_count WHERE tenant = ${tenant} ORDER BY day, quarter LIMIT 1) AS first,
      (SELECT max(last_seen_at) FROM session WHERE tenant = ${tenant}) AS last`;
  return row!;
}

/** The requests of parts that meet a filter, each part in buckets of its own width; `n` is the part, from 1. */
export function findBucketsOfParts(
  prisma: PrismaClient,
  { tenant, period, filter }: { tenant: string; period?: Period | null; filter?: RequestFilter | null },
  parts: readonly (SessionPart & { bucketMs: number })[],
): Promise<(BucketRow & { n: number })[]> {
  return prisma.$queryRaw<(BucketRow & { n: number })[]>(
    bucketRows(sql`
      SELECT part.n::int AS n, ${startOf(sql`part.bucket_ms`)} AS start, ${counters(tenant, filter ? [filter] : [])}
      FROM ${requestsOfParts(tenant, parts)}
      WHERE ${and([periodCondition(period), conditionOf(tenant, period, filter, parts)])} GROUP BY 1, 2, 3`),
  );
}

/** Those of the same requests that have a time, by what says with what it is compared. */
export function findMeasuredOfParts(
  prisma: PrismaClient,
  { tenant, period, filter }: { tenant: string; period?: Period | null; filter?: RequestFilter | null },
  parts: readonly (SessionPart & { bucketMs: number })[],
): Promise<(MeasuredRow & { n: number })[]> {
  return prisma.$queryRaw<(MeasuredRow & { n: number })[]>`
    SELECT n, endpoint_id AS "endpointId", status, blocked,
      jsonb_agg(jsonb_build_array(extract(epoch FROM start) * 1000, requests)) AS buckets
    FROM (
      SELECT part.n::int AS n, ${startOf(sql`part.bucket_ms`)} AS start, r.endpoint_id, r.status, r.blocked, count(*) AS requests
      FROM ${requestsOfParts(tenant, parts)}
      WHERE ${and([
        periodCondition(period),
        conditionOf(tenant, period, filter, parts),
        sql`r.duration_ms IS NOT NULL`,
      ])} GROUP BY 1, 2, 3, 4, 5
    ) AS measured GROUP BY n, endpoint_id, status, blocked`;
}

function conditionOf(
  tenant: string,
  period: Period | null | undefined,
  filter: RequestFilter | null | undefined,
  parts: readonly SessionPart[],
): Sql {
  return requestCondition(tenant, filter ?? {}, { inSequence: inChainOfParts(tenant, period, parts) });
}

/**
 * The requests for which a list holds its sessions.
 * @param within only those of this time, which no bucket crosses; null: all of them
 */
export function countRequestsOfList(
  prisma: PrismaClient,
  { tenant, period, filter, bucketMs }: ListBuckets,
  within: Period | null,
): Promise<BucketRow[]> {
  return prisma.$queryRaw<BucketRow[]>(
    bucketRows(sql`
      SELECT 1 AS n, ${startOf(sql`${bucketMs}::float8`)} AS start, ${counters(tenant, requestsAsked(filter))}
      FROM ${foundRequests(tenant, period, filter, within)} GROUP BY 2, 3`),
  );
}

function requestsOfParts(tenant: string, parts: readonly (SessionPart & { bucketMs: number })[]): Sql {
  return sql`unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[],
      ${parts.map(({ bucketMs }) => bucketMs)}::float8[]
    ) WITH ORDINALITY AS part(key, day, bucket_ms, n)
    JOIN request AS r ON ${isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(parts))}`;
}

function startOf(bucketMs: Sql): Sql {
  return bucketStart(bucketMs, sql`r.time`);
}

function counters(tenant: string, entries: readonly RequestFilter[]): Sql {
  const withFalsePositives = entries.some(({ includeFalsePositives }) => includeFalsePositives);
  return requestCounts(requestCondition(tenant, { malicious: true, includeFalsePositives: withFalsePositives }));
}
