import { type Sql, sql } from '../db/sql.ts';
import type { Dimension } from '../filters/dimensions.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';

/** A value of one dimension of one session part; without a count where the dimension has none at all. */
export interface StatisticsRow {
  /** The part, from 1. */
  n: number;
  dimension: Dimension;
  value: string | null;
  count: number | null;
  visible: number | null;
  /** Buckets of the dimension. */
  valueCount: number | null;
  /** Sum of all counts of the dimension, and of those with a value. */
  sum: number | null;
  sumOfValues: number | null;
  /** Requests of the part in the period. */
  requests: number;
}

export interface StatisticsQuery {
  tenant: string;
  dimensions: readonly Dimension[];
  period?: Period | null;
  filter?: RequestFilter | null;
  first: number;
}

/**
 * The rows of `StatisticsRow`, of the tables `counted` (n, dimension, value, count, visible: a row per value) and `whole`
 * (n, requests: a row per part).
 */
export function rankedRows(dimensions: readonly Dimension[], first: number): Sql {
  return sql`, ranked AS (
      SELECT counted.*, row_number() OVER (PARTITION BY n, dimension
          ORDER BY count DESC, value COLLATE "C" NULLS LAST) AS rank,
        (count(*) OVER dimension)::int AS "valueCount", (sum(count) OVER dimension)::int AS sum,
        (coalesce(sum(count) FILTER (WHERE value IS NOT NULL) OVER dimension, 0))::int AS "sumOfValues"
      FROM counted WINDOW dimension AS (PARTITION BY n, dimension)
    )
    SELECT n, dimension, value, count, visible, "valueCount", sum, "sumOfValues", whole.requests
    FROM whole CROSS JOIN unnest(${[...dimensions]}::text[]) AS asked(dimension) LEFT JOIN ranked USING (n, dimension)
    WHERE coalesce(rank, 1) <= ${first} ORDER BY n, dimension, rank`;
}
