import type { Database } from '../../subgraph/db/database.ts';
import { COUNTED_DIMENSIONS } from '../../subgraph/filters/dimensions.ts';
import { tokenPrefix } from '../../subgraph/filters/tokens.ts';

export const VALUES_IN_TOKENS = '20261130000000_values_in_tokens';

/** As a store was before the numbers of values stood beside the tokens of sessions: each value a row of `session_value`. */
export async function putValuesInRows({ pool }: Database): Promise<void> {
  await pool.query(
    `INSERT INTO session_value (tenant, session_key, day, dimension, value, requests, detections)
     SELECT s.tenant, s.key, s.day, asked.dimension, substr(kept.token, length(asked.prefix) + 1), kept.requests,
       coalesce(kept.detections, 0)
     FROM session AS s CROSS JOIN unnest(s.tokens, s.token_requests, s.token_detections) AS kept(token, requests, detections)
     JOIN unnest($1::text[], $2::text[]) AS asked(dimension, prefix) ON starts_with(kept.token, asked.prefix)
     WHERE kept.token NOT IN (asked.prefix, asked.prefix || '*')`,
    [COUNTED_DIMENSIONS, COUNTED_DIMENSIONS.map(tokenPrefix)],
  );
  await pool.query('ALTER TABLE session DROP COLUMN token_requests, DROP COLUMN token_detections');
  await pool.query('DELETE FROM "_prisma_migrations" WHERE migration_name = $1', [VALUES_IN_TOKENS]);
}
