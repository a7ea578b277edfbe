import { type Sql, sql } from '../db/sql.ts';
import { LOG_BUCKET_WIDTH, MOST_UNITS, UNITS_PER_MS, ZERO_BUCKET } from '../values/log-scale.ts';
import { AXIS_ORIGIN } from './time-axis.ts';

// Requests counted over time. Percentiles of their times taken come from histograms: a count per bucket of time and bucket
// of a logarithmic scale is all that is sorted. What is told is the mean of the bucket that holds the nearest rank: exact
// where its times are equal, and less than 1 % from each of them otherwise.

/** A bucket that is not empty. */
export interface BucketRow {
  start: Date;
  requests: number;
  malicious: number;
  blocked: number;
  clientErrors: number;
  serverErrors: number;
  durationMsCount: number;
  durationMsP95: number | null;
}

/** The bucket of time that holds a moment. */
export function bucketStart(bucketMs: Sql, time: Sql): Sql {
  return sql`date_bin(${bucketMs} * interval '1 millisecond', ${time}, ${AXIS_ORIGIN}::timestamptz)`;
}

/** Time taken of `request AS r` in whole microseconds; null: not known. */
const UNITS = sql`(CASE WHEN r.duration_ms > ${MOST_UNITS / UNITS_PER_MS}::float8 THEN ${MOST_UNITS}::float8
  ELSE floor(r.duration_ms * ${UNITS_PER_MS}::float8 + 0.5) END)`;

/** The bucket of the scale that a number of microseconds is in: `bucketOf` in SQL. */
export function scaleBucket(units: Sql): Sql {
  return sql`(CASE WHEN ${units} = 0 THEN ${ZERO_BUCKET}::float8
    ELSE floor(ln(${units}) / ${LOG_BUCKET_WIDTH}::float8) END)::int`;
}

/**
 * What `bucketRows` takes of each of its groups of `request AS r`, and by what they are grouped last (`bucket`).
 * @param isMalicious which of them count as malicious
 */
export function requestCounts(isMalicious: Sql): Sql {
  return sql`${scaleBucket(UNITS)} AS bucket,
    count(*) AS requests, count(*) FILTER (WHERE ${isMalicious}) AS malicious,
    count(*) FILTER (WHERE r.blocked) AS blocked, count(*) FILTER (WHERE r.status / 100 = 4) AS client_errors,
    count(*) FILTER (WHERE r.status / 100 = 5) AS server_errors, count(r.duration_ms) AS durations,
    sum(${UNITS}) AS duration_sum`;
}

/**
 * Rows of `BucketRow`, each with its `n`.
 * @param counts per `n` (which of several timelines), `start` and `bucket` of the scale (null: no times): requests,
 *   malicious, blocked, client_errors, server_errors, durations (how many times there are), duration_sum (microseconds)
 */
export function bucketRows(counts: Sql): Sql {
  return sql`SELECT n, start, sum(requests)::int AS requests, sum(malicious)::int AS malicious,
      sum(blocked)::int AS blocked, sum(client_errors)::int AS "clientErrors", sum(server_errors)::int AS "serverErrors",
      sum(durations)::int AS "durationMsCount",
      -- Means grow with their buckets: the least of those that reach the rank.
      min(duration_sum / nullif(durations, 0)) FILTER (WHERE upto * 100 >= whole * 95) / ${UNITS_PER_MS}::float8
        AS "durationMsP95"
    FROM (
      SELECT *, sum(durations) OVER (PARTITION BY n, start ORDER BY bucket) AS upto,
        sum(durations) OVER (PARTITION BY n, start) AS whole
      FROM (
        SELECT n, start, bucket, sum(requests)::int8 AS requests, sum(malicious)::int8 AS malicious,
          sum(blocked)::int8 AS blocked, sum(client_errors)::int8 AS client_errors,
          sum(server_errors)::int8 AS server_errors, sum(durations)::float8 AS durations,
          sum(duration_sum)::float8 AS duration_sum
        FROM (${counts}) AS counted GROUP BY n, start, bucket
      ) AS merged
    ) AS ranked GROUP BY n, start`;
}
