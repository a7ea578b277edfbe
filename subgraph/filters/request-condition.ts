import { and, FALSE, or, type Sql, sql, TRUE } from '../db/sql.ts';
import { canonicalCidr, canonicalIp } from '../ingest/ip.ts';
import { endpointFacts, overlaps } from './endpoint-condition.ts';
import { parseEndpointSearch } from './endpoint-search.ts';
import type { ParameterMatch, Period, RequestFilter } from './filter.type.ts';
import { isOneOf, isWithin, matches, matchesNoValue } from './value-condition.ts';

/**
 * What a request filter means, as a condition on one row of `request AS r`. Everything that asks for requests (the
 * list of sessions, the requests of a session, counts, statistics, facets and timelines) asks through this function.
 */
export function requestCondition(tenant: string, filter: RequestFilter, includeFalsePositives = false): Sql {
  const withFalsePositives = filter.includeFalsePositives ?? includeFalsePositives;
  const facts = endpointFacts(filter);
  const nested = (entries: RequestFilter[]) =>
    or(entries.map((entry) => requestCondition(tenant, entry, withFalsePositives)));
  return and(
    [
      filter.ids && sql`r.id = ANY(${filter.ids}::text[])`,
      filter.methods && sql`r.method = ANY(${filter.methods}::text[])`,
      filter.hosts && isOneOf(sql`r.host`, lowerCase(filter.hosts)),
      filter.applications && isOneOf(sql`r.application`, filter.applications),
      filter.endpoint && endpointCondition(tenant, filter.endpoint),
      filter.endpointIds && isOneOf(sql`r.endpoint_id`, filter.endpointIds),
      (filter.statuses || filter.statusClasses) && statusCondition(filter),
      filter.ips && ipCondition(filter.ips),
      filter.countries && isOneOf(sql`r.country_code`, filter.countries),
      filter.sourceTags && overlaps(sql`r.source_tags`, filter.sourceTags),
      filter.users && matches(sql`r.user_name`, filter.users),
      filter.roles && matches(sql`r.role`, filter.roles),
      filter.attackTypes && attackTypeCondition(filter.attackTypes, withFalsePositives),
      filter.attackIds && sql`r.attack_ids && ${filter.attackIds}::text[]`,
      filter.malicious != null && sql`${isMalicious(withFalsePositives)} = ${filter.malicious}`,
      filter.blocked != null && sql`r.blocked = ${filter.blocked}`,
      filter.durationMs && isWithin(sql`r.duration_ms`, filter.durationMs),
      filter.sizeBytes && isWithin(sql`r.size_bytes`, filter.sizeBytes),
      filter.deviations && deviationCondition(filter.deviations),
      filter.parameter && parameterCondition(filter.parameter),
      facts && isEndpointWith(tenant, facts),
      filter.anyOf && nested(filter.anyOf),
      // IS NOT TRUE, not NOT: a condition on a missing value is unknown, and the request is then not left out.
      filter.not && sql`${nested(filter.not)} IS NOT TRUE`,
    ].filter((condition) => !!condition),
  );
}

/** What a list asks of one request: that it meets at least one of the entries, or nothing without any. */
export function matchCondition(tenant: string, entries: readonly RequestFilter[]): Sql {
  return entries.length > 0 ? or(entries.map((entry) => requestCondition(tenant, entry))) : TRUE;
}

/** The period, as a condition on `request AS r`; its days keep the search to their partitions. */
export function periodCondition(period: Period | null | undefined): Sql {
  const { from, to } = period ?? {};
  return and(
    [
      from && sql`r.time >= ${from}::timestamptz`,
      to && sql`r.time < ${to}::timestamptz`,
      (from || to) && daysCondition(sql`r.day`, period),
    ].filter((condition) => !!condition),
  );
}

/** The days that a period touches, as a condition on the day of a table. */
export function daysCondition(day: Sql, period: Period | null | undefined): Sql {
  const { from, to } = period ?? {};
  return and(
    [from && sql`${day} >= ${utcDay(from)}::date`, to && sql`${day} <= ${utcDay(to)}::date`].filter(
      (condition) => !!condition,
    ),
  );
}

/** The UTC day of a time, YYYY-MM-DD. */
export function utcDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function lowerCase(values: readonly (string | null)[]): (string | null)[] {
  return values.map((value) => value?.toLowerCase() ?? null);
}

/** Looked up once, not per request: nothing in the subquery may depend on the row. */
function isEndpointWith(tenant: string, condition: Sql): Sql {
  return sql`r.endpoint_id IN (SELECT endpoint.id FROM endpoint WHERE endpoint.tenant = ${tenant} AND ${condition})`;
}

function endpointCondition(tenant: string, search: string): Sql {
  const { method, pattern } = parseEndpointSearch(search);
  return and(
    [
      method && sql`upper(r.method) = ${method}`,
      pattern &&
        sql`((r.path COLLATE "C") ILIKE ${pattern}
          OR ${isEndpointWith(tenant, sql`(endpoint.path_template COLLATE "C") ILIKE ${pattern}`)})`,
    ].filter((condition) => !!condition),
  );
}

function statusCondition({ statuses, statusClasses }: RequestFilter): Sql {
  const codes = (statuses ?? []).filter((status) => status !== null);
  return or(
    [
      codes.length > 0 && sql`r.status = ANY(${codes}::int[])`,
      statuses?.includes(null) && sql`r.status IS NULL`,
      statusClasses && sql`r.status / 100 = ANY(${statusClasses}::int[])`,
    ].filter((condition) => !!condition),
  );
}

function ipCondition(ips: readonly (string | null)[]): Sql {
  const { addresses, blocks } = splitAddresses(ips);
  return or([
    isOneOf(sql`r.ip`, [...addresses, ...(ips.includes(null) ? [null] : [])]),
    blocks.length > 0 ? sql`r.ip::inet <<= ANY(${blocks}::inet[])` : FALSE,
  ]);
}

/** Single addresses and CIDR blocks, canonical. */
export function splitAddresses(ips: readonly (string | null)[]): { addresses: string[]; blocks: string[] } {
  const present = ips.filter((value) => value !== null);
  return {
    addresses: present.map((text) => canonicalIp(text)).filter((address) => address !== null),
    blocks: present.map((text) => canonicalCidr(text)).filter((block) => block !== null),
  };
}

function attackTypeCondition(types: readonly string[], withFalsePositives: boolean): Sql {
  const counted = sql`r.attack_types && ${types}::text[]`;
  return withFalsePositives ? sql`(${counted} OR r.false_positive_types && ${types}::text[])` : counted;
}

function isMalicious(withFalsePositives: boolean): Sql {
  return withFalsePositives
    ? sql`(cardinality(r.attack_types) + cardinality(r.false_positive_types) > 0)`
    : sql`(cardinality(r.attack_types) > 0)`;
}

function deviationCondition(metrics: NonNullable<RequestFilter['deviations']>): Sql {
  return or([
    ...(metrics.includes('DURATION') ? [sql`r.duration_deviation IS NOT NULL`] : []),
    ...(metrics.includes('SIZE') ? [sql`r.size_deviation IS NOT NULL`] : []),
  ]);
}

/** At least one value of the parameter is accepted; a request that lacks it is judged as having "no value". */
function parameterCondition({ name, value }: ParameterMatch): Sql {
  const carriers = sql`FROM jsonb_array_elements(r.parameters) AS parameter
    WHERE parameter->>'name' = ${name} AND parameter->>'value' IS NOT NULL`;
  if (!value) return sql`EXISTS (SELECT 1 ${carriers})`;
  const accepted = sql`EXISTS (SELECT 1 ${carriers} AND ${matches(sql`(parameter->>'value')`, value)})`;
  return matchesNoValue(value) ? sql`(${accepted} OR NOT EXISTS (SELECT 1 ${carriers}))` : accepted;
}
