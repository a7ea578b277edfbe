import { createHash } from 'node:crypto';
import type { Database } from '../../subgraph/db/database.ts';

// Everything that is stored of a tenant, without the order of arrival: equal for equal stores, however they came about.
const TABLES: Record<string, string> = {
  // Scores are computed after other work, and `verify` compares them.
  session: `to_jsonb(t) - 'risk_score' - 'risk_factors' - 'risk_state' - 'token_requests' - 'token_detections' ||
    jsonb_build_object('tokens', ARRAY(SELECT concat_ws(' ', kept.*) FROM unnest(tokens, token_requests, token_detections) AS kept))`,
  session_value: 'to_jsonb(t)',
  request: `to_jsonb(t) - 'seq' - 'parameter_set' || jsonb_build_object('parameters', (SELECT parameters FROM parameter_set AS p
    WHERE p.tenant = t.tenant AND p.day = t.day AND p.code = t.parameter_set))`,
  detection: 'to_jsonb(t)',
  request_content: 'to_jsonb(t)',
  facet_count: 'to_jsonb(t)',
  timeline_count: 'to_jsonb(t)',
  endpoint: 'to_jsonb(t)',
  endpoint_baseline: 'to_jsonb(t)',
  answered_path: 'to_jsonb(t)',
  variable_places: 'to_jsonb(t)',
};

/** A digest per table. The tokens of a session are a set: their order does not count. */
export async function digestOf({ pool }: Database, tenant: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const [table, row] of Object.entries(TABLES)) {
    const { rows } = await pool.query<{ row: Record<string, unknown> }>(
      `SELECT ${row} AS row FROM ${table} AS t WHERE tenant = $1`,
      [tenant],
    );
    const texts = rows.map(({ row: { tenant: _, tokens, ...each } }) =>
      JSON.stringify({ ...each, tokens: (tokens as string[] | undefined)?.toSorted() }),
    );
    digests[table] = `${rows.length} ${createHash('sha256').update(texts.sort().join('\n')).digest('hex')}`;
  }
  return digests;
}

/** Everything of a tenant goes, what it has said of its API as well. */
export async function forget({ pool }: Database, tenant: string): Promise<void> {
  for (const table of [
    ...Object.keys(TABLES),
    'specification',
    'flow_rule',
    'endpoint_entry',
    'business_flow',
    'baseline_due',
    'arrived_batch',
    'siblings_due',
    'endpoint_alias',
  ]) {
    await pool.query(`DELETE FROM ${table} WHERE tenant = $1`, [tenant]);
  }
}
