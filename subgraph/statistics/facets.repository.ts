import { type Sql, sql } from '../db/sql.ts';
import { type Dimension, isCounted, valuesOf, withoutOwn } from '../filters/dimensions.ts';
import type { RequestFilter, SessionFilter } from '../filters/filter.type.ts';
import { requestSource } from '../filters/named-by-id.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { foundSessions } from '../filters/session-condition.ts';
import { noValueToken, tokenPrefix } from '../filters/tokens.ts';
import { asksNothing, wholeDays } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { sumCounters } from './facet-counters.repository.ts';
import { type Facet, type FacetQuery, type FacetRow, searchCondition } from './facet-query.ts';

/**
 * Values of a list with the number of sessions that each would leave. Users and roles are facts of the session; any
 * other value must stand in the request that meets the rest of the first entry of `filter.requests`: that entry is
 * where "only" puts it.
 */
export async function findFacet(prisma: PrismaClient, query: FacetQuery): Promise<Facet> {
  const days = wholeDays(query.period);
  if (days && asksNothing(query.filter) && isCounted(query.dimension)) return sumCounters(prisma, query, days);
  const { tenant, period, first, bound } = query;
  const { sessions, values } =
    query.dimension === 'USER' || query.dimension === 'ROLE' ? ofSession(query) : ofRequests(query);
  const rows = await prisma.$queryRaw<(FacetRow & { total: number })[]>`
    WITH parts AS MATERIALIZED (
      SELECT s.* FROM ${foundSessions(tenant, period, sessions)}
      ORDER BY s.last_seen_at DESC, s.key DESC, s.day DESC LIMIT ${bound + 1}
    ), looked_at AS (
      SELECT * FROM parts ORDER BY last_seen_at DESC, key DESC, day DESC LIMIT ${bound}
    ), counted AS (
      SELECT value, count(*)::int AS count FROM (SELECT DISTINCT s.key, s.day, v.value FROM looked_at AS s ${values}) AS found
      WHERE ${searchCondition(query)} GROUP BY value
    )
    SELECT counted.*, (count(counted.count) OVER ())::int AS "valueCount", (SELECT count(*)::int FROM parts) AS total
    FROM (SELECT 1) AS always LEFT JOIN counted ON TRUE
    ORDER BY count DESC NULLS LAST, value COLLATE "C" NULLS LAST LIMIT ${first}`;
  const total = rows[0]?.total ?? 0;
  // The row that only carries the total, where the list has no value, has no count.
  return { rows: rows.filter(({ count }) => count !== null), total: Math.min(total, bound), exact: total <= bound };
}

interface Parts {
  /** The list without the dimension's own conditions. */
  sessions: SessionFilter;
  /** Joins the values to a part `AS s`, as `v.value`. */
  values: Sql;
}

function ofSession({ dimension, filter }: FacetQuery): Parts {
  const { [dimension === 'USER' ? 'users' : 'roles']: _own, ...sessions } = filter ?? {};
  const none = dimension === 'USER' ? sql`s.user_count = 0` : sql`s.role_count = 0`;
  return {
    sessions,
    values: sql`CROSS JOIN LATERAL (${countedValues(dimension)} UNION ALL SELECT NULL WHERE ${none}) AS v`,
  };
}

function ofRequests(query: FacetQuery): Parts {
  const [first = {}, ...others] = query.filter?.requests ?? [];
  const entry = withoutOwn(query.dimension, first);
  const sessions = { ...query.filter, requests: [entry, ...others] };
  // Where nothing is asked of the requests of whole parts, what is counted per part answers for them.
  if (wholeDays(query.period) && asksNothing(entry)) return { sessions, values: ofWholeParts(query.dimension) };
  return { sessions, values: ofMatchingRequests(query, entry) };
}

function ofMatchingRequests({ tenant, dimension, period }: FacetQuery, entry: RequestFilter): Sql {
  return sql`JOIN ${requestSource(tenant, period, entry)} AS r ON r.tenant = s.tenant AND r.session_key = s.key AND r.day = s.day
      AND ${periodCondition(period)} AND ${requestCondition(tenant, entry)}
    CROSS JOIN LATERAL (${valuesOf(dimension, entry.includeFalsePositives ?? false)}) AS v`;
}

function ofWholeParts(dimension: Dimension): Sql {
  if (dimension === 'STATUS_CLASS') {
    const prefix = tokenPrefix(dimension);
    return sql`CROSS JOIN LATERAL (SELECT nullif(substr(each, ${prefix.length + 1}::int), '') AS value
      FROM unnest(s.tokens) AS each WHERE starts_with(each, ${prefix})) AS v`;
  }
  if (!isCounted(dimension)) {
    return sql`CROSS JOIN LATERAL (SELECT s.tenant, counted.value AS endpoint_id FROM (${countedValues('ENDPOINT')}) AS counted) AS r
      CROSS JOIN LATERAL (${valuesOf(dimension, false)}) AS v`;
  }
  const none = noValueToken(dimension);
  const missing = none ? sql`UNION ALL SELECT NULL WHERE s.tokens && ${[none]}::text[]` : sql``;
  return sql`CROSS JOIN LATERAL (${countedValues(dimension)} ${missing}) AS v`;
}

function countedValues(dimension: Dimension): Sql {
  return sql`SELECT value FROM session_value WHERE session_value.tenant = s.tenant
    AND session_value.session_key = s.key AND session_value.day = s.day AND session_value.dimension = ${dimension}`;
}
