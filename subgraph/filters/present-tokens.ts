import { type Sql, sql } from '../db/sql.ts';
import { DIMENSIONS, type Dimension, isCounted } from './dimensions.ts';
import { type TokenKind, tokenPrefix } from './tokens.ts';

/** From so many tokens on it pays to ask first which of them there are. */
export const MANY_TOKENS = 32;

/**
 * An array of those of some tokens of one kind that at least one part has; "no value" stays in any case. Comparing the
 * tokens of a part with hundreds of others takes so long that a list of unknown ones, for which every part is looked
 * at, would run into the time limit. Null: there is nothing that tells.
 */
export function presentTokens(tenant: string, kind: TokenKind, tokens: readonly string[]): Sql | null {
  const none = tokenPrefix(kind);
  const values = tokens.filter((each) => each !== none).map((each) => each.slice(none.length));
  const found = knownValues(tenant, kind, values);
  return (
    found &&
    sql`((SELECT coalesce(array_agg(DISTINCT ${none} || value), '{}') FROM (${found}) AS found)
      || ${tokens.filter((each) => each === none)}::text[])`
  );
}

function knownValues(tenant: string, kind: TokenKind, values: readonly string[]): Sql | null {
  if (kind === 'ATTACK_ID') {
    return sql`SELECT attack_id AS value FROM detection WHERE tenant = ${tenant} AND attack_id = ANY(${values}::text[])`;
  }
  // The counters tell which values of a dimension there are; of pairs nothing does.
  if (!DIMENSIONS.includes(kind as Dimension) || !isCounted(kind as Dimension)) return null;
  const asked =
    kind === 'ENDPOINT' ? sql`with_current_endpoints(${tenant}, '', ${values}::text[])` : sql`${values}::text[]`;
  return sql`SELECT value FROM facet_count WHERE tenant = ${tenant} AND dimension = ${kind} AND value = ANY(${asked})`;
}
