import { type Sql, sql } from '../db/sql.ts';
import type { Dimension } from './dimensions.ts';
import { type TokenKind, token } from './tokens.ts';

/** From so many tokens on it pays to ask first which of them there are. */
export const MANY_TOKENS = 32;

/** The counters that tell which values of a kind there are. */
const COUNTED: Partial<Record<TokenKind, Dimension>> = {
  method: 'METHOD',
  status: 'STATUS',
  host: 'HOST',
  application: 'APPLICATION',
  endpoint: 'ENDPOINT',
  ip: 'IP',
  country: 'COUNTRY',
  sourceTag: 'SOURCE_TAG',
  user: 'USER',
  role: 'ROLE',
  attackType: 'ATTACK_TYPE',
};

/**
 * An array of those of some tokens of one kind that at least one part has; "no value" stays in any case. Comparing the
 * tokens of a part with hundreds of others takes so long that a list of unknown ones, for which every part is looked
 * at, would run into the time limit. Null: there is nothing that tells.
 */
export function presentTokens(tenant: string, kind: TokenKind, tokens: readonly string[]): Sql | null {
  const none = token(kind, null);
  const values = tokens.filter((each) => each !== none).map((each) => each.slice(none.length));
  const found = valuesOf(tenant, kind, values);
  return (
    found &&
    sql`((SELECT coalesce(array_agg(DISTINCT ${none} || value), '{}') FROM (${found}) AS found)
      || ${tokens.filter((each) => each === none)}::text[])`
  );
}

function valuesOf(tenant: string, kind: TokenKind, values: readonly string[]): Sql | null {
  if (kind === 'attackId') {
    return sql`SELECT attack_id AS value FROM detection WHERE tenant = ${tenant} AND attack_id = ANY(${values}::text[])`;
  }
  const dimension = COUNTED[kind];
  if (!dimension) return null;
  return sql`SELECT value FROM facet_count
    WHERE tenant = ${tenant} AND dimension = ${dimension} AND value = ANY(${values}::text[])`;
}
