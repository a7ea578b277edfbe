import { type Sql, sql, TRUE } from './sql.ts';

// Lists in the order of one number or time of each row, greatest first, equal ones by id.

type RankedBy = 'timestamptz' | 'float8';

/** A place in a ranking. */
export interface Rank {
  value: string | number;
  id: string;
}

/** What to read of a ranking: rows from a place on, or away from it against the order, then nearest first. */
export interface RankingRead {
  place: Rank | null;
  backwards: boolean;
  limit: number;
}

/**
 * A part of a ranking.
 * @param rows a query with the column `id` and the one that ranks
 * @param column name of the column that ranks, quoted
 */
export function readRanking(rows: Sql, column: Sql, type: RankedBy, { place, backwards, limit }: RankingRead): Sql {
  const [further, byValue] = backwards ? [sql`>`, sql`ASC`] : [sql`<`, sql`DESC`];
  const [furtherId, byId] = backwards ? [sql`<`, sql`DESC`] : [sql`>`, sql`ASC`];
  // Ids are compared byte by byte: the same order on every server.
  const id = sql`ranked.id COLLATE "C"`;
  const value = place && (type === 'timestamptz' ? sql`${place.value}::timestamptz` : sql`${place.value}::float8`);
  const isAfter = place
    ? sql`(ranked.${column} ${further} ${value} OR (ranked.${column} = ${value} AND ${id} ${furtherId} ${place.id}))`
    : TRUE;
  return sql`SELECT ranked.* FROM (${rows}) AS ranked WHERE ${isAfter}
    ORDER BY ranked.${column} ${byValue}, ${id} ${byId} LIMIT ${limit}`;
}
