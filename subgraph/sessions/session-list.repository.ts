import { inTurns, LISTS_PER_STATEMENT } from '../db/in-turns.ts';
import type { ShownValues } from '../db/shown-values.ts';
import { and, join, type Sql, sql } from '../db/sql.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { ALL_PARTS } from '../filters/part-counters.ts';
import { KNOWN_RISK } from '../filters/risk-condition.ts';
import { foundSessions } from '../filters/session-condition.ts';
import { splitDays } from '../filters/whole-days.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type SessionRow, sessionColumns } from './session.repository.ts';

// Reads of lists of session parts. Plain rows in and out; the tenant is always a parameter.

/** What sessions are ordered by, of `session AS s`. */
interface SessionOrderColumn {
  /** The greatest values first, or the least; missing ones last in either case. */
  expression(descending: boolean): Sql;
  type: 'timestamptz' | 'float8' | 'int' | 'score';
  /** What a cursor carries; null: missing. */
  valueOf(row: SessionRow): string | number | null;
}

const always = (column: Sql) => () => column;

/** What a list of sessions can be ordered by. */
export const SESSION_ORDERS = {
  LAST_SEEN_AT: {
    expression: always(sql`s.last_seen_at`),
    type: 'timestamptz',
    valueOf: (row) => row.lastSeenAt.toISOString(),
  },
  STARTED_AT: {
    expression: always(sql`s.started_at`),
    type: 'timestamptz',
    valueOf: (row) => row.startedAt.toISOString(),
  },
  DURATION: {
    expression: always(sql`s.duration_ms`),
    type: 'float8',
    valueOf: (row) => row.durationMs,
  },
  REQUEST_COUNT: {
    expression: always(sql`s.request_count`),
    type: 'int',
    valueOf: (row) => row.requestCount,
  },
  ATTACK_COUNT: {
    expression: always(sql`s.attack_count`),
    type: 'int',
    valueOf: (row) => row.attackCount,
  },
  RISK: {
    expression: (descending) => (descending ? KNOWN_RISK : sql`coalesce(s.risk_score, 101)`),
    type: 'score',
    valueOf: (row) => row.riskScore,
  },
} as const satisfies Record<string, SessionOrderColumn>;
export type SessionOrderName = keyof typeof SESSION_ORDERS;

/** The part that a page begins after: the value it is ordered by, its key, its day. */
export interface SessionPlace {
  /** Null: missing, so among the last. */
  value: string | number | null;
  key: string;
  day: string;
}

export interface SessionListQuery {
  tenant: string;
  period?: Period | null;
  filter?: SessionFilter | null;
  order: SessionOrderName;
  descending: boolean;
}

/** A page of a list as it is read; backwards: away from the place against the order, the rows come nearest first. */
export interface SessionsRead {
  query: SessionListQuery;
  /** Null: from the beginning. */
  place: SessionPlace | null;
  backwards: boolean;
  limit: number;
}

/**
 * Parts in order, from a place on; equal values are told apart by key and day. One result per list, in their order.
 * @param lists in one and the same order, read in the same direction
 */
export function findSessions(
  prisma: PrismaClient,
  shown: ShownValues,
  lists: readonly SessionsRead[],
): Promise<SessionRow[][]> {
  const columns = sessionColumns(shown);
  return inTurns(lists, LISTS_PER_STATEMENT, async (some) => {
    if (some.length === 1) return [await prisma.$queryRaw<SessionRow[]>(pageOf(some[0]!, columns))];
    const { query, backwards } = some[0]!;
    const direction = directionOf(query, backwards);
    const ranked = (n: number) => sql`${n}::int AS n, ${expressionOf(query)} AS rank, ${columns}`;
    const pages = some.map((list, n) => sql`(${pageOf(list, ranked(n))})`);
    const rows = await prisma.$queryRaw<(SessionRow & { n: number; rank: unknown })[]>`
      SELECT * FROM (${join(pages, ' UNION ALL ')}) AS found
      ORDER BY n, rank ${direction}, key ${direction}, day ${direction}`;
    const found: SessionRow[][] = some.map(() => []);
    for (const { n, rank: _, ...row } of rows) found[n]!.push(row);
    return found;
  });
}

function pageOf({ query, place, backwards, limit }: SessionsRead, columns: Sql): Sql {
  const direction = directionOf(query, backwards);
  return sql`SELECT ${columns} FROM ${foundSessions(query.tenant, query.period, query.filter)}
      AND ${and(isAfter(query, place, backwards))}
    ORDER BY ${expressionOf(query)} ${direction}, s.key ${direction}, s.day ${direction}
    LIMIT ${limit}`;
}

function expressionOf({ order, descending }: SessionListQuery): Sql {
  return SESSION_ORDERS[order].expression(descending);
}

function directionOf({ descending }: SessionListQuery, backwards: boolean): Sql {
  return descending !== backwards ? sql`DESC` : sql`ASC`;
}

function isAfter(query: SessionListQuery, place: SessionPlace | null, backwards: boolean): Sql[] {
  if (!place) return [];
  const comparison = query.descending !== backwards ? sql`<` : sql`>`;
  const value = placeValue(query, place);
  return [sql`(${expressionOf(query)}, s.key, s.day) ${comparison} (${value}, ${place.key}, ${place.day}::date)`];
}

function placeValue({ order, descending }: SessionListQuery, { value }: SessionPlace): Sql {
  const { type } = SESSION_ORDERS[order];
  if (type === 'timestamptz') return sql`${value}::timestamptz`;
  if (type !== 'score') return sql`${value}::float8`;
  const last = descending ? -1 : 101;
  // An integer, as the index has it: a cursor is input, and may hold any number.
  return sql`${value === null ? last : Math.round(Math.min(101, Math.max(-1, Number(value))))}::int`;
}

/** What a list counts: its parts. */
export type SessionsCounted = Pick<SessionListQuery, 'period' | 'filter'>;

/** Number of parts that each of some lists has; counting stops one beyond the bound. In the order of the lists. */
export function countSessions(
  prisma: PrismaClient,
  tenant: string,
  lists: readonly SessionsCounted[],
  bound: number,
): Promise<number[]> {
  const count = ({ period, filter }: SessionsCounted) => sql`SELECT count(*)::int AS count FROM (
    SELECT 1 FROM ${foundSessions(tenant, period, filter)} LIMIT ${bound + 1}) AS found`;
  return inTurns(lists, LISTS_PER_STATEMENT, async (some) => {
    if (some.length === 1) {
      const [row] = await prisma.$queryRaw<{ count: number }[]>(count(some[0]!));
      return [row!.count];
    }
    const counts = some.map((list, n) => sql`SELECT ${n}::int AS n, (${count(list)}) AS count`);
    const rows = await prisma.$queryRaw<{ count: number }[]>`${join(counts, ' UNION ALL ')} ORDER BY n`;
    return rows.map((row) => row.count);
  });
}

/** What a list without a filter has: the counters' number of the parts of whole days, and those of cut days. */
export interface AllSessions {
  whole: number;
  /** At most one more than the bound. */
  cut: number;
}

/** Number of all parts of a period. */
export async function countAllSessions(
  prisma: PrismaClient,
  tenant: string,
  period: Period | null | undefined,
  bound: number,
): Promise<AllSessions> {
  const { days, cut } = splitDays(period);
  const whole = sql`SELECT coalesce(sum(sessions), 0)::int FROM facet_count
    WHERE ${and([
      sql`tenant = ${tenant} AND dimension = ${ALL_PARTS}`,
      ...(days?.from ? [sql`day >= ${days.from}::date`] : []),
      ...(days?.to ? [sql`day < ${days.to}::date`] : []),
    ])}`;
  const ofCutDays = sql`SELECT count(*)::int FROM (
    SELECT 1 FROM ${foundSessions(tenant, period, null)} AND s.day = ANY(${cut}::date[]) LIMIT ${bound + 1}) AS found`;
  const [row] = await prisma.$queryRaw<AllSessions[]>`
    SELECT ${days ? sql`(${whole})` : sql`0`} AS whole, ${cut.length > 0 ? sql`(${ofCutDays})` : sql`0`} AS cut`;
  return row!;
}
