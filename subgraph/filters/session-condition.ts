import { and, or, type Sql, sql, TRUE } from '../db/sql.ts';
import { IS_BLOCKED } from './denylist-condition.ts';
import type { Period, RequestFilter, SessionFilter, StringMatch } from './filter.type.ts';
import { isNamed, partOf, partsById, partsWith, requestSource, sessionSource } from './named-by-id.ts';
import { matchCondition, periodCondition, requestCondition, utcDay } from './request-condition.ts';
import { requestTokens } from './request-tokens.ts';
import { riskCondition } from './risk-condition.ts';
import { isWithin, matches, matchesNoValue } from './value-condition.ts';

/**
 * The parts that a list of sessions holds, `AS s`, as what stands behind FROM; a condition may follow, and nothing else
 * need be asked: at least one request of the period meets the filter. What the filter names by id is looked up, and
 * nothing else is read. Else tokens of the part narrow the search by index, and decide alone where they can prove the
 * answer; otherwise the requests are looked at.
 */
export function foundSessions(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  return sql`${sessionSource(tenant, period, filter)} WHERE ${sessionCondition(tenant, period, filter)}`;
}

/**
 * The requests for which a list holds its sessions, `AS r` with their part `AS s`, as what stands behind FROM; a
 * condition may follow. Of a single entry each request is itself what its session must have: no other is looked for.
 */
export function foundRequests(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  const entries = filter?.requests ?? [];
  const [entry] = entries;
  const session =
    entries.length > 1
      ? sessionCondition(tenant, period, filter)
      : sessionWith(
          tenant,
          period,
          filter,
          entries.flatMap((each) => requestTokens(tenant, each).necessary),
        );
  const table =
    entries.length === 1 && entry?.ids
      ? sql`${requestSource(tenant, period, entry)} AS r
        CROSS JOIN LATERAL ${partOf(tenant, sql`r.session_key`, sql`r.day`)} AS s`
      : sql`${sessionSource(tenant, period, filter)} ${requestsOfParts(period, filter)}`;
  return sql`${table} WHERE ${and([session, periodCondition(period), matchCondition(tenant, entries)])}`;
}

/**
 * Joins the requests of the parts. Where the filter leads to few parts, part by part (`OFFSET 0`): PostgreSQL takes an
 * attack that few requests name for one that it finds as well by looking at all requests.
 */
function requestsOfParts(period: Period | null | undefined, filter: SessionFilter | null | undefined): Sql {
  const ofPart = sql`r.tenant = s.tenant AND r.session_key = s.key AND r.day = s.day`;
  const isNarrow = isNamed(filter) || filter?.requests?.some(({ attackIds }) => attackIds);
  return isNarrow
    ? sql`CROSS JOIN LATERAL (SELECT * FROM request AS r WHERE ${ofPart} AND ${periodCondition(period)} OFFSET 0) AS r`
    : sql`JOIN request AS r ON ${ofPart}`;
}

/** What a list asks, as a condition on one row of `session AS s`. */
function sessionCondition(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  const entries = filter?.requests ?? [];
  const requests = (entries.length > 0 ? entries : [{}]).map((entry) =>
    hasRequest(tenant, period, entry, isNamed(filter)),
  );
  return sessionWith(tenant, period, filter, requests);
}

/** @param requests what the filter's `requests` come to */
function sessionWith(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
  requests: readonly Sql[],
): Sql {
  return and(
    [
      sql`s.tenant = ${tenant}`,
      sessionPeriodCondition(period),
      filter && sessionFacts(filter),
      ...requests,
      ...(filter?.noRequests ?? []).map((entry) => sql`NOT ${hasRequest(tenant, period, entry, isNamed(filter))}`),
    ].filter((condition) => !!condition),
  );
}

/** Conditions on the whole part: they never look at the period. */
function sessionFacts(filter: SessionFilter): Sql {
  return and(
    [
      filter.ids && isOneOfParts(filter.ids),
      filter.keys && sql`s.key = ANY(${filter.keys}::text[])`,
      filter.users && hasValue('USER', sql`s.user_count`, filter.users),
      filter.roles && hasValue('ROLE', sql`s.role_count`, filter.roles),
      filter.blocked != null && sql`${IS_BLOCKED} = ${filter.blocked}`,
      filter.requestCount && isWithin(sql`s.request_count`, filter.requestCount),
      filter.attackCount && isWithin(sql`s.attack_count`, filter.attackCount),
      filter.endpointCount && isWithin(sql`s.endpoint_count`, filter.endpointCount),
      filter.durationMs && isWithin(sql`s.duration_ms`, filter.durationMs),
      riskCondition(filter.riskScore, filter.riskLevels),
    ].filter((condition) => !!condition),
  );
}

function isOneOfParts(ids: readonly string[]): Sql {
  return sql`(s.key, s.day) IN (${partsById(ids)})`;
}

function hasValue(dimension: 'USER' | 'ROLE', count: Sql, match: StringMatch): Sql {
  const accepted = sql`EXISTS (SELECT 1 FROM session_value AS v
    WHERE v.tenant = s.tenant AND v.session_key = s.key AND v.day = s.day AND v.dimension = ${dimension}
      AND ${matches(sql`v.value`, match)})`;
  return matchesNoValue(match) ? sql`(${count} = 0 OR ${accepted})` : accepted;
}

/**
 * Parts that reach into the period. A part never crosses midnight UTC, so its last request lies less than a day
 * behind the end of a period that holds one of its requests: both bounds keep the scan short.
 */
function sessionPeriodCondition(period: Period | null | undefined): Sql {
  const { from, to } = period ?? {};
  return and(
    [
      from && sql`s.last_seen_at >= ${from}::timestamptz AND s.day >= ${utcDay(from)}::date`,
      to &&
        sql`s.started_at < ${to}::timestamptz AND s.day <= ${utcDay(to)}::date
          AND s.last_seen_at < ${to}::timestamptz + interval '1 day'`,
    ].filter((condition) => !!condition),
  );
}

/**
 * At least one request of the part, in the period, meets all conditions of the entry.
 * @param isForFew it is asked of few parts only
 */
function hasRequest(tenant: string, period: Period | null | undefined, entry: RequestFilter, isForFew: boolean): Sql {
  const { necessary, exact } = requestTokens(tenant, entry);
  if (entry.ids) return and([...necessary, sql`(s.key, s.day) IN (${partsWith(tenant, period, entry)})`]);
  const found = sql`SELECT 1 FROM request AS r
    WHERE r.tenant = s.tenant AND r.session_key = s.key AND r.day = s.day
      AND ${periodCondition(period)} AND ${requestCondition(tenant, entry)}`;
  // `OFFSET 0`: part by part. PostgreSQL would read all requests, and once per partition, where most parts are proven.
  const ofPart = sql`EXISTS (${found} OFFSET 0)`;
  if (exact) return and([...necessary, or([and([isWhollyIn(period), ...exact]), ofPart])]);
  return and([...necessary, isForFew ? ofPart : sql`EXISTS (${found})`]);
}

function isWhollyIn(period: Period | null | undefined): Sql {
  const { from, to } = period ?? {};
  if (!from && !to) return TRUE;
  return and(
    [from && sql`s.started_at >= ${from}::timestamptz`, to && sql`s.last_seen_at < ${to}::timestamptz`].filter(
      (condition) => !!condition,
    ),
  );
}
