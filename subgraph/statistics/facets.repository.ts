import { sql } from '../db/sql.ts';
import { withoutOwn } from '../filters/dimensions.ts';
import type { SessionFilter } from '../filters/filter.type.ts';
import { isCountedPerDay } from '../filters/part-counters.ts';
import { foundSessions } from '../filters/session-condition.ts';
import { asksNothing } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { sumCounters } from './facet-counters.repository.ts';
import { findFacetOfFew } from './facet-of-few.repository.ts';
import { type Facet, type FacetQuery, type FacetRow, searchCondition } from './facet-query.ts';
import { ofAllRequests, ofPairs, ofRequests, ofSession } from './facet-values.sql.ts';

/**
 * Values of a list with the number of sessions that each would leave. Users and roles are facts of the session; any
 * other value must stand in the request that meets the rest of the first entry of `filter.requests`: that entry is
 * where "only" puts it.
 */
export async function findFacet(prisma: PrismaClient, query: FacetQuery): Promise<Facet> {
  const { dimension } = query;
  const sessions = withoutOwnConditions(query);
  if (asksNothing(sessions) && isCountedPerDay(dimension)) return sumCounters(prisma, query);
  const few = valuesByPairs(query, sessions) ? null : await findFacetOfFew(prisma, query, sessions);
  return few ?? findFacetOfNewest(prisma, query, sessions);
}

/** Of the newest sessions of the list, up to the bound. */
async function findFacetOfNewest(prisma: PrismaClient, query: FacetQuery, sessions: SessionFilter): Promise<Facet> {
  const { tenant, period, first, bound } = query;
  const rows = await prisma.$queryRaw<(FacetRow & { total: number; valueCount: number })[]>`
    WITH parts AS MATERIALIZED (
      SELECT ${PART_SOURCES} FROM ${foundSessions(tenant, period, sessions)}
      ORDER BY s.last_seen_at DESC, s.key DESC, s.day DESC LIMIT ${bound + 1}
    ), looked_at AS (
      SELECT * FROM parts ORDER BY last_seen_at DESC, key DESC, day DESC LIMIT ${bound}
    ), counted AS (
      SELECT value, count(*)::int AS count
      FROM (SELECT DISTINCT s.key, s.day, v.value FROM looked_at AS s ${valuesOfParts(query, sessions)}) AS found
      WHERE ${searchCondition(query)} GROUP BY value
    )
    SELECT counted.*, (count(counted.count) OVER ())::int AS "valueCount", (SELECT count(*)::int FROM parts) AS total
    FROM (SELECT 1) AS always LEFT JOIN counted ON TRUE
    ORDER BY count DESC NULLS LAST, value COLLATE "C" NULLS LAST LIMIT ${first}`;
  const total = rows[0]?.total ?? 0;
  return {
    // The row that only carries the total, where the list has no value, has no count.
    rows: rows.filter(({ count }) => count !== null),
    valueCount: rows[0]?.valueCount ?? 0,
    total: Math.min(total, bound),
    exact: total <= bound,
  };
}

/** What values are joined to, of `session AS s`. */
const PART_SOURCES = sql`s.tenant, s.key, s.day, s.part, s.started_at, s.last_seen_at, s.user_count, s.role_count, s.tokens`;

/** The list without the dimension's own conditions. */
function withoutOwnConditions({ dimension, filter }: FacetQuery): SessionFilter {
  if (dimension === 'USER' || dimension === 'ROLE') {
    const { [dimension === 'USER' ? 'users' : 'roles']: _own, ...sessions } = filter ?? {};
    return sessions;
  }
  const [first = {}, ...others] = filter?.requests ?? [];
  return { ...filter, requests: [withoutOwn(dimension, first), ...others] };
}

function valuesOfParts(query: FacetQuery, sessions: SessionFilter) {
  const { dimension } = query;
  if (dimension === 'USER' || dimension === 'ROLE') return ofSession(dimension);
  const [entry = {}] = sessions.requests ?? [];
  return asksNothing(entry) ? ofAllRequests(query) : (valuesByPairs(query, sessions) ?? ofRequests(query, entry));
}

function valuesByPairs(query: FacetQuery, { requests }: SessionFilter) {
  const [entry = {}] = requests ?? [];
  return ofPairs(query, entry);
}
