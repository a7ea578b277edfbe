import { KEPT_SINCE } from '../db/kept-days.ts';
import type { ShownValues } from '../db/shown-values.ts';
import { join, type Sql, sql } from '../db/sql.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { partOf } from '../filters/named-by-id.ts';
import { type TopWanted, topCountsOfValues } from '../filters/part-values.sql.ts';
import { isOfPart } from '../filters/request-rows.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { RiskFactor } from '../risk/risk.ts';

// Reads of session parts. Plain rows in and out; the tenant is always a parameter.

/** A row of `session` as the resolvers see it; lists that nothing shows are not in it. */
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
  identifiedBy?: { name: string; source: string }[];
  /** Null: to be computed. */
  riskScore: number | null;
  riskFactors?: RiskFactor[] | null;
}

/** Of `session AS s`. Numbers and times are always read; each list is one more JSON to be understood. */
export function sessionColumns(shown: ShownValues): Sql {
  const identifiedBy = shown.hasAny(['identifiedBy', 'identifiedByStrength'])
    ? sql`, s.identified_by AS "identifiedBy"`
    : sql``;
  const riskFactors = shown.hasAny(['risk']) ? sql`, s.risk_factors AS "riskFactors"` : sql``;
  return sql`s.key, s.day::text AS day, s.started_at AS "startedAt", s.last_seen_at AS "lastSeenAt",
  s.duration_ms AS "durationMs", s.request_count AS "requestCount", s.attack_count AS "attackCount",
  s.malicious_count AS "maliciousRequestCount", s.blocked_count AS "blockedRequestCount",
  s.user_count AS "userCount", s.ip_count AS "ipCount", s.host_count AS "hostCount",
  s.endpoint_count AS "endpointCount", s.risk_score AS "riskScore" ${identifiedBy} ${riskFactors}`;
}

/** The oldest day of which parts are kept, YYYY-MM-DD: by retention, else what there is; null: neither. */
export async function findOldestDay(prisma: PrismaClient, tenant: string): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ day: string | null }[]>`
    SELECT coalesce(${KEPT_SINCE},
      (SELECT min(day)::text FROM facet_count WHERE tenant = ${tenant} AND dimension = 'SESSION')) AS day`;
  return row?.day ?? null;
}

/** The parts asked for, those that exist, in any order. */
export function findSessionParts(
  prisma: PrismaClient,
  shown: ShownValues,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<SessionRow[]> {
  return prisma.$queryRaw<SessionRow[]>`
    SELECT ${sessionColumns(shown)} FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]
    ) AS part(key, day)
    CROSS JOIN LATERAL ${partOf(tenant, sql`part.key`, sql`part.day`, daysOf(parts))} AS s`;
}

/** All parts of some keys, oldest first. */
export function findPartsOfKeys(
  prisma: PrismaClient,
  shown: ShownValues,
  tenant: string,
  keys: readonly string[],
): Promise<SessionRow[]> {
  return prisma.$queryRaw<SessionRow[]>`
    SELECT ${sessionColumns(shown)} FROM session AS s WHERE s.tenant = ${tenant} AND s.key = ANY(${[...keys]}::text[])
    ORDER BY s.day`;
}

/** A value of a session and how often it occurs. */
export interface ValueRow {
  value: string;
  requests: number;
  detections: number;
}

/** Of which part and dimension a value is; `n` is the part, from 1. */
export interface TopValueRow extends ValueRow {
  n: number;
  dimension: Dimension;
}

/**
 * The most frequent values of some dimensions of each part, most frequent first, equal ones by value.
 * @param wanted each dimension once
 */
export function findTopValues(
  prisma: PrismaClient,
  tenant: string,
  parts: readonly SessionPart[],
  wanted: readonly TopWanted[],
): Promise<TopValueRow[]> {
  const days = daysOf(parts);
  return prisma.$queryRaw<TopValueRow[]>`
    SELECT part.n::int AS n, top.* FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]
    ) WITH ORDINALITY AS part(key, day, n)
    CROSS JOIN LATERAL ${partOf(tenant, sql`part.key`, sql`part.day`, days)} AS s
    CROSS JOIN LATERAL (${topCountsOfValues(wanted, days)}) AS top
    ORDER BY part.n, top.dimension, top.requests DESC, top.value`;
}

/** What the newest request from an address says of it, per session part; `n` is the wish, from 1. */
export interface AddressRow {
  n: number;
  countryCode: string | null;
  sourceTags: string[];
}

/** An address of a part. */
export interface AddressWanted extends SessionPart {
  address: string;
  /** Requests from there. */
  requests: number;
  /** Requests of the part. */
  ofRequests: number;
}

export async function findAddressFacts(
  prisma: PrismaClient,
  tenant: string,
  wanted: readonly AddressWanted[],
): Promise<AddressRow[]> {
  const numbered = wanted.map((each, index) => ({ ...each, n: index + 1 }));
  const ways = [
    { rows: numbered.filter(isSoonMet), newestOf: newestInOrder },
    { rows: numbered.filter((each) => !isSoonMet(each)), newestOf: newestOfAddress },
  ];
  const found = ways
    .filter(({ rows }) => rows.length > 0)
    .map(
      ({ rows, newestOf }) => sql`SELECT part.n, newest.* FROM unnest(
        ${rows.map(({ key }) => key)}::text[], ${rows.map(({ day }) => day)}::date[],
        ${rows.map(({ address }) => address)}::text[], ${rows.map(({ n }) => n)}::int[]
      ) AS part(key, day, address, n)
      CROSS JOIN LATERAL (${newestOf(isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(rows)))}) AS newest`,
    );
  return prisma.$queryRaw<AddressRow[]>`${join(found, ' UNION ALL ')}`;
}

/** Of the requests of the part, newest first, about as many are looked at as the address has of them, or fewer. */
function isSoonMet({ requests, ofRequests }: AddressWanted): boolean {
  return requests * requests >= ofRequests;
}

const ADDRESS_FACTS = sql`r.country_code AS "countryCode", coalesce(r.source_tags, '{}') AS "sourceTags"`;

/** `OFFSET 0`: PostgreSQL would read all requests of the address, and sort them. */
function newestInOrder(isOfItsPart: Sql): Sql {
  return sql`SELECT ${ADDRESS_FACTS} FROM (
      SELECT r.ip, r.country_code, r.source_tags FROM request AS r WHERE ${isOfItsPart} ORDER BY r.time DESC, r.seq DESC OFFSET 0
    ) AS r WHERE r.ip = part.address LIMIT 1`;
}

function newestOfAddress(isOfItsPart: Sql): Sql {
  return sql`SELECT ${ADDRESS_FACTS} FROM request AS r WHERE ${isOfItsPart} AND r.ip = part.address
    ORDER BY r.time DESC, r.seq DESC LIMIT 1`;
}
