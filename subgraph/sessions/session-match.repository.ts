import { inTurns, LISTS_PER_STATEMENT } from '../db/in-turns.ts';
import { join, type Sql, sql } from '../db/sql.ts';
import type { Period, SequenceStep } from '../filters/filter.type.ts';
import { asksOfRequests, type ListMatch, matchCondition } from '../filters/list-match.ts';
import { requestSource } from '../filters/named-by-id.ts';
import { periodCondition } from '../filters/request-condition.ts';
import { IS_MALICIOUS, isOfPart } from '../filters/request-rows.sql.ts';
import { arrivalOfParts, inChainOfParts } from '../filters/sequence.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** What is asked about a listed session. */
export interface MatchWanted {
  part: SessionPart;
  period?: Period | null;
  /** What the list asks of requests. */
  match: ListMatch;
}

export interface PeriodTotals {
  requestCount: number;
  attackCount: number;
  maliciousRequestCount: number;
  blockedRequestCount: number;
  startedAt: Date;
  lastSeenAt: Date;
}

/** Counters of the requests of some parts that lie in a period. In the order of the parts. */
export function findPeriodTotals(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  parts: readonly SessionPart[],
): Promise<PeriodTotals[]> {
  return prisma.$queryRaw<PeriodTotals[]>`
    SELECT totals.* FROM ${tableOf(parts)}
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS "requestCount", coalesce(sum(r.attack_count), 0)::int AS "attackCount",
        (count(*) FILTER (WHERE ${IS_MALICIOUS}))::int AS "maliciousRequestCount",
        (count(*) FILTER (WHERE r.blocked))::int AS "blockedRequestCount",
        min(r.time) AS "startedAt", max(r.time) AS "lastSeenAt"
      FROM request AS r WHERE ${isInPart(tenant, period, parts)}
    ) AS totals ORDER BY part.n`;
}

export interface MatchRow {
  /** At most one more than the bound. */
  count: number;
  firstAt: Date | null;
  lastAt: Date | null;
  reasons: string[];
}

const REASONS = 3;

/** The parts that one list asks about. */
interface ListParts {
  match: ListMatch;
  parts: SessionPart[];
  /** Where each of the parts stands in what is wanted. */
  places: number[];
}

/**
 * The requests of parts that meet one of the filters (all of the period without any). In the order of what is wanted.
 * @param wanted of one and the same period, and either all with filters or all without
 */
export async function findMatches(
  prisma: PrismaClient,
  tenant: string,
  wanted: readonly MatchWanted[],
  bound: number,
): Promise<MatchRow[]> {
  const found = new Array<MatchRow>(wanted.length);
  await inTurns(byList(wanted), LISTS_PER_STATEMENT, async (lists) => {
    const rows = await findMatchesOfLists(prisma, tenant, wanted[0]!.period, lists, bound);
    for (const [index, place] of lists.flatMap(({ places }) => places).entries()) found[place] = rows[index]!;
    return rows;
  });
  return found;
}

function byList(wanted: readonly MatchWanted[]): ListParts[] {
  const lists = new Map<string, ListParts>();
  for (const [place, { part, match }] of wanted.entries()) {
    const name = JSON.stringify(match);
    const list = lists.get(name) ?? { match, parts: [], places: [] };
    lists.set(name, list);
    list.parts.push(part);
    list.places.push(place);
  }
  return [...lists.values()];
}

async function findMatchesOfLists(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  lists: readonly ListParts[],
  bound: number,
): Promise<MatchRow[]> {
  const rows = await countMatches(prisma, tenant, period, lists, bound);
  // Of more requests than are counted, any may be the first.
  const isBeyond = (place: number) => rows[place]!.count > bound;
  const beyond = [...rows.keys()].filter(isBeyond);
  if (beyond.length === 0) return rows;
  let place = 0;
  const others = lists.map((list) => ({ ...list, parts: list.parts.filter(() => isBeyond(place++)) }));
  const ends = await findEnds(prisma, tenant, period, others);
  for (const [index, each] of beyond.entries()) Object.assign(rows[each]!, ends[index]);
  return rows;
}

/** Each request is read once: the ends of more requests than the bound are not told right. */
function countMatches(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  lists: readonly ListParts[],
  bound: number,
): Promise<MatchRow[]> {
  const { named, matching } = matchingOf(tenant, period, lists);
  const reasons = asksOfRequests(lists[0]!.match) ? kindsOf(tenant) : sql`ARRAY[]::text[]`;
  return prisma.$queryRaw<MatchRow[]>`
    ${named} SELECT found.* FROM ${tableOfLists(lists)}
    CROSS JOIN LATERAL (
      WITH matching AS MATERIALIZED (
        SELECT r.time, r.method, r.endpoint_id, r.status, r.attack_types FROM ${matching} LIMIT ${bound + 1})
      SELECT size.*, ${reasons} AS reasons FROM (
        SELECT count(*)::int AS count, min(time) AS "firstAt", max(time) AS "lastAt" FROM matching) AS size
    ) AS found ORDER BY part.n`;
}

/** When the first and the last of the requests were, of parts that have any. */
function findEnds(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  lists: readonly ListParts[],
): Promise<Pick<MatchRow, 'firstAt' | 'lastAt'>[]> {
  const { named, matching } = matchingOf(tenant, period, lists);
  return prisma.$queryRaw<Pick<MatchRow, 'firstAt' | 'lastAt'>[]>`
    ${named} SELECT (SELECT r.time FROM ${matching} ORDER BY r.time, r.seq LIMIT 1) AS "firstAt",
      (SELECT r.time FROM ${matching} ORDER BY r.time DESC, r.seq DESC LIMIT 1) AS "lastAt"
    FROM ${tableOfLists(lists)} ORDER BY part.n`;
}

/** Requests of `part` that its list asks for, as what stands after FROM; those that all lists name are looked up once. */
function matchingOf(
  tenant: string,
  period: Period | null | undefined,
  lists: readonly ListParts[],
): { named: Sql; matching: Sql } {
  const parts = lists.flatMap((list) => list.parts);
  const condition = sql`${isInPart(tenant, period, parts)} AND ${matchOfList(tenant, period, lists)}`;
  const ids = idsOf(lists);
  if (!ids) return { named: sql``, matching: sql`request AS r WHERE ${condition}` };
  const named = sql`WITH named AS MATERIALIZED (SELECT * FROM ${requestSource(tenant, period, { ids })} AS r)`;
  return { named, matching: sql`named AS r WHERE ${condition}` };
}

/** All request ids that the filters name; null: some filter names none. */
function idsOf(lists: readonly ListParts[]): string[] | null {
  if (lists.some(({ match }) => match.steps.length > 0)) return null;
  const entries = lists.flatMap(({ match }) => match.entries);
  return entries.length > 0 && entries.every(({ ids }) => ids) ? entries.flatMap(({ ids }) => ids ?? []) : null;
}

/** Of several lists, each part is asked about by the filters of its own: they are planned once for all. */
function matchOfList(tenant: string, period: Period | null | undefined, lists: readonly ListParts[]): Sql {
  const [first, ...others] = lists.map(({ match, parts }) =>
    matchCondition(tenant, match, inChainOfParts(tenant, period, parts)),
  );
  if (others.length === 0) return first!;
  const cases = [first!, ...others].map((condition, index) => sql`WHEN ${index}::int THEN ${condition}`);
  return sql`CASE part.list ${join(cases, ' ')} END`;
}

function tableOfLists(lists: readonly ListParts[]): Sql {
  const parts = lists.flatMap((list) => list.parts);
  if (lists.length === 1) return tableOf(parts);
  return sql`unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[],
    ${lists.flatMap((list, index) => list.parts.map(() => index))}::int[]) WITH ORDINALITY AS part(key, day, list, n)`;
}

/** Of each part whether chains of the steps in it rest on arrival alone. In the order of the parts. */
export async function findArrivalOrders(
  prisma: PrismaClient,
  tenant: string,
  { period, steps }: { period?: Period | null; steps: readonly SequenceStep[] },
  parts: readonly SessionPart[],
): Promise<boolean[]> {
  const rows = await prisma.$queryRaw<{ restsOnArrival: boolean }[]>(arrivalOfParts(tenant, period, steps, parts));
  return rows.map(({ restsOnArrival }) => restsOnArrival);
}

/** The most frequent kinds of `matching`, in words. */
function kindsOf(tenant: string): Sql {
  return sql`ARRAY(
    SELECT concat_ws(' ', kind.method, endpoint.path_template, coalesce(kind.status::text, 'no response'),
      nullif(array_to_string(kind.attack_types, ', '), ''))
    FROM (
      SELECT method, endpoint_id, status, attack_types, count(*) AS count FROM matching
      GROUP BY method, endpoint_id, status, attack_types
    ) AS kind JOIN endpoint ON endpoint.tenant = ${tenant} AND endpoint.id = kind.endpoint_id
    ORDER BY kind.count DESC, 1 LIMIT ${REASONS})`;
}

function tableOf(parts: readonly SessionPart[]): Sql {
  return sql`unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
    WITH ORDINALITY AS part(key, day, n)`;
}

function isInPart(tenant: string, period: Period | null | undefined, parts: readonly SessionPart[]): Sql {
  return sql`${isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(parts))} AND ${periodCondition(period)}`;
}
