import type pg from 'pg';
import type { SessionPart } from '../filters/session-id.ts';
import type { RiskState } from '../risk/risk.ts';
import type { KeptTokens } from './part-values.ts';

/** As much of a stored session part as a change goes on from. */
export interface StoredPart extends KeptTokens {
  state: RiskState | null;
}

/** Some session parts, by `key.day`; those that are not stored have no entry. */
export async function storedParts(
  client: pg.ClientBase,
  tenant: string,
  parts: readonly SessionPart[],
): Promise<Map<string, StoredPart>> {
  const { rows } = await client.query<StoredPart & { part: string }>(
    // Part by part (`OFFSET 0`): as a join, every batch reads all parts of the tenant.
    `SELECT s.key || '.' || s.day AS part, s.tokens, s.token_requests AS requests, s.token_detections AS detections,
       s.risk_state AS state
     FROM unnest($2::text[], $3::date[]) AS touched(key, day)
     CROSS JOIN LATERAL (
       SELECT key, day, tokens, token_requests, token_detections, risk_state FROM session
       WHERE tenant = $1 AND key = touched.key AND day = touched.day OFFSET 0
     ) AS s`,
    [tenant, parts.map(({ key }) => key), parts.map(({ day }) => day)],
  );
  return new Map(rows.map(({ part, ...row }) => [part, row]));
}
