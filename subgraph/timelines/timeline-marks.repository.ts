import { type Sql, sql } from '../db/sql.ts';
import type { Period } from '../filters/filter.type.ts';
import { periodCondition } from '../filters/request-condition.ts';
import { isOfPart } from '../filters/request-rows.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

// What happened in a session, read from the order of its requests. Plain rows in and out; the tenant is always a parameter.

/** A silence between two requests, or a request with another value than the last one that had any. */
export interface MarkRow {
  kind: 'GAP' | 'USER_CHANGED' | 'COUNTRY_CHANGED';
  at: Date;
  /** End of a gap; null: a moment. */
  until: Date | null;
  /** Values before and after; nulls: a gap. */
  before: string | null;
  after: string | null;
  /** How many there are of its kind. */
  ofKind: number;
}

/** A silence is at least that long ... */
const SHORTEST_GAP_MS = 5 * 60_000;
/** ... and that many times the median time between two requests. */
const GAP_FACTOR = 10;
/** Marks of a kind: a timeline has room for no more. */
const MOST_OF_A_KIND = 50;

/**
 * The marks of each part in a period, oldest first; `n` is the part, from 1. Of each kind those that stand out most, at
 * most 50: gaps by their length, changes by how long the value before had lasted.
 */
export function findMarksOfParts(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  parts: readonly SessionPart[],
): Promise<(MarkRow & { n: number })[]> {
  const inScope = sql`${isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(parts))} AND ${periodCondition(period)}`;
  return prisma.$queryRaw<(MarkRow & { n: number })[]>`
    SELECT part.n::int AS n, mark.kind, mark.at, mark.until, mark.before, mark.after, mark.of_kind AS "ofKind"
    FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]
    ) WITH ORDINALITY AS part(key, day, n)
    CROSS JOIN LATERAL (
      WITH step AS (
        SELECT r.time, r.seq, lag(r.time) OVER (ORDER BY r.time, r.seq) AS former FROM request AS r WHERE ${inScope}
      ),
      median AS (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ${milliseconds}) AS ms FROM step WHERE former IS NOT NULL
      ),
      found AS (
        SELECT 'GAP' AS kind, former AS at, time AS until, NULL AS before, NULL AS after, time - former AS weight, seq
        FROM step, median
        WHERE ${milliseconds} > greatest(${SHORTEST_GAP_MS}::float8, ${GAP_FACTOR}::float8 * median.ms)
        UNION ALL ${changesOf('USER_CHANGED', sql`r.user_name`, inScope)}
        UNION ALL ${changesOf('COUNTRY_CHANGED', sql`r.country_code`, inScope)}
      )
      SELECT ranked.* FROM (
        SELECT found.*, count(*) OVER (PARTITION BY kind)::int AS of_kind,
          row_number() OVER (PARTITION BY kind ORDER BY weight DESC, at, seq) AS rank
        FROM found
      ) AS ranked WHERE rank <= ${MOST_OF_A_KIND}
    ) AS mark
    ORDER BY part.n, mark.at, mark.kind, mark.seq`;
}

/**
 * Requests whose value differs from that of the last one that had any. Those without a value are left out before
 * neighbours are compared: they neither change it nor bring a new beginning. Each step keeps the order of the index.
 */
function changesOf(kind: MarkRow['kind'], column: Sql, inScope: Sql): Sql {
  return sql`
    SELECT ${kind}, time, NULL, former, value, lasted, seq FROM (
      SELECT *, time - lag(time) OVER (ORDER BY time, seq) AS lasted FROM (
        SELECT r.time, r.seq, ${column} AS value, lag(${column}) OVER (ORDER BY r.time, r.seq) AS former
        FROM request AS r WHERE ${inScope} AND ${column} IS NOT NULL
      ) AS valued WHERE former IS NULL OR former <> value
    ) AS change WHERE former IS NOT NULL`;
}

/** From the request before to this one: exact, for times are whole milliseconds. */
const milliseconds = sql`(extract(epoch FROM time - former) * 1000)::float8`;
