import { type Sql, sql } from '../db/sql.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { containsPattern } from '../filters/endpoint-search.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';

/** A value of one dimension of a list. */
export interface FacetRow {
  value: string | null;
  /** Sessions that the list has after "only" this value. */
  count: number;
}

export interface Facet {
  rows: FacetRow[];
  /** Values that there are, also those that are not listed; null: not counted, `countCountedValues` does. */
  valueCount: number | null;
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

/** Whether a value, `AS value`, is searched for. */
export function searchCondition({ tenant, dimension, search }: FacetQuery): Sql {
  if (!search) return sql`TRUE`;
  const pattern = containsPattern(search.text);
  if (dimension === 'ENDPOINT') {
    return sql`value IN (SELECT endpoint.id FROM endpoint WHERE endpoint.tenant = ${tenant}
      AND ((endpoint.method || ' ' || coalesce(endpoint.host, '') || endpoint.path_template) COLLATE "C") ILIKE ${pattern})`;
  }
  return sql`((value COLLATE "C") ILIKE ${pattern} OR value = ANY(${[...search.named]}::text[]))`;
}
