import { and, or, type Sql, sql, TRUE } from '../db/sql.ts';
import { IS_BLOCKED } from './denylist-condition.ts';
import type { Period, RequestFilter, SessionFilter, StringMatch } from './filter.type.ts';
import { matchCondition, periodCondition, requestCondition, utcDay } from './request-condition.ts';
import { requestTokens } from './request-tokens.ts';
import { riskLevelCondition, riskScoreCondition } from './risk-condition.ts';
import { parseSessionId } from './session-id.ts';
import { isWithin, matches, matchesNoValue } from './value-condition.ts';

/**
 * What a list of sessions means, as a condition on one row of `session AS s`: at least one request of the period meets
 * the filter. Tokens of the part narrow the search by index, and decide alone where they can prove the answer;
 * otherwise the requests are looked at.
 */
export function sessionCondition(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  const entries = filter?.requests ?? [];
  const requests = (entries.length > 0 ? entries : [{}]).map((entry) => hasRequest(tenant, period, entry));
  return sessionWith(tenant, period, filter, requests);
}

/**
 * The requests for which a list holds its sessions, as a condition on `session AS s` joined with its `request AS r`. Of
 * a single entry each request is itself what its session must have: no other is looked for.
 */
export function matchingRequestCondition(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  const entries = filter?.requests ?? [];
  const session =
    entries.length > 1
      ? sessionCondition(tenant, period, filter)
      : sessionWith(
          tenant,
          period,
          filter,
          entries.flatMap((entry) => mayHaveRequest(tenant, entry)),
        );
  return and([session, periodCondition(period), matchCondition(tenant, entries)]);
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
      ...(filter?.noRequests ?? []).map((entry) => sql`NOT ${hasRequest(tenant, period, entry)}`),
    ].filter((condition) => !!condition),
  );
}

/**
 * The condition of one field of a filter on the whole part, for a value that is not null: it never looks at the period.
 * A function would be called with any field's value, so that its parameters are checked as those of a method.
 */
type Fact<Name extends keyof SessionFilter> = {
  of(value: NonNullable<SessionFilter[Name]>): Sql | null;
}['of'];

/** All of them, complete by type: a field without a condition would filter nothing. */
const FACTS: { [Name in keyof Required<SessionFilter>]: Fact<Name> } = {
  ids: isOneOfParts,
  keys: (keys) => sql`s.key = ANY(${keys}::text[])`,
  users: (match) => hasValue('USER', sql`s.user_count`, match),
  roles: (match) => hasValue('ROLE', sql`s.role_count`, match),
  blocked: (blocked) => sql`${IS_BLOCKED} = ${blocked}`,
  requestCount: (range) => isWithin(sql`s.request_count`, range),
  attackCount: (range) => isWithin(sql`s.attack_count`, range),
  endpointCount: (range) => isWithin(sql`s.endpoint_count`, range),
  durationMs: (range) => isWithin(sql`s.duration_ms`, range),
  riskScore: riskScoreCondition,
  riskLevels: riskLevelCondition,
  // On requests of the period: hasRequest.
  requests: () => null,
  noRequests: () => null,
};

function sessionFacts(filter: SessionFilter): Sql {
  const conditions = Object.entries(FACTS).map(([name, condition]) => {
    const value = filter[name as keyof SessionFilter];
    return value == null ? null : (condition as Fact<never>)(value as never);
  });
  return and(conditions.filter((condition) => condition !== null));
}

/** An id that cannot be one of ours matches nothing. */
function isOneOfParts(ids: readonly string[]): Sql {
  const parts = ids.map(parseSessionId).filter((part) => part !== null);
  return sql`(s.key, s.day) IN (SELECT * FROM unnest(
    ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]))`;
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

/** At least one request of the part, in the period, meets all conditions of the entry. */
function hasRequest(tenant: string, period: Period | null | undefined, entry: RequestFilter): Sql {
  const tokens = requestTokens(tenant, entry);
  const proven = and([isWhollyIn(period), ...(tokens.exact ?? [])]);
  const found = sql`EXISTS (SELECT 1 FROM request AS r
    WHERE r.tenant = s.tenant AND r.session_key = s.key AND r.day = s.day
      AND ${periodCondition(period)} AND ${requestCondition(tenant, entry)})`;
  return and([...mayHaveRequest(tenant, entry), tokens.exact ? or([proven, found]) : found]);
}

/** Narrows the search by index: true of every part that has such a request, whatever the period. */
function mayHaveRequest(tenant: string, entry: RequestFilter): Sql[] {
  return [...requestTokens(tenant, entry).necessary, ...identified(entry)];
}

/** Request ids lead to their sessions by an index of their own. */
function identified({ ids }: RequestFilter): Sql[] {
  if (!ids) return [];
  return [
    sql`(s.key, s.day) IN (SELECT target.session_key, target.day FROM request AS target
      WHERE target.tenant = s.tenant AND target.id = ANY(${ids}::text[]))`,
  ];
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
