import type { ShownValues } from '../db/shown-values.ts';
import { sql } from '../db/sql.ts';
import { IS_BLOCKED } from '../filters/denylist-condition.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { foundSessions } from '../filters/session-condition.ts';
import type { SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type SessionRow, sessionColumns } from './session.repository.ts';

/** A session, and whether it is on the denylist now. */
export type ListedRow = SessionRow & { blocked: boolean };

/** So many sessions of a list, after one of them. */
export interface ListedPage {
  period: Period | null;
  filter: SessionFilter | null;
  /** Null: from the beginning. */
  after: SessionPart | null;
  limit: number;
}

/**
 * The sessions of a list, newest day first, then by key: what no import changes, so that reading on page by page neither
 * leaves one out nor comes to one twice.
 */
export function findSessionsByDay(
  prisma: PrismaClient,
  shown: ShownValues,
  tenant: string,
  { period, filter, after, limit }: ListedPage,
): Promise<ListedRow[]> {
  const place = after
    ? sql`AND s.day <= ${after.day}::date AND (s.day, s.key) < (${after.day}::date, ${after.key})`
    : sql``;
  return prisma.$queryRaw<ListedRow[]>`
    SELECT ${sessionColumns(shown)}, ${IS_BLOCKED} AS blocked FROM ${foundSessions(tenant, period, filter)} ${place}
    ORDER BY s.day DESC, s.key DESC LIMIT ${limit}`;
}
