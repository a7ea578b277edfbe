import { type RankingRead, readRanking } from '../db/ranking.ts';
import { and, type Sql, sql } from '../db/sql.ts';
import type { Period } from '../filters/filter.type.ts';
import { daysCondition, periodCondition } from '../filters/request-condition.ts';
import { hasId, IS_DETECTION_OF } from '../filters/request-rows.sql.ts';
import { requestTokens } from '../filters/request-tokens.ts';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';

// Attacks as detections name them. Plain rows in and out; the tenant is always a parameter.

export interface KnownAttackRow {
  id: string;
  detectionCount: number;
  requestCount: number;
  sessionCount: number;
  blockedRequestCount: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
  latestRequestId: string;
}

/** Of detections `AS d` with their requests `AS r`, grouped by attack. */
const COUNTERS = sql`d.attack_id AS id, count(*)::int AS "detectionCount",
  count(DISTINCT r.seq)::int AS "requestCount",
  count(DISTINCT (r.part, r.day))::int AS "sessionCount",
  (count(DISTINCT r.seq) FILTER (WHERE r.blocked))::int AS "blockedRequestCount",
  min(r.time) AS "firstSeenAt", max(r.time) AS "lastSeenAt",
  (array_agg(r.id ORDER BY r.time DESC, r.seq DESC))[1] AS "latestRequestId"`;

/** Attacks of a period, newest activity first. Looks at every detection of the period that names an attack. */
export function findKnownAttacks(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null,
  read: RankingRead,
): Promise<KnownAttackRow[]> {
  const attacks = sql`SELECT ${COUNTERS} FROM ${namingDetections(tenant, period)} GROUP BY d.attack_id`;
  return prisma.$queryRaw<KnownAttackRow[]>`${readRanking(attacks, sql`"lastSeenAt"`, 'timestamptz', read)}`;
}

/** Number of attacks of a period; counting stops one beyond the bound. */
export async function countKnownAttacks(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null,
  bound: number,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT DISTINCT d.attack_id FROM ${namingDetections(tenant, period)} LIMIT ${bound + 1}
    ) AS found`;
  return row!.count;
}

/** Attacks of everything kept by id, those that detections name, in any order. */
export function findAttacks(prisma: PrismaClient, tenant: string, ids: readonly string[]): Promise<KnownAttackRow[]> {
  return prisma.$queryRaw<KnownAttackRow[]>`
    SELECT ${COUNTERS} FROM ${namingDetections(tenant, null, ids)} GROUP BY d.attack_id`;
}

/** Codes of the attack types of some attacks, most detections first, equal ones by code. */
export function findTypesOfAttacks(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null,
  ids: readonly string[],
): Promise<{ id: string; type: string }[]> {
  return prisma.$queryRaw<{ id: string; type: string }[]>`
    SELECT d.attack_id AS id, d.type
    FROM ${namingDetections(tenant, period, ids)}
    GROUP BY d.attack_id, d.type ORDER BY count(*) DESC, d.type COLLATE "C"`;
}

/**
 * Detections `AS d` of a period with their requests `AS r`, false positives too: what `attackIds` of a filter finds.
 * @param ids attacks that they name, looked for in the parts that may have them; null: any
 */
function namingDetections(tenant: string, period: Period | null, ids: readonly string[] | null = null): Sql {
  return sql`detection AS d JOIN request AS r
      ON ${IS_DETECTION_OF} AND ${Prisma.raw(hasId('r', 'd.tenant', 'd.request_id'))}
    WHERE ${and([
      sql`d.tenant = ${tenant}`,
      ids
        ? sql`d.attack_id = ANY(${[...ids]}::text[]) AND (d.part, d.day) IN (${partsWith(tenant, ids)})`
        : sql`d.attack_id IS NOT NULL`,
      daysCondition(sql`d.day`, period),
      periodCondition(period),
    ])}`;
}

/** Numbers and days of the parts that may have a detection of one of the attacks. */
function partsWith(tenant: string, ids: readonly string[]): Sql {
  const { necessary } = requestTokens(tenant, { attackIds: [...ids] });
  return sql`SELECT s.part, s.day FROM session AS s WHERE ${and([sql`s.tenant = ${tenant}`, ...necessary])}`;
}
