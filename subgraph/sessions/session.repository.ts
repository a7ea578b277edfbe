import { and, join, type Sql, sql } from '../db/sql.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { sessionCondition } from '../filters/session-condition.ts';
import type { SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

// Reads of session parts. Plain rows in and out; the tenant is always a parameter.

/** A row of `session` as the resolvers see it. */
export interface SessionRow {
  key: string;
  /** YYYY-MM-DD. */
  day: string;
  startedAt: Date;
  lastSeenAt: Date;
  durationMs: number;
  requestCount: number;
  attackCount: number;
  maliciousRequestCount: number;
  blockedRequestCount: number;
  userCount: number;
  ipCount: number;
  hostCount: number;
  endpointCount: number;
  identifiedBy: { name: string; source: string }[];
}

const COLUMNS = sql`s.key, s.day::text AS day, s.started_at AS "startedAt", s.last_seen_at AS "lastSeenAt",
  s.duration_ms AS "durationMs", s.request_count AS "requestCount", s.attack_count AS "attackCount",
  s.malicious_count AS "maliciousRequestCount", s.blocked_count AS "blockedRequestCount",
  s.user_count AS "userCount", s.ip_count AS "ipCount", s.host_count AS "hostCount",
  s.endpoint_count AS "endpointCount", s.identified_by AS "identifiedBy"`;

/** What a list of sessions can be ordered by: the expression, and the value of a row that a cursor carries. */
export const SESSION_ORDERS = {
  LAST_SEEN_AT: { column: sql`s.last_seen_at`, type: 'timestamptz', valueOf: (row) => row.lastSeenAt.toISOString() },
  STARTED_AT: { column: sql`s.started_at`, type: 'timestamptz', valueOf: (row) => row.startedAt.toISOString() },
  DURATION: { column: sql`s.duration_ms`, type: 'float8', valueOf: (row) => row.durationMs },
  REQUEST_COUNT: { column: sql`s.request_count`, type: 'int', valueOf: (row) => row.requestCount },
  ATTACK_COUNT: { column: sql`s.attack_count`, type: 'int', valueOf: (row) => row.attackCount },
} as const satisfies Record<
  string,
  { column: Sql; type: 'timestamptz' | 'float8' | 'int'; valueOf(row: SessionRow): string | number }
>;
export type SessionOrderName = keyof typeof SESSION_ORDERS;

/** The part that a page begins behind: the value it is ordered by, its key, its day. */
export interface SessionPlace {
  value: string | number;
  key: string;
  day: string;
}

export interface SessionListQuery {
  tenant: string;
  period?: Period | null;
  filter?: SessionFilter | null;
  order: SessionOrderName;
  descending: boolean;
}

/**
 * Parts in order, from a place on; equal values are told apart by key and day.
 * @param backwards read away from the place against the order: the rows come nearest first
 */
export function findSessions(
  prisma: PrismaClient,
  query: SessionListQuery,
  { place, backwards, limit }: { place: SessionPlace | null; backwards: boolean; limit: number },
): Promise<SessionRow[]> {
  const { column } = SESSION_ORDERS[query.order];
  const direction = query.descending !== backwards ? sql`DESC` : sql`ASC`;
  return prisma.$queryRaw<SessionRow[]>`
    SELECT ${COLUMNS} FROM session AS s
    WHERE ${and([sessionCondition(query.tenant, query.period, query.filter), ...behind(query, place, backwards)])}
    ORDER BY ${column} ${direction}, s.key ${direction}, s.day ${direction}
    LIMIT ${limit}`;
}

function behind(query: SessionListQuery, place: SessionPlace | null, backwards: boolean): Sql[] {
  if (!place) return [];
  const { column, type } = SESSION_ORDERS[query.order];
  const comparison = query.descending !== backwards ? sql`<` : sql`>`;
  const value = type === 'timestamptz' ? sql`${place.value}::timestamptz` : sql`${place.value}::float8`;
  return [sql`(${column}, s.key, s.day) ${comparison} (${value}, ${place.key}, ${place.day}::date)`];
}

/** Number of parts that a list has; counting stops one beyond the bound. */
export async function countSessions(
  prisma: PrismaClient,
  { tenant, period, filter }: Pick<SessionListQuery, 'tenant' | 'period' | 'filter'>,
  bound: number,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM session AS s WHERE ${sessionCondition(tenant, period, filter)} LIMIT ${bound + 1}
    ) AS found`;
  return row!.count;
}

/** Number of parts that each of some filters leaves; counting stops one beyond the bound. In the order of the filters. */
export async function countSessionsOfEach(
  prisma: PrismaClient,
  tenant: string,
  filters: readonly SessionFilter[],
  bound: number,
): Promise<number[]> {
  const counts = filters.map(
    (filter, index) => sql`SELECT ${index}::int AS n, (SELECT count(*)::int FROM (
      SELECT 1 FROM session AS s WHERE ${sessionCondition(tenant, null, filter)} LIMIT ${bound + 1}) AS found) AS count`,
  );
  const rows = await prisma.$queryRaw<{ count: number }[]>`${join(counts, ' UNION ALL ')} ORDER BY n`;
  return rows.map(({ count }) => count);
}

/** The oldest day of which parts are kept, YYYY-MM-DD; null: none. */
export async function findOldestDay(prisma: PrismaClient, tenant: string): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ day: string | null }[]>`
    SELECT min(day)::text AS day FROM facet_count WHERE tenant = ${tenant} AND dimension = 'SESSION'`;
  return row?.day ?? null;
}

/** The counters' number of all parts of some whole days; a missing end is unbounded, `to` is left out. */
export async function countAllSessions(
  prisma: PrismaClient,
  tenant: string,
  days: { from: string | null; to: string | null },
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT coalesce(sum(sessions), 0)::int AS count FROM facet_count
    WHERE ${and([
      sql`tenant = ${tenant} AND dimension = 'SESSION'`,
      ...(days.from ? [sql`day >= ${days.from}::date`] : []),
      ...(days.to ? [sql`day < ${days.to}::date`] : []),
    ])}`;
  return row!.count;
}

/** The parts asked for, those that exist, in any order. */
export function findSessionParts(
  prisma: PrismaClient,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<SessionRow[]> {
  return prisma.$queryRaw<SessionRow[]>`
    SELECT ${COLUMNS} FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]
    ) AS part(key, day)
    JOIN session AS s ON s.tenant = ${tenant} AND s.key = part.key AND s.day = part.day`;
}

/** All parts of some keys, oldest first. */
export function findPartsOfKeys(prisma: PrismaClient, tenant: string, keys: readonly string[]): Promise<SessionRow[]> {
  return prisma.$queryRaw<SessionRow[]>`
    SELECT ${COLUMNS} FROM session AS s WHERE s.tenant = ${tenant} AND s.key = ANY(${[...keys]}::text[])
    ORDER BY s.day`;
}

/** A value of a session and how often it occurs. */
export interface ValueRow {
  value: string;
  requests: number;
  detections: number;
}

/** Which values of which part: the most frequent of a dimension. */
export interface ValuesWanted extends SessionPart {
  dimension: string;
  limit: number;
}

/** The most frequent values of each wish, most frequent first, equal ones by value; `n` is the wish, from 1. */
export function findTopValues(
  prisma: PrismaClient,
  tenant: string,
  wanted: readonly ValuesWanted[],
): Promise<(ValueRow & { n: number })[]> {
  return prisma.$queryRaw<(ValueRow & { n: number })[]>`
    SELECT part.n::int AS n, top.* FROM unnest(
      ${wanted.map(({ key }) => key)}::text[], ${wanted.map(({ day }) => day)}::date[],
      ${wanted.map(({ dimension }) => dimension)}::text[], ${wanted.map(({ limit }) => limit)}::int[]
    ) WITH ORDINALITY AS part(key, day, dimension, top, n)
    CROSS JOIN LATERAL (
      SELECT v.value, v.requests, v.detections FROM session_value AS v
      WHERE v.tenant = ${tenant} AND v.session_key = part.key AND v.day = part.day AND v.dimension = part.dimension
      ORDER BY v.requests DESC, v.value LIMIT part.top
    ) AS top
    ORDER BY part.n, top.requests DESC, top.value`;
}

/** What the newest request from an address says of it, per session part; `n` is the wish, from 1. */
export interface AddressRow {
  n: number;
  countryCode: string | null;
  sourceTags: string[];
}

export function findAddressFacts(
  prisma: PrismaClient,
  tenant: string,
  wanted: readonly (SessionPart & { address: string })[],
): Promise<AddressRow[]> {
  return prisma.$queryRaw<AddressRow[]>`
    SELECT part.n::int AS n, newest.* FROM unnest(
      ${wanted.map(({ key }) => key)}::text[], ${wanted.map(({ day }) => day)}::date[],
      ${wanted.map(({ address }) => address)}::text[]
    ) WITH ORDINALITY AS part(key, day, address, n)
    CROSS JOIN LATERAL (
      SELECT r.country_code AS "countryCode", r.source_tags AS "sourceTags" FROM request AS r
      WHERE r.tenant = ${tenant} AND r.session_key = part.key AND r.day = part.day AND r.ip = part.address
      ORDER BY r.time DESC, r.seq DESC LIMIT 1
    ) AS newest`;
}
