import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { sql } from '../../db/sql.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

// Verdicts on attacks. Writes are inside the transaction of an action, under the tenant's lock.

export interface VerdictRow {
  id: string;
  attackId: string;
  verdict: 'AGREE' | 'DISAGREE' | 'UNSURE';
  reason: string;
  givenAt: Date;
  givenBy: string;
}

export interface SessionVerdictRow extends VerdictRow {
  sessionKey: string;
  /** Day of the part. */
  date: string;
}

const COLUMNS = sql`v.id, v.attack_id AS "attackId", v.verdict, v.reason, v.given_at AS "givenAt", v.given_by AS "givenBy"`;

/** The verdicts in force on some attacks: at most one each. */
export function findVerdicts(prisma: PrismaClient, tenant: string, attacks: readonly string[]): Promise<VerdictRow[]> {
  return prisma.$queryRaw<VerdictRow[]>`
    SELECT ${COLUMNS} FROM attack_verdict AS v
    WHERE v.tenant = ${tenant} AND v.attack_id = ANY(${[...attacks]}::text[]) AND v.ended_at IS NULL`;
}

/** The verdicts in force on the attacks that some session parts have detections of, newest first. */
export function findVerdictsOfSessions(
  prisma: PrismaClient,
  tenant: string,
  parts: readonly { key: string; date: string }[],
): Promise<SessionVerdictRow[]> {
  return prisma.$queryRaw<SessionVerdictRow[]>`
    SELECT ${COLUMNS}, wanted.key AS "sessionKey", wanted.day::text AS date
    FROM unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ date }) => date)}::date[]) AS wanted(key, day)
    JOIN attack_verdict AS v ON v.tenant = ${tenant} AND v.ended_at IS NULL
    WHERE v.attack_id IN (
      SELECT d.attack_id FROM detection AS d
      WHERE d.tenant = ${tenant} AND d.session_key = wanted.key AND d.day = wanted.day AND d.attack_id IS NOT NULL
    )
    ORDER BY v.given_at DESC, v.id`;
}

/** Codes of the types of an attack, most detections first; none: it is not known. */
export async function findTypes(client: pg.ClientBase, tenant: string, attackId: string): Promise<string[]> {
  const { rows } = await client.query<{ type: string }>(
    `SELECT type FROM detection WHERE tenant = $1 AND attack_id = $2 GROUP BY type ORDER BY count(*) DESC, type COLLATE "C"`,
    [tenant, attackId],
  );
  return rows.map(({ type }) => type);
}

/** The verdict in force on an attack; null: nobody has judged it. */
export async function findVerdict(client: pg.ClientBase, tenant: string, attackId: string): Promise<VerdictRow | null> {
  const { rows } = await client.query<VerdictRow>(
    sql`SELECT ${COLUMNS} FROM attack_verdict AS v
      WHERE v.tenant = ${tenant} AND v.attack_id = ${attackId} AND v.ended_at IS NULL`,
  );
  return rows[0] ?? null;
}

/** @returns the id of the verdict */
export async function addVerdict(
  client: pg.ClientBase,
  tenant: string,
  actor: string,
  { attackId, verdict, reason }: Pick<VerdictRow, 'attackId' | 'verdict' | 'reason'>,
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO attack_verdict (tenant, id, attack_id, verdict, reason, given_at, given_by)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp(), $6)`,
    [tenant, id, attackId, verdict, reason, actor],
  );
  return id;
}

export async function endVerdict(client: pg.ClientBase, tenant: string, actor: string, id: string): Promise<void> {
  await client.query(
    'UPDATE attack_verdict SET ended_at = clock_timestamp(), ended_by = $3 WHERE tenant = $1 AND id = $2',
    [tenant, id, actor],
  );
}
