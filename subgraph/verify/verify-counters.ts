import type pg from 'pg';
import { DIMENSION_TABLE, DIMENSIONS } from '../filters/dimensions.ts';
import { NO_VALUE } from '../filters/part-counters.ts';
import { noValueToken, tokenPrefix } from '../filters/tokens.ts';
import type { Differ } from './verify-session.ts';

/** The counters of a day are those of the values and tokens of their sessions, which are compared with the requests. */
export async function compareCounters(client: pg.ClientBase, day: string, differ: Differ): Promise<void> {
  const missing = DIMENSIONS.filter(
    (dimension) => noValueToken(dimension) && dimension !== 'USER' && dimension !== 'ROLE',
  );
  const kept = DIMENSIONS.filter((dimension) => DIMENSION_TABLE[dimension].kept);
  const { rows } = await client.query<{ tenant: string; place: string; stored: number; recomputed: number }>(
    `WITH counted AS (
       SELECT tenant, day, dimension, value, count(*)::int AS sessions FROM session_value WHERE day = $6 GROUP BY 1, 2, 3, 4
       UNION ALL SELECT tenant, day, 'SESSION', '', count(*)::int FROM session WHERE day = $6 GROUP BY 1, 2
       UNION ALL SELECT tenant, day, $1, 'USER', count(*)::int FROM session WHERE day = $6 AND user_count = 0 GROUP BY 1, 2
       UNION ALL SELECT tenant, day, $1, 'ROLE', count(*)::int FROM session WHERE day = $6 AND role_count = 0 GROUP BY 1, 2
       UNION ALL SELECT tenant, day, $1, none.dimension, count(*)::int FROM session
         JOIN unnest($2::text[], $3::text[]) AS none(dimension, token) ON none.token = ANY(tokens) WHERE day = $6 GROUP BY 1, 2, 4
       UNION ALL SELECT tenant, day, kept.dimension, substr(token, length(kept.prefix) + 1), count(*)::int FROM session
         CROSS JOIN LATERAL unnest(tokens) AS token
         JOIN unnest($4::text[], $5::text[]) AS kept(dimension, prefix) ON split_part(token, ':', 1) || ':' = kept.prefix
         WHERE day = $6 AND token NOT IN (kept.prefix, kept.prefix || '*') GROUP BY 1, 2, 3, 4
     ), recomputed AS (
       SELECT tenant, day, dimension, value, sum(sessions)::int AS sessions FROM counted GROUP BY 1, 2, 3, 4
     )
     SELECT tenant, dimension || ' ' || value || ' on ' || day AS place, known.sessions AS stored,
       recomputed.sessions AS recomputed
     FROM (SELECT * FROM facet_count WHERE day = $6) AS known FULL JOIN recomputed USING (tenant, day, dimension, value)
     WHERE known.sessions IS DISTINCT FROM recomputed.sessions`,
    [NO_VALUE, missing, missing.map(noValueToken), kept, kept.map(tokenPrefix), day],
  );
  for (const row of rows) differ({ ...row, place: `counter ${row.place}`, what: 'sessions' });
}
