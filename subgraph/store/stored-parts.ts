import type pg from 'pg';
import type { SessionPart } from '../filters/session-id.ts';

/** The tokens of some session parts, by `key.day`; those that are not stored have no entry. */
export async function storedTokens(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ part: string; tokens: string[] }>(
    // Part by part (`OFFSET 0`): as a join, every batch reads all parts of the tenant.
    `SELECT s.key || '.' || s.day AS part, s.tokens
     FROM unnest($2::text[], $3::date[]) AS touched(key, day)
     CROSS JOIN LATERAL (
       SELECT key, day, tokens FROM session WHERE tenant = $1 AND key = touched.key AND day = touched.day OFFSET 0
     ) AS s`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  return new Map(rows.map(({ part, tokens }) => [part, tokens]));
}
