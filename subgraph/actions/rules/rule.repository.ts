import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type RankingRead, readRanking } from '../../db/ranking.ts';
import { and, type Sql, sql } from '../../db/sql.ts';
import { hasId } from '../../filters/request-rows.sql.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { RuleSource, RuleText } from './rule-grammar.ts';

// Rules. Writes are inside the transaction of an action, under the tenant's lock.

export interface RuleRow extends RuleText {
  id: string;
  state: 'PENDING' | 'ACTIVE' | 'DELETED' | 'FAILED';
  message: string | null;
  reason: string | null;
  createdAt: Date;
  createdBy: string;
  requestId: string;
}

const COLUMNS = sql`id, request_id AS "requestId", kind, state, message, host, path_template AS "pathTemplate", method,
  attack_type AS "attackType", parameter, value, reason, created_at AS "createdAt", created_by AS "createdBy"`;

export function findRules(prisma: PrismaClient, tenant: string, ids: readonly string[]): Promise<RuleRow[]> {
  return prisma.$queryRaw<RuleRow[]>`
    SELECT ${COLUMNS} FROM rule WHERE tenant = ${tenant} AND id = ANY(${[...ids]}::text[])`;
}

/** The rules made from each of some requests, newest first. @param first at most so many of each */
export function findRulesOfRequests(
  prisma: PrismaClient,
  tenant: string,
  requestIds: readonly string[],
  first: number,
): Promise<RuleRow[]> {
  return prisma.$queryRaw<RuleRow[]>`
    SELECT made.* FROM unnest(${[...requestIds]}::text[]) AS asked(request) CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM rule WHERE tenant = ${tenant} AND request_id = asked.request
      ORDER BY created_at DESC, id LIMIT ${first}) AS made
    ORDER BY made."createdAt" DESC, made.id`;
}

/** Rules, newest first. @param state only those that stand so; null: all */
export function listRules(
  prisma: PrismaClient,
  tenant: string,
  state: string | null,
  read: RankingRead,
): Promise<RuleRow[]> {
  const rows = sql`SELECT ${COLUMNS} FROM rule WHERE ${meets(tenant, state)}`;
  return prisma.$queryRaw<RuleRow[]>`${readRanking(rows, sql`"createdAt"`, 'timestamptz', read)}`;
}

/** Number of rules; counting stops one beyond the bound. */
export async function countRules(
  prisma: PrismaClient,
  tenant: string,
  state: string | null,
  bound: number,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM rule WHERE ${meets(tenant, state)} LIMIT ${bound + 1}) AS found`;
  return row!.count;
}

function meets(tenant: string, state: string | null): Sql {
  return and([sql`tenant = ${tenant}`, ...(state === null ? [] : [sql`state = ${state}`])]);
}

/** What a rule may take from a request; null: there is no such request. */
export async function findSource(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  requestId: string,
): Promise<RuleSource | null> {
  const { rows } = await client.query<RuleSource>(
    `SELECT r.host, r.method, e.path_template AS "pathTemplate",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('type', d.type, 'parameter', d.parameter)
          ORDER BY d.false_positive, d.position), '[]') FROM detection AS d
        WHERE d.tenant = r.tenant AND d.part = r.part AND d.day = r.day AND d.request_id = r.id) AS detections
     FROM request AS r JOIN endpoint AS e ON e.tenant = r.tenant AND e.id = r.endpoint_id
     WHERE r.tenant = $1 AND ${hasId('r', '$1', '$2::text')}`,
    [tenant, requestId],
  );
  return rows[0] ?? null;
}

/** @returns the id of the rule, which is PENDING */
export async function addRule(
  client: pg.ClientBase,
  tenant: string,
  rule: RuleText & { requestId: string; reason: string | null; createdBy: string },
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO rule (tenant, id, request_id, kind, state, host, path_template, method, attack_type, parameter, value,
       reason, created_at, created_by)
     VALUES ($1, $2, $3, $4, 'PENDING', $5, $6, $7, $8, $9, $10, $11, clock_timestamp(), $12)`,
    [
      tenant,
      id,
      rule.requestId,
      rule.kind,
      rule.host,
      rule.pathTemplate,
      rule.method,
      rule.attackType,
      rule.parameter,
      rule.value,
      rule.reason,
      rule.createdBy,
    ],
  );
  return id;
}

export async function findRule(client: pg.ClientBase, tenant: string, id: string): Promise<RuleRow | null> {
  const { rows } = await client.query<RuleRow>(`SELECT ${COLUMNS.sql} FROM rule WHERE tenant = $1 AND id = $2`, [
    tenant,
    id,
  ]);
  return rows[0] ?? null;
}

export async function deleteRule(client: pg.ClientBase, tenant: string, id: string): Promise<void> {
  await client.query(`UPDATE rule SET state = 'DELETED' WHERE tenant = $1 AND id = $2`, [tenant, id]);
}

/** Says where a rule stands with the enforcing system. @returns whether it was waiting for that */
export async function answerRule(
  client: pg.ClientBase,
  tenant: string,
  id: string,
  state: 'ACTIVE' | 'FAILED',
  message: string | null,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE rule SET state = $3, message = $4 WHERE tenant = $1 AND id = $2 AND state = 'PENDING'`,
    [tenant, id, state, message],
  );
  return rowCount === 1;
}
