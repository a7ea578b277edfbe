import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type RankingRead, readRanking } from '../../db/ranking.ts';
import { and, type Sql, sql } from '../../db/sql.ts';
import { IN_FORCE } from '../../filters/denylist-condition.ts';
import type { SessionPart } from '../../filters/session-id.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

// The denylist. Writes are inside the transaction of an action, under the tenant's lock.

export interface DenylistRow {
  id: string;
  sessionKey: string;
  /** Empty: all. */
  applications: string[];
  /** Null: until somebody ends it. */
  until: Date | null;
  reason: string;
  createdAt: Date;
  createdBy: string;
  endedAt: Date | null;
  endedBy: string | null;
  active: boolean;
}

const COLUMNS = sql`e.id, e.session_key AS "sessionKey", e.applications, e.until, e.reason, e.created_at AS "createdAt",
  e.created_by AS "createdBy", e.ended_at AS "endedAt", e.ended_by AS "endedBy", ${IN_FORCE} AS active`;

/** The entries in force of some keys: at most one each. */
export function findActiveEntries(
  prisma: PrismaClient,
  tenant: string,
  keys: readonly string[],
): Promise<DenylistRow[]> {
  return prisma.$queryRaw<DenylistRow[]>`
    SELECT ${COLUMNS} FROM denylist_entry AS e
    WHERE e.tenant = ${tenant} AND e.session_key = ANY(${[...keys]}::text[]) AND ${IN_FORCE}`;
}

/** All entries of some keys, newest first. */
export function findEntriesOfKeys(
  prisma: PrismaClient,
  tenant: string,
  keys: readonly string[],
): Promise<DenylistRow[]> {
  return prisma.$queryRaw<DenylistRow[]>`
    SELECT ${COLUMNS} FROM denylist_entry AS e
    WHERE e.tenant = ${tenant} AND e.session_key = ANY(${[...keys]}::text[]) ORDER BY e.created_at DESC, e.id`;
}

interface DenylistQuery {
  tenant: string;
  /** Null: of all sessions. */
  sessionKey: string | null;
  /** Null: those in force and the others. */
  active: boolean | null;
}

/** Entries, newest first. */
export function findEntries(prisma: PrismaClient, query: DenylistQuery, read: RankingRead): Promise<DenylistRow[]> {
  const rows = sql`SELECT ${COLUMNS} FROM denylist_entry AS e WHERE ${meets(query)}`;
  return prisma.$queryRaw<DenylistRow[]>`${readRanking(rows, sql`"createdAt"`, 'timestamptz', read)}`;
}

/** Number of entries; counting stops one beyond the bound. */
export async function countEntries(prisma: PrismaClient, query: DenylistQuery, bound: number): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM denylist_entry AS e WHERE ${meets(query)} LIMIT ${bound + 1}
    ) AS found`;
  return row!.count;
}

function meets({ tenant, sessionKey, active }: DenylistQuery): Sql {
  return and([
    sql`e.tenant = ${tenant}`,
    ...(sessionKey === null ? [] : [sql`e.session_key = ${sessionKey}`]),
    ...(active === null ? [] : [sql`${IN_FORCE} = ${active}`]),
  ]);
}

/** What is known of the key of a part; null: there is no such part. */
export async function findKeySources(client: pg.ClientBase, tenant: string, part: SessionPart): Promise<object | null> {
  const { rows } = await client.query<{ identifiedBy: object }>(
    `SELECT identified_by AS "identifiedBy" FROM session WHERE tenant = $1 AND key = $2 AND day = $3`,
    [tenant, part.key, part.day],
  );
  return rows[0]?.identifiedBy ?? null;
}

/** The entry in force of a key; null: it is not blocked. */
export async function findActiveEntry(
  client: pg.ClientBase,
  tenant: string,
  sessionKey: string,
): Promise<Omit<DenylistRow, 'active'> | null> {
  const { rows } = await client.query<Omit<DenylistRow, 'active'>>(
    `SELECT id, session_key AS "sessionKey", applications, until, reason, created_at AS "createdAt",
       created_by AS "createdBy", ended_at AS "endedAt", ended_by AS "endedBy"
     FROM denylist_entry WHERE tenant = $1 AND session_key = $2 AND ended_at IS NULL AND (until IS NULL OR until > now())`,
    [tenant, sessionKey],
  );
  return rows[0] ?? null;
}

type NewEntry = Pick<DenylistRow, 'sessionKey' | 'applications' | 'until' | 'reason'>;

/** @returns the id of the entry */
export async function addEntry(
  client: pg.ClientBase,
  tenant: string,
  actor: string,
  { sessionKey, applications, until, reason }: NewEntry,
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO denylist_entry (tenant, id, session_key, applications, until, reason, created_at, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), $7)`,
    [tenant, id, sessionKey, applications, until?.toISOString() ?? null, reason, actor],
  );
  return id;
}

export async function endEntry(client: pg.ClientBase, tenant: string, actor: string, id: string): Promise<void> {
  await client.query(
    'UPDATE denylist_entry SET ended_at = clock_timestamp(), ended_by = $3 WHERE tenant = $1 AND id = $2',
    [tenant, id, actor],
  );
}
