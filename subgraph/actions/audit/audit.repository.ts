import type pg from 'pg';
import { type RankingRead, readRanking } from '../../db/ranking.ts';
import { and, type Sql, sql } from '../../db/sql.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

// The audit trail. Rows are added in the transaction of what they tell, if it changes anything, and never changed.

/** Something that was done or refused, by whom and to what. */
export interface AuditEntry {
  actor: string;
  operation: string;
  /** Such as `session:<key>`. */
  subject: string;
  outcome: 'DONE' | 'UNCHANGED' | 'REFUSED';
  /** Why it was refused; null: it was not. */
  message: string | null;
  /** JSON. */
  input: string;
  before: object | null;
  after: object | null;
}

export async function writeAudit(client: pg.ClientBase | pg.Pool, tenant: string, entry: AuditEntry): Promise<void> {
  await writeAudits(client, tenant, [entry]);
}

/** Adds entries in their order, in one statement. */
export async function writeAudits(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await client.query(
    `INSERT INTO audit (tenant, at, actor, operation, subject, outcome, message, input, before, after)
     SELECT $1, clock_timestamp(), actor, operation, subject, outcome, message, input::jsonb, before::jsonb, after::jsonb
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
       WITH ORDINALITY AS e(actor, operation, subject, outcome, message, input, before, after, n) ORDER BY n`,
    [
      tenant,
      entries.map(({ actor }) => actor),
      entries.map(({ operation }) => operation),
      entries.map(({ subject }) => subject),
      entries.map(({ outcome }) => outcome),
      entries.map(({ message }) => message),
      entries.map(({ input }) => input),
      entries.map(({ before }) => json(before)),
      entries.map(({ after }) => json(after)),
    ],
  );
}

export interface AuditRow extends Omit<AuditEntry, 'before' | 'after'> {
  id: string;
  seq: number;
  at: Date;
  /** JSON. */
  before: string | null;
  after: string | null;
}

/** Entries of the trail, newest first. @param subject only those about it; null: all */
export function findAudit(
  prisma: PrismaClient,
  tenant: string,
  subject: string | null,
  read: RankingRead,
): Promise<AuditRow[]> {
  const rows = sql`SELECT seq::text AS id, seq::float8 AS seq, at, actor, operation, subject, outcome, message,
    input::text AS input, before::text AS before, after::text AS after FROM audit WHERE ${about(tenant, subject)}`;
  return prisma.$queryRaw<AuditRow[]>`${readRanking(rows, sql`seq`, 'float8', read)}`;
}

/** Number of entries; counting stops one beyond the bound. */
export async function countAudit(
  prisma: PrismaClient,
  tenant: string,
  subject: string | null,
  bound: number,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM audit WHERE ${about(tenant, subject)} LIMIT ${bound + 1}) AS found`;
  return row!.count;
}

function about(tenant: string, subject: string | null): Sql {
  return and([sql`tenant = ${tenant}`, ...(subject === null ? [] : [sql`subject = ${subject}`])]);
}
