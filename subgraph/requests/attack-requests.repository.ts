import { inTurns, LISTS_PER_STATEMENT } from '../db/in-turns.ts';
import type { ShownValues } from '../db/shown-values.ts';
import { join, type Sql, sql } from '../db/sql.ts';
import { ofAttack } from '../filters/entity-filter.ts';
import { foundRequests } from '../filters/session-condition.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { isAfter, type RequestPlace, type RequestRow, requestColumns } from './request.repository.ts';

// Requests of attacks over all sessions, newest first. Plain rows in and out; the tenant is always a parameter.

const NEWEST_FIRST = { order: 'TIME', descending: true } as const;

/** A page of the requests of an attack as it is read; backwards: towards newer ones, nearest first. */
export interface AttackRequestsRead {
  attackId: string;
  /** Null: from the newest on. */
  place: RequestPlace | null;
  backwards: boolean;
  limit: number;
}

/**
 * The requests of each attack from a place on. One result per page, in their order.
 * @param pages read in the same direction
 */
export function findRequestsOfAttacks(
  prisma: PrismaClient,
  shown: ShownValues,
  tenant: string,
  pages: readonly AttackRequestsRead[],
): Promise<RequestRow[][]> {
  return inTurns(pages, LISTS_PER_STATEMENT, async (some) => {
    const direction = some[0]!.backwards ? sql`ASC` : sql`DESC`;
    const lists = some.map(
      ({ attackId, place, backwards, limit }, n) => sql`(
        SELECT ${n}::int AS n, ${requestColumns(shown)} FROM ${requestsOf(tenant, attackId)}
        ${place ? sql`AND ${isAfter(NEWEST_FIRST, place, backwards)}` : sql``}
        ORDER BY r.time ${direction}, r.seq ${direction} LIMIT ${limit})`,
    );
    const rows = await prisma.$queryRaw<(RequestRow & { n: number })[]>`
      SELECT * FROM (${join(lists, ' UNION ALL ')}) AS found
      ORDER BY n, time ${direction}, seq::bigint ${direction}`;
    const found: RequestRow[][] = some.map(() => []);
    for (const { n, ...row } of rows) found[n]!.push(row);
    return found;
  });
}

/** Number of requests of each attack; counting stops one beyond the bound. In the order of the attacks. */
export function countRequestsOfAttacks(
  prisma: PrismaClient,
  tenant: string,
  attackIds: readonly string[],
  bound: number,
): Promise<number[]> {
  return countEach(
    prisma,
    attackIds.map(
      (id) => sql`SELECT count(*)::int FROM (
        SELECT 1 FROM ${requestsOf(tenant, id)} LIMIT ${bound + 1}) AS found`,
    ),
  );
}

/** How many requests of each attack are newer than a place among them. In the order of the places. */
export function countNewerOfAttacks(
  prisma: PrismaClient,
  tenant: string,
  places: readonly { attackId: string; place: RequestPlace }[],
): Promise<number[]> {
  return countEach(
    prisma,
    places.map(
      ({ attackId, place }) => sql`SELECT count(*)::int FROM ${requestsOf(tenant, attackId)}
        AND ${isAfter(NEWEST_FIRST, place, true)}`,
    ),
  );
}

function countEach(prisma: PrismaClient, counts: readonly Sql[]): Promise<number[]> {
  return inTurns(counts, LISTS_PER_STATEMENT, async (some) => {
    const numbered = some.map((count, n) => sql`SELECT ${n}::int AS n, (${count}) AS count`);
    const rows = await prisma.$queryRaw<{ count: number }[]>`${join(numbered, ' UNION ALL ')} ORDER BY n`;
    return rows.map(({ count }) => count);
  });
}

/** The requests for which the list of the attack's sessions holds them; a condition may follow. */
function requestsOf(tenant: string, attackId: string): Sql {
  return foundRequests(tenant, null, ofAttack(attackId));
}
