import { type Sql, sql } from '../db/sql.ts';
import { type Dimension, valuesOf, withoutOwn } from '../filters/dimensions.ts';
import { containsPattern } from '../filters/endpoint-search.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { sessionCondition } from '../filters/session-condition.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** A value of one dimension of a list. */
export interface FacetRow {
  value: string | null;
  /** Sessions that the list has after "only" this value. */
  count: number;
  valueCount: number;
}

export interface Facet {
  rows: FacetRow[];
  /** Sessions of the list without the dimension's own conditions, at most the bound. */
  total: number;
  exact: boolean;
}

export interface FacetQuery {
  tenant: string;
  dimension: Dimension;
  period?: Period | null;
  filter?: SessionFilter | null;
  first: number;
  /** Where counting sessions stops: the newest that many are looked at. */
  bound: number;
  /** Only values that contain this text, or that are called so: `named` are the values of names with it. */
  search?: { text: string; named: readonly string[] } | null;
}

/**
 * Values of a list with the number of sessions that each would leave. Users and roles are facts of the session; any
 * other value must stand in the request that meets the rest of the first entry of `filter.requests`: that entry is
 * where "only" puts it.
 */
export async function findFacet(prisma: PrismaClient, query: FacetQuery): Promise<Facet> {
  const { tenant, period, first, bound } = query;
  const { sessions, values } =
    query.dimension === 'USER' || query.dimension === 'ROLE' ? ofSession(query) : ofRequests(query);
  const rows = await prisma.$queryRaw<(FacetRow & { total: number })[]>`
    WITH parts AS MATERIALIZED (
      SELECT s.* FROM session AS s WHERE ${sessionCondition(tenant, period, sessions)}
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
    values: sql`CROSS JOIN LATERAL (
      SELECT value FROM session_value WHERE session_value.tenant = s.tenant AND session_value.session_key = s.key
        AND session_value.day = s.day AND session_value.dimension = ${dimension}
      UNION ALL SELECT NULL WHERE ${none}) AS v`,
  };
}

function ofRequests({ dimension, period, filter }: FacetQuery): Parts {
  const [first = {}, ...others] = filter?.requests ?? [];
  const entry = withoutOwn(dimension, first);
  return {
    sessions: { ...filter, requests: [entry, ...others] },
    values: sql`JOIN request AS r ON r.tenant = s.tenant AND r.session_key = s.key AND r.day = s.day
        AND ${periodCondition(period)} AND ${requestCondition(entry)}
      CROSS JOIN LATERAL (${valuesOf(dimension, entry.includeFalsePositives ?? false)}) AS v`,
  };
}

function searchCondition({ tenant, dimension, search }: FacetQuery): Sql {
  if (!search) return sql`TRUE`;
  const pattern = containsPattern(search.text);
  if (dimension === 'ENDPOINT') {
    return sql`value IN (SELECT endpoint.id FROM endpoint WHERE endpoint.tenant = ${tenant}
      AND ((endpoint.method || ' ' || coalesce(endpoint.host, '') || endpoint.path_template) COLLATE "C") ILIKE ${pattern})`;
  }
  return sql`((value COLLATE "C") ILIKE ${pattern} OR value = ANY(${[...search.named]}::text[]))`;
}
