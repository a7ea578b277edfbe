import { and, FALSE, or, type Sql, sql } from '../db/sql.ts';
import { canonicalCidr, canonicalIp } from '../values/addresses.ts';
import { columnOf } from './dimensions.ts';
import { ENDPOINT_FACTS, type EndpointFact, endpointFacts } from './endpoint-condition.ts';
import { parseEndpointSearch } from './endpoint-search.ts';
import type { Period, RequestFilter, SequenceStep, StringMatch } from './filter.type.ts';
import { ofPlainFields, type PlainField, spelledAsStored } from './request-fields.ts';
import { ARE_PARAMETERS_OF, HAS_DETECTIONS, IS_MALICIOUS } from './request-rows.sql.ts';
import { hasOneOf, isOneOf, isWithin, matches, matchesNoValue } from './value-condition.ts';

/** Whether `request AS r` takes part in a chain of the steps: who asks knows the part in which chains are looked for. */
export type InSequence = (steps: readonly SequenceStep[]) => Sql;

/** What a condition is made of beside its own value. */
interface Asked {
  readonly tenant: string;
  readonly filter: RequestFilter;
  /** Marked detections count as attacks. */
  readonly withFalsePositives: boolean;
  readonly inSequence: InSequence;
}

/**
 * The condition of one field of a filter, for a value that is not null; null: it is part of another field's.
 * A function would be called with any field's value, so that its parameters are checked as those of a method.
 */
type Condition<Name extends keyof RequestFilter> = {
  of(value: NonNullable<RequestFilter[Name]>, asked: Asked): Sql | null;
}['of'];
type Conditions = { [Name in keyof Required<RequestFilter>]: Condition<Name> };

/** All of them, complete by type: a field without a condition would filter nothing. */
const CONDITIONS: Conditions = {
  ids: (ids) => sql`r.id = ANY(${ids}::text[])`,
  endpoint: (search, { tenant }) => endpointCondition(tenant, search),
  endpointIds: (ids, { tenant }) => isEndpointOf(tenant, ids),
  statuses: (_statuses, { filter }) => statusCondition(filter),
  statusClasses: (_classes, { filter }) => (filter.statuses ? null : statusCondition(filter)),
  ips: ipCondition,
  users: (match) => matches(sql`r.user_name`, match),
  roles: (match) => matches(sql`r.role`, match),
  attackTypes: (types, { withFalsePositives }) => attackTypeCondition(types, withFalsePositives),
  attackIds: (ids) => sql`r.attack_ids && ${ids}::text[]`,
  malicious: (malicious, { withFalsePositives }) =>
    sql`${withFalsePositives ? HAS_DETECTIONS : IS_MALICIOUS} = ${malicious}`,
  blocked: (blocked) => sql`r.blocked = ${blocked}`,
  durationMs: (range) => isWithin(sql`r.duration_ms`, range),
  sizeBytes: (range) => isWithin(sql`r.size_bytes`, range),
  deviations: deviationCondition,
  parameter: ({ name, value }) => parameterCondition(sql`parameter->>'name' = ${name}`, value),
  userAgent: (match) => parameterCondition(IS_USER_AGENT, match),
  ...ofPlainFields((field) => (values: (string | null)[]) => plainCondition(field, values)),
  ...(Object.fromEntries(
    ENDPOINT_FACTS.map((name) => [name, (_value: unknown, asked: Asked) => factsCondition(name, asked)]),
  ) as Record<EndpointFact, (value: unknown, asked: Asked) => Sql | null>),
  anyOf: (entries, asked) => anyOfCondition(entries, asked),
  // IS NOT TRUE, not NOT: a condition on a missing value is unknown, and the request is then not left out.
  not: (entries, asked) => sql`${anyOfCondition(entries, asked)} IS NOT TRUE`,
  inSequence: (steps, asked) => asked.inSequence(steps),
  // It says what the others count.
  includeFalsePositives: () => null,
};

/**
 * What a request filter means, as a condition on one row of `request AS r`. Everything that asks for requests (the
 * list of sessions, the requests of a session, counts, statistics, facets and timelines) asks through this function.
 */
export function requestCondition(
  tenant: string,
  filter: RequestFilter,
  {
    includeFalsePositives = false,
    inSequence = nowhere,
  }: { includeFalsePositives?: boolean; inSequence?: InSequence } = {},
): Sql {
  const withFalsePositives = filter.includeFalsePositives ?? includeFalsePositives;
  const asked = { tenant, filter, withFalsePositives, inSequence };
  const conditions = Object.entries(CONDITIONS).map(([name, condition]) => {
    const value = filter[name as keyof RequestFilter];
    return value == null ? null : (condition as Condition<never>)(value as never, asked);
  });
  return and(conditions.filter((condition) => condition !== null));
}

/** Filters of lists have no such field: check-filter.ts. */
function nowhere(): never {
  throw new Error('inSequence is asked outside of a session');
}

function anyOfCondition(entries: readonly RequestFilter[], { tenant, withFalsePositives, inSequence }: Asked): Sql {
  const options = { includeFalsePositives: withFalsePositives, inSequence };
  return or(entries.map((entry) => requestCondition(tenant, entry, options)));
}

function plainCondition(field: PlainField, values: readonly (string | null)[]): Sql {
  const asked = spelledAsStored(field, values);
  return field.several ? hasOneOf(columnOf(field), asked) : isOneOf(columnOf(field), asked);
}

/** All facts together, for they must be those of one endpoint: the first that is asked for has them. */
function factsCondition(name: EndpointFact, { tenant, filter }: Asked): Sql | null {
  if (name !== ENDPOINT_FACTS.find((each) => filter[each] != null)) return null;
  return isEndpointWith(tenant, endpointFacts(filter)!);
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

/** Looked up once, not per request: nothing in the subquery may depend on the row. */
function isEndpointWith(tenant: string, condition: Sql): Sql {
  return sql`r.endpoint_id IN (SELECT endpoint.id FROM endpoint WHERE endpoint.tenant = ${tenant} AND ${condition})`;
}

/** By the ids that endpoints have, or had. */
function isEndpointOf(tenant: string, ids: readonly (string | null)[]): Sql {
  return sql`r.endpoint_id = ANY(with_current_endpoints(${tenant}, '', ${ids.filter((id) => id !== null)}::text[]))`;
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

function deviationCondition(metrics: NonNullable<RequestFilter['deviations']>): Sql {
  return or([
    ...(metrics.includes('DURATION') ? [sql`r.duration_deviation IS NOT NULL`] : []),
    ...(metrics.includes('SIZE') ? [sql`r.size_deviation IS NOT NULL`] : []),
  ]);
}

/** Every request that came with one keeps it among its parameters (session-key.ts). */
const IS_USER_AGENT = sql`parameter->>'name' = 'User-Agent' AND parameter->>'source' = 'REQUEST_HEADER'`;

/** At least one value of such a parameter is accepted; a request that lacks it is judged as having "no value". */
function parameterCondition(isNamed: Sql, value: StringMatch | null | undefined): Sql {
  const carriers = sql`FROM parameter_set AS shared CROSS JOIN LATERAL jsonb_array_elements(shared.parameters) AS parameter
    WHERE ${ARE_PARAMETERS_OF} AND ${isNamed} AND parameter->>'value' IS NOT NULL`;
  if (!value) return sql`EXISTS (SELECT 1 ${carriers})`;
  const accepted = sql`EXISTS (SELECT 1 ${carriers} AND ${matches(sql`(parameter->>'value')`, value)})`;
  return matchesNoValue(value) ? sql`(${accepted} OR NOT EXISTS (SELECT 1 ${carriers}))` : accepted;
}
