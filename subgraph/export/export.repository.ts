import { sql } from '../db/sql.ts';
import { isOfPart } from '../filters/request-rows.sql.ts';
import type { SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/**
 * The last request of a part that has arrived, by order of arrival; null: there is no such part. Imports of one tenant
 * wait for each other, so whatever arrives later comes after it.
 */
export async function findNewestSeq(prisma: PrismaClient, tenant: string, part: SessionPart): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ seq: string | null }[]>`
    SELECT max(r.seq)::text AS seq FROM request AS r WHERE ${isOfPart(tenant, sql`${part.key}`, sql`${part.day}::date`, [part.day])}`;
  return row?.seq ?? null;
}
