import { join, type Sql, sql } from '../db/sql.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Period, RequestFilter, SessionFilter } from './filter.type.ts';
import { requestsAsked } from './list-match.ts';
import { daysCondition, periodCondition, requestCondition } from './request-condition.ts';
import { isRequest, sessionOf } from './request-rows.sql.ts';
import { parseSessionId } from './session-id.ts';

// What filters name by id is looked up id by id (`OFFSET 0` keeps each look-up apart): as many index searches as there
// are ids, whatever the statistics say. Joined freely, PostgreSQL may take a few hundred ids for a reason to read
// everything, once per partition or per session.

/** Where the requests are that can meet an entry: those of its ids, each once, else all. */
export function requestSource(tenant: string, period: Period | null | undefined, { ids }: RequestFilter): Sql {
  if (!ids) return sql`request`;
  return sql`(SELECT found.* FROM unnest(${[...new Set(ids)]}::text[]) AS named(id) CROSS JOIN (VALUES (${tenant}::text)) AS asking(tenant)
    CROSS JOIN LATERAL (
      SELECT * FROM request WHERE ${Prisma.raw(isRequest('asking.tenant', 'named.id'))}
        AND ${daysCondition(sql`request.day`, period)} OFFSET 0) AS found)`;
}

/** Number and day of the parts with a request that meets an entry which has ids. */
export function partsWith(tenant: string, period: Period | null | undefined, entry: RequestFilter): Sql {
  return sql`SELECT r.part, r.day FROM ${requestSource(tenant, period, entry)} AS r
    WHERE ${periodCondition(period)} AND ${requestCondition(tenant, entry)}`;
}

/** Key and day of parts by id; an id that cannot be one of ours matches nothing. */
export function partsById(ids: readonly string[]): Sql {
  const parts = ids.map(parseSessionId).filter((part) => part !== null);
  return sql`SELECT * FROM unnest(
    ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]) AS named(key, day)`;
}

/**
 * The row of `session` of a key and day.
 * @param days those that there are: PostgreSQL plans for their partitions alone
 */
export function partOf(tenant: string, key: Sql, day: Sql, days: readonly string[]): Sql {
  return sql`(SELECT * FROM session WHERE session.tenant = ${tenant} AND session.key = ${key} AND session.day = ${day}
    AND session.day = ANY(${days}::date[]) OFFSET 0)`;
}

/** The filter names, by ids or keys, the parts that can meet it: few of all. */
export function isNamed(filter: SessionFilter | null | undefined): boolean {
  return Boolean(filter?.ids || filter?.keys || requestsAsked(filter).some(({ ids }) => ids));
}

/** Where the parts are that can meet a filter, `AS s`: those that all of its ids and keys name, else all. */
export function sessionSource(
  tenant: string,
  period: Period | null | undefined,
  filter: SessionFilter | null | undefined,
): Sql {
  if (!isNamed(filter)) return sql`session AS s`;
  const { ids, keys } = filter ?? {};
  const named = [
    ...(ids ? [sql`SELECT part_of(${tenant}, key, day), day FROM (${partsById(ids)}) AS named`] : []),
    ...(keys ? [partsOfKeys(tenant, keys)] : []),
    ...requestsAsked(filter)
      .filter((entry) => entry.ids)
      .map((entry) => partsWith(tenant, period, entry)),
  ];
  return sql`(SELECT DISTINCT * FROM (${join(
    named.map((each) => sql`(${each})`),
    ' INTERSECT ',
  )}) AS each(part, day)) AS named
    CROSS JOIN LATERAL ${sessionOf(tenant, sql`named.part`, sql`named.day`)} AS s`;
}

function partsOfKeys(tenant: string, keys: readonly string[]): Sql {
  return sql`SELECT found.* FROM unnest(${[...new Set(keys)]}::text[]) AS named(key) CROSS JOIN LATERAL (
    SELECT session.part, session.day FROM session WHERE session.tenant = ${tenant} AND session.key = named.key OFFSET 0) AS found`;
}
