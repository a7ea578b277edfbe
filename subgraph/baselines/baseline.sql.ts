import { type Sql, sql } from '../db/sql.ts';
import type { Bucket, Metric } from './histogram.ts';
import { BASELINE_DAYS, type Outcome } from './outcome.ts';

/** The responses of an endpoint on one UTC day (YYYY-MM-DD). */
export interface EndpointDay {
  endpointId: string;
  outcome: Outcome;
  day: string;
}

/** The responses of an endpoint on a day, without those of one session part. */
export interface BaselineKey extends EndpointDay {
  sessionKey: string;
}

/** The values of one day of a window, all sessions among them. */
export interface WindowRow {
  /** Which of the days that were asked for, from 1. */
  n: number;
  metric: Metric;
  buckets: Bucket[];
}

/** What `outcomeOf` says, of `request AS r`. */
export const OUTCOME = sql`CASE WHEN r.blocked THEN NULL WHEN r.status BETWEEN 200 AND 399 THEN 'SUCCESS'
  WHEN r.status BETWEEN 400 AND 599 THEN 'ERROR' END`;

/** What is measured of `request AS r`, a row for each metric; a missing value is a row too. */
export const MEASURES = sql`(VALUES ('DURATION', r.duration_ms, r.duration_deviation),
  ('SIZE', r.size_bytes, r.size_deviation)) AS m(metric, value, deviation)`;

/** Of the days `AS u`, those of endpoints that are confirmed: nothing is usual for what nobody knows to be there. */
function areConfirmed(tenant: string): Sql {
  return sql`JOIN endpoint AS known ON known.tenant = ${tenant} AND known.id = u.endpoint_id AND known.confirmed`;
}

/** The days as a table, `AS u`. */
export function endpointDays(days: readonly EndpointDay[]): Sql {
  return sql`unnest(${days.map(({ endpointId }) => endpointId)}::text[], ${days.map(({ outcome }) => outcome)}::text[],
    ${days.map(({ day }) => day)}::date[]) WITH ORDINALITY AS u(endpoint_id, outcome, day, n)`;
}

/** The histograms of each day and of those before it: rows of `WindowRow`. */
export function windowRows(tenant: string, days: readonly EndpointDay[]): Sql {
  return sql`SELECT u.n::int AS n, b.metric, b.buckets FROM ${windows(tenant, days)}`;
}

/** The days `AS u`, each with its histograms and those of the days before it, `AS b`. */
export function windows(tenant: string, days: readonly EndpointDay[]): Sql {
  const all = days.map(({ day }) => day).toSorted();
  // The bounds of all days keep the search to their partitions, those of each are its own.
  return sql`${endpointDays(days)} ${areConfirmed(tenant)}
    JOIN endpoint_baseline AS b ON b.tenant = ${tenant} AND b.endpoint_id = u.endpoint_id AND b.outcome = u.outcome
      AND ${isInWindow(sql`b.day`, sql`u.day`)}
      AND b.day BETWEEN ${all[0]!}::date - ${BASELINE_DAYS - 1}::int AND ${all.at(-1)!}::date`;
}

/** The days `AS u`, each with the requests of the session itself, `AS r`: they are not to be compared with themselves. */
export function ownRequests(tenant: string, keys: readonly BaselineKey[]): Sql {
  return sql`${endpointDays(keys)}
    JOIN unnest(${keys.map(({ sessionKey }) => sessionKey)}::text[]) WITH ORDINALITY AS own(session_key, n) ON own.n = u.n
    CROSS JOIN LATERAL (${requestsOfDay(tenant, sql`AND r.part = part_of(${tenant}, own.session_key, u.day)`)}) AS r`;
}

/**
 * The requests of a day `u` that its baseline knows. Day by day (`OFFSET 0`): each is a range of an index. As a join, all
 * requests of the days are read, as soon as there are many endpoints.
 */
export function requestsOfDay(tenant: string, condition = sql``): Sql {
  return sql`SELECT r.* FROM request AS r WHERE r.tenant = ${tenant} AND r.endpoint_id = u.endpoint_id AND r.day = u.day
    AND ${OUTCOME} = u.outcome AND ${isTrained(tenant)} ${condition} OFFSET 0`;
}

/**
 * Whether the histograms know `request AS r`: batches are added to them some at a time, in the order of arrival. What they
 * do not know cannot be taken out of them.
 */
export function isTrained(tenant: string): Sql {
  // Not by the index of arrivals: nearly all have come before.
  return sql`r.seq + 0 < coalesce((SELECT min(first_seq) FROM arrived_batch WHERE tenant = ${tenant} AND NOT trained),
    9223372036854775807)`;
}

/** Endpoints with requests to judge, for the first time or again: also those of batches that the histograms do not know yet. */
export function dueEndpoints(tenant: string): Sql {
  return sql`SELECT endpoint_id FROM baseline_due WHERE tenant = ${tenant}
    UNION SELECT r.endpoint_id FROM arrived_batch AS batch
      JOIN request AS r ON r.tenant = batch.tenant AND r.seq BETWEEN batch.first_seq AND batch.last_seq
      WHERE batch.tenant = ${tenant} AND NOT batch.trained AND ${OUTCOME} IS NOT NULL`;
}

export function isInWindow(day: Sql, last: Sql): Sql {
  return sql`${day} BETWEEN ${last} - ${BASELINE_DAYS - 1}::int AND ${last}`;
}
