import { and, or, type Sql, sql, TRUE } from '../db/sql.ts';
import { IS_BLOCKED } from './denylist-condition.ts';
import type { Period, RequestFilter, SequenceStep, SessionFilter, StringMatch } from './filter.type.ts';
import { type ListMatch, listMatch, matchCondition, withoutSingleStep } from './list-match.ts';
import { isNamed, partsById, partsWith, requestSource, sessionSource } from './named-by-id.ts';
import { valueNames } from './part-values.sql.ts';
import { periodCondition, requestCondition, utcDay } from './request-condition.ts';
import { IS_OF_SESSION, sessionOf } from './request-rows.sql.ts';
import { requestTokens } from './request-tokens.ts';
import { riskLevelCondition, riskScoreCondition } from './risk-condition.ts';
import { hasChain, inChainOfSession } from './sequence.sql.ts';
import { isWithin, matches, matchesNoValue } from './value-condition.ts';
import { asksNothing } from './whole-days.ts';

/**
 * The parts that a list of sessions holds, `AS s`, as what stands after FROM; a condition may follow, and nothing else
 * need be asked: at least one request of the period meets the filter. What the filter names by id is looked up, and
 * nothing else is read. Else tokens of the part narrow the search by index, and decide alone where they can prove the
 * answer; otherwise the requests are looked at.
 */
export function foundSessions(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  const asked = withoutSingleStep(filter);
  return sql`${sessionSource(tenant, period, asked)} WHERE ${sessionCondition(tenant, period, asked)}`;
}

/**
 * The requests for which a list holds its sessions, `AS r`, as what stands after FROM; a condition may follow. Of a single
 * entry each request is itself what its session must have: no other is looked for, and where that is all that is asked,
 * no session either.
 * @param within only those of this time, of the same sessions: which ones the list holds is asked of its period
 */
export function foundRequests(
  tenant: string,
  period: Period | null | undefined,
  asked: SessionFilter | null | undefined,
  within: Period | null = null,
): Sql {
  const filter = withoutSingleStep(asked);
  const match = listMatch(filter);
  if (match.steps.length > 0) return foundWithChains(tenant, period, filter, match, within);
  const { entries } = match;
  const [entry] = entries;
  const inTime = and([periodCondition(period), periodCondition(within)]);
  const isMatch = matchCondition(tenant, match, inChainOfSession(tenant, period));
  if (isFoundByRequests(period, filter)) {
    return sql`request AS r
      WHERE ${and([sql`r.tenant = ${tenant}`, inTime, isMatch])}`;
  }
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
        CROSS JOIN LATERAL ${sessionOf(tenant, sql`r.part`, sql`r.day`)} AS s`
      : sql`${sessionSource(tenant, period, filter)} ${requestsOfParts(period, filter)}`;
  return sql`${table} WHERE ${and([session, sessionPeriodCondition(within), inTime, isMatch])}`;
}

/** Chains are of a part: its requests are found part by part (`OFFSET 0`). */
function foundWithChains(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
  match: ListMatch,
  within: Period | null,
): Sql {
  // Without entries the requests of chains are all that is asked for: a part without a chain has none.
  const session =
    match.entries.length > 0
      ? sessionCondition(tenant, period, filter)
      : sessionWith(tenant, period, filter, mayHaveChain(tenant, match.steps));
  const isMatch = matchCondition(tenant, match, inChainOfSession(tenant, period));
  const inTime = and([periodCondition(period), periodCondition(within)]);
  return sql`${sessionSource(tenant, period, filter)}
    CROSS JOIN LATERAL (SELECT * FROM request AS r WHERE ${and([IS_OF_SESSION, inTime, isMatch])} OFFSET 0) AS r
    WHERE ${and([session, sessionPeriodCondition(within)])}`;
}

const DAY_MS = 86_400_000;

/** The requests of a shorter period are found by the parts that are alive in it; days are partitions. */
function isLong(period: Period | null | undefined): boolean {
  const { from, to } = period ?? {};
  return !from || (to?.getTime() ?? Date.now()) - from.getTime() >= DAY_MS;
}

/** What the tokens of parts lead to, and no index of requests. */
const FOUND_BY_PARTS = ['ids', 'attackIds', 'attackTypes', 'malicious', 'deviations', 'sourceTags'] as const;

/** Whether the requests of a list are looked for without its sessions. */
export function isFoundByRequests(
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): boolean {
  const { requests, ...facts } = filter ?? {};
  const [entry, ...others] = requests ?? [];
  const asksOneRequest = others.length === 0 && FOUND_BY_PARTS.every((name) => entry?.[name] == null);
  return isLong(period) && asksNothing(facts) && asksOneRequest;
}

/**
 * Joins the requests of the parts. Where the filter leads to few parts, part by part (`OFFSET 0`): PostgreSQL takes an
 * attack that few requests name for one that it finds as well by looking at all requests.
 */
function requestsOfParts(period: Period | null | undefined, filter: SessionFilter | null | undefined): Sql {
  const isNarrow = isNamed(filter) || filter?.requests?.some(({ attackIds }) => attackIds);
  return isNarrow
    ? sql`CROSS JOIN LATERAL (SELECT * FROM request AS r WHERE ${IS_OF_SESSION} AND ${periodCondition(period)} OFFSET 0) AS r`
    : sql`JOIN request AS r ON ${IS_OF_SESSION}`;
}

/** What a list asks, as a condition on one row of `session AS s`. */
function sessionCondition(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  const { entries, steps } = listMatch(filter);
  const hasSteps = steps.length > 0;
  const requests = (entries.length > 0 || hasSteps ? entries : [{}]).map((entry) =>
    hasRequest(tenant, period, entry, isNamed(filter)),
  );
  const chain = hasSteps ? [...mayHaveChain(tenant, steps), hasChain(tenant, period, steps)] : [];
  return sessionWith(tenant, period, filter, [...requests, ...chain]);
}

/** What a part with a chain always meets: it has a request for each step. */
function mayHaveChain(tenant: string, steps: readonly SequenceStep[]): Sql[] {
  const tokens = steps.flatMap(({ request }) => requestTokens(tenant, request).necessary);
  return [sql`s.request_count >= ${steps.length}::int`, ...tokens];
}

/** @param requests what the filter's `requests` and `sequence` come to */
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
  sequence: () => null,
};

function sessionFacts(filter: SessionFilter): Sql {
  const conditions = Object.entries(FACTS).map(([name, condition]) => {
    const value = filter[name as keyof SessionFilter];
    return value == null ? null : (condition as Fact<never>)(value as never);
  });
  return and(conditions.filter((condition) => condition !== null));
}

function isOneOfParts(ids: readonly string[]): Sql {
  return sql`(s.key, s.day) IN (${partsById(ids)})`;
}

function hasValue(dimension: 'USER' | 'ROLE', count: Sql, match: StringMatch): Sql {
  const accepted = sql`(${count} > 0 AND EXISTS (SELECT 1 FROM (${valueNames(dimension)}) AS v
    WHERE ${matches(sql`v.value`, match)}))`;
  return matchesNoValue(match) ? sql`(${count} = 0 OR ${accepted})` : accepted;
}

/**
 * Parts that reach into the period. A part never crosses midnight UTC, so its last request lies less than a day
 * after the end of a period that holds one of its requests: both bounds keep the scan short.
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
  if (entry.ids) return and([...necessary, sql`(s.part, s.day) IN (${partsWith(tenant, period, entry)})`]);
  const found = sql`SELECT 1 FROM request AS r
    WHERE ${IS_OF_SESSION} AND ${periodCondition(period)} AND ${requestCondition(tenant, entry)}`;
  // `OFFSET 0`: part by part. PostgreSQL would read all requests, and once per partition, where most parts are proven.
  const ofPart = sql`EXISTS (${found} OFFSET 0)`;
  if (exact) return and([...necessary, or([and([isWhollyIn(period), ...exact]), ofPart])]);
  return and([...necessary, isForFew ? ofPart : sql`EXISTS (${found})`]);
}

/** The period holds the whole part `AS s`. */
export function isWhollyIn(period: Period | null | undefined): Sql {
  const { from, to } = period ?? {};
  if (!from && !to) return TRUE;
  return and(
    [from && sql`s.started_at >= ${from}::timestamptz`, to && sql`s.last_seen_at < ${to}::timestamptz`].filter(
      (condition) => !!condition,
    ),
  );
}
