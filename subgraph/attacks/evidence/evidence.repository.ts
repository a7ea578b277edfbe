import { and, type Sql, sql } from '../../db/sql.ts';
import { requestTokens } from '../../filters/request-tokens.ts';
import { token } from '../../filters/tokens.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { SessionFacts } from './measures.ts';

// The sessions of an attack and other ones of the same days. Plain rows in and out; the tenant is always a parameter.

/** Requests of a session that are read, the first in time. */
export const MOST_REQUESTS = 2000;

export interface MeasuredPart {
  /** Number of the part, as text. */
  part: string;
  day: string;
  key: string;
}

/** Session parts with a detection of an attack, in an order that has nothing to do with what they did. */
export function findPartsOfAttack(prisma: PrismaClient, tenant: string, attack: string): Promise<MeasuredPart[]> {
  const { necessary } = requestTokens(tenant, { attackIds: [attack] });
  return prisma.$queryRaw<MeasuredPart[]>`
    SELECT s.part::text AS part, s.day::text AS day, s.key FROM session AS s
    WHERE ${and([sql`s.tenant = ${tenant}`, ...necessary])} AND EXISTS (
      SELECT 1 FROM detection AS d
      WHERE d.tenant = ${tenant} AND d.part = s.part AND d.day = s.day AND d.attack_id = ${attack}
    )
    ORDER BY s.part, s.day`;
}

export interface OtherParts {
  count: number;
  parts: MeasuredPart[];
}

/** Some of the session parts of these days that have none of these keys, in such an order, and the number of all. */
export async function findOtherParts(
  prisma: PrismaClient,
  tenant: string,
  days: readonly string[],
  keys: readonly string[],
  most: number,
): Promise<OtherParts> {
  const rows = await prisma.$queryRaw<(MeasuredPart & { count: number })[]>`
    SELECT s.part::text AS part, s.day::text AS day, s.key, (count(*) OVER ())::int AS count FROM session AS s
    WHERE ${isOfDays(tenant, days)} AND NOT s.key = ANY(${[...keys]}::text[])
    ORDER BY s.part, s.day LIMIT ${most}`;
  return { count: rows[0]?.count ?? 0, parts: rows.map(({ part, day, key }) => ({ part, day, key })) };
}

type FactsRow = Omit<SessionFacts, 'ofAttack'> & { part: string; day: string };

/** What some parts did. */
export function findFacts(prisma: PrismaClient, tenant: string, parts: readonly MeasuredPart[]): Promise<FactsRow[]> {
  return prisma.$queryRaw<FactsRow[]>`
    SELECT s.part::text AS part, s.day::text AS day, s.request_count AS "requestCount", s.duration_ms AS "durationMs",
      s.endpoint_count AS "endpointCount", s.ip_count AS "addressCount", found.*, agents.*
    FROM unnest(${parts.map(({ part }) => part)}::bigint[], ${parts.map(({ day }) => day)}::date[]) AS wanted(part, day)
    JOIN session AS s ON s.tenant = ${tenant} AND s.part = wanted.part AND s.day = wanted.day
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS "readCount", count(gap)::int AS intervals, avg(gap)::float8 AS "meanMs",
        stddev_pop(gap)::float8 AS "deviationMs", bool_and(method IN ('GET', 'HEAD', 'OPTIONS')) AS reads,
        mode() WITHIN GROUP (ORDER BY ip COLLATE "C") AS address, array_agg(DISTINCT parameter_set) AS sets
      FROM (
        SELECT first.method, first.ip, first.parameter_set,
          extract(epoch FROM first.time - lag(first.time) OVER (ORDER BY first.time, first.seq)) * 1000 AS gap
        FROM (
          SELECT r.time, r.seq, r.method, r.ip, r.parameter_set FROM request AS r
          WHERE r.tenant = ${tenant} AND r.part = s.part AND r.day = s.day ORDER BY r.time, r.seq LIMIT ${MOST_REQUESTS}
        ) AS first
      ) AS spaced
    ) AS found
    CROSS JOIN LATERAL (
      SELECT nullif(count(DISTINCT agent.value ->> 'value'), 0)::int AS "agentCount"
      FROM unnest(found.sets) AS own(code)
      JOIN parameter_set AS shared ON shared.tenant = ${tenant} AND shared.day = s.day AND shared.code = own.code
      CROSS JOIN LATERAL jsonb_array_elements(shared.parameters) AS agent(value)
      WHERE lower(agent.value ->> 'name') = 'user-agent' AND agent.value ->> 'source' = 'REQUEST_HEADER'
    ) AS agents`;
}

/** How many keys some addresses have on some days. Of sessions with more than 64 addresses none is known, and none counts. */
export async function countKeysOf(
  prisma: PrismaClient,
  tenant: string,
  days: readonly string[],
  addresses: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const tokens = addresses.map((address) => token('IP', address));
  const rows = await prisma.$queryRaw<{ address: string; keys: number }[]>`
    SELECT asked.address, (
      SELECT count(DISTINCT s.key)::int FROM session AS s WHERE ${isOfDays(tenant, days)} AND s.tokens && ARRAY[asked.token]
    ) AS keys
    FROM unnest(${[...addresses]}::text[], ${tokens}::text[]) AS asked(address, token)`;
  return new Map(rows.map(({ address, keys }) => [address, keys]));
}

/** `session AS s` is of one of the days. Nobody's part ends on another day than it has. */
function isOfDays(tenant: string, days: readonly string[]): Sql {
  return sql`s.tenant = ${tenant} AND s.day = ANY(${[...days]}::date[])`;
}
