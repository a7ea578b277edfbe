import type { ShownValues } from '../db/shown-values.ts';
import { and, type Sql, sql, TRUE } from '../db/sql.ts';
import type { Period, RequestFilter } from '../filters/filter.type.ts';
import { requestSource } from '../filters/named-by-id.ts';
import { periodCondition, requestCondition } from '../filters/request-condition.ts';
import { PLAIN_FIELDS, type PlainValues } from '../filters/request-fields.ts';
import { HAS_DETECTIONS, isOfPart, SESSION_KEY } from '../filters/request-rows.sql.ts';
import { inChainOfParts } from '../filters/sequence.sql.ts';
import { daysOf, type SessionPart } from '../filters/session-id.ts';
import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';

// Reads of requests. Plain rows in and out; the tenant is always a parameter.

/** A row of `request` as the resolvers see it; columns that nothing shows are not in it. */
export interface RequestRow extends PlainValues {
  id: string;
  sessionKey: string;
  /** YYYY-MM-DD. */
  day: string;
  time: Date;
  /** Order of arrival; as text, for it may exceed what a number holds. */
  seq: string;
  path: string;
  query: string | null;
  status: number | null;
  durationMs: number | null;
  sizeBytes: number | null;
  ip: string | null;
  user: string | null;
  role: string | null;
  blocked: boolean;
  endpointId: string;
  /** Code of its parameters on that day; null: it has none. */
  parameterSet: number | null;
  contentStored: boolean;
  /** Something was found in it, false positives too. */
  hasDetections: boolean;
  /** Null: the time taken does not stand out. */
  durationDeviation: 'HIGH' | 'EXTREME' | null;
  /** Likewise the size. */
  sizeDeviation: 'HIGH' | 'EXTREME' | null;
}

/** A column that is read anyway, or only where one of some names is shown. */
interface Column {
  text: string;
  shownBy?: readonly string[];
}

const onlyFor = (text: string, ...shownBy: string[]): Column => ({ text, shownBy });

/** Of `request AS r`. What places, relations and comparisons are made of is always read. */
const COLUMNS: { [Name in Exclude<keyof RequestRow, 'sessionKey'>]: Column } = {
  id: { text: 'r.id' },
  day: { text: 'r.day::text' },
  time: { text: 'r.time' },
  seq: { text: 'r.seq::text' },
  status: { text: 'r.status' },
  durationMs: { text: 'r.duration_ms' },
  sizeBytes: { text: 'r.size_bytes' },
  blocked: { text: 'r.blocked' },
  endpointId: { text: 'r.endpoint_id' },
  ...(Object.fromEntries(
    Object.values(PLAIN_FIELDS).map(({ property, column, several }) => [
      property,
      onlyFor(several ? `coalesce(r.${column}, '{}')` : `r.${column}`, property),
    ]),
  ) as { [Name in keyof PlainValues]: Column }),
  path: onlyFor('r.path', 'path'),
  query: onlyFor('r.query', 'query'),
  ip: onlyFor('r.ip', 'ip'),
  user: onlyFor('r.user_name', 'user'),
  role: onlyFor('r.role', 'role'),
  parameterSet: onlyFor('r.parameter_set', 'parameters'),
  contentStored: onlyFor('r.content_stored', 'content', 'contentState'),
  // Exports alone look at it, which select nothing.
  hasDetections: onlyFor(HAS_DETECTIONS.sql),
  durationDeviation: onlyFor('r.duration_deviation', 'deviations'),
  sizeDeviation: onlyFor('r.size_deviation', 'deviations'),
};

/**
 * Of `request AS r`.
 * @param shown what is shown of the rows: a column that nothing shows is not in them
 * @param key of their session, where that is known
 */
export function requestColumns(shown: ShownValues, key: Sql = SESSION_KEY): Sql {
  const read = Object.entries(COLUMNS).filter(([, { shownBy }]) => !shownBy || shown.hasAny(shownBy));
  return sql`${key} AS "sessionKey", ${Prisma.raw(read.map(([name, { text }]) => `${text} AS "${name}"`).join(', '))}`;
}

// Missing values come last in both directions: they are compared as less, or as greater, than any value.
const nullsLast = (column: Sql, descending: boolean) =>
  descending ? sql`coalesce(${column}, '-Infinity')` : sql`coalesce(${column}, 'Infinity')`;

/** What requests can be ordered by; equal values by time and order of arrival. */
export const REQUEST_ORDERS = {
  // Ordered by time alone the index of the table serves; a constant in front keeps one shape of place for all orders.
  TIME: { expression: () => null, valueOf: () => 0 },
  DURATION: {
    expression: (descending: boolean) => nullsLast(sql`r.duration_ms`, descending),
    valueOf: (row: RequestRow) => row.durationMs,
  },
  SIZE: {
    expression: (descending: boolean) => nullsLast(sql`r.size_bytes`, descending),
    valueOf: (row: RequestRow) => row.sizeBytes,
  },
} as const;
export type RequestOrderName = keyof typeof REQUEST_ORDERS;

/** The place of a request in an order. */
export interface RequestPlace {
  /** What it is ordered by; null: missing, so among the last. Meaningless for the order by time. */
  value: number | null;
  /** ISO 8601. */
  time: string;
  seq: string;
}

export interface RequestListQuery {
  tenant: string;
  period?: Period | null;
  filter?: RequestFilter | null;
  order: RequestOrderName;
  descending: boolean;
  /** Only requests that had arrived when this one did, by `seq`; an export leaves later ones out. */
  newestSeq?: string | null;
}

/**
 * The requests of several session parts, each list in order from a place on; `n` is the part, from 1.
 * @param offset rows of each list to leave out, for a page that is known by number
 */
export function findRequestsOfParts(
  prisma: PrismaClient,
  shown: ShownValues,
  query: RequestListQuery,
  parts: readonly SessionPart[],
  page: { place: RequestPlace | null; backwards: boolean; limit: number; offsets?: readonly number[] },
): Promise<(RequestRow & { n: number })[]> {
  const direction = query.descending !== page.backwards ? sql`DESC` : sql`ASC`;
  const expression = REQUEST_ORDERS[query.order].expression(query.descending);
  const first = expression ? sql`${expression} ${direction},` : sql``;
  const condition = and([ofOneOf(parts, query), ...(page.place ? [isAfter(query, page.place, page.backwards)] : [])]);
  const offsets = page.offsets ?? parts.map(() => 0);
  return prisma.$queryRaw<(RequestRow & { n: number })[]>`
    SELECT part.n::int AS n, found.* FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[], ${[...offsets]}::int[]
    ) WITH ORDINALITY AS part(key, day, skipped, n)
    CROSS JOIN LATERAL (
      SELECT ${requestColumns(shown, sql`part.key`)} FROM request AS r WHERE ${condition}
      ORDER BY ${first} r.time ${direction}, r.seq ${direction} LIMIT ${page.limit} OFFSET part.skipped
    ) AS found`;
}

/** Number of requests of each part; counting stops one beyond the bound. In the order of the parts. */
export async function countRequestsOfParts(
  prisma: PrismaClient,
  query: Pick<RequestListQuery, 'tenant' | 'period' | 'filter'>,
  parts: readonly SessionPart[],
  bound: number,
): Promise<number[]> {
  const rows = await prisma.$queryRaw<{ count: number }[]>`
    SELECT found.count FROM unnest(
      ${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[]
    ) WITH ORDINALITY AS part(key, day, n)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count FROM (SELECT 1 FROM request AS r WHERE ${ofOneOf(parts, query)} LIMIT ${bound + 1}) AS matching
    ) AS found ORDER BY part.n`;
  return rows.map(({ count }) => count);
}

/** How many requests of each list stand before a place of it: the position of a request, less one. In the order of the places. */
export async function countBefore(
  prisma: PrismaClient,
  query: RequestListQuery,
  places: readonly { part: SessionPart; place: RequestPlace }[],
): Promise<number[]> {
  const expression = REQUEST_ORDERS[query.order].expression(query.descending);
  const parts = places.map(({ part }) => part);
  const comparison = query.descending ? sql`>` : sql`<`;
  const missing = query.descending ? '-Infinity' : 'Infinity';
  const left = expression ? sql`(${expression}, r.time, r.seq)` : sql`(r.time, r.seq)`;
  const right = expression
    ? sql`(coalesce(part.value, ${missing}::float8), part.time, part.seq)`
    : sql`(part.time, part.seq)`;
  const rows = await prisma.$queryRaw<{ count: number }[]>`
    SELECT found.count FROM unnest(
      ${places.map(({ part }) => part.key)}::text[], ${places.map(({ part }) => part.day)}::date[],
      ${places.map(({ place }) => place.value)}::float8[], ${places.map(({ place }) => place.time)}::timestamptz[],
      ${places.map(({ place }) => place.seq)}::bigint[]
    ) WITH ORDINALITY AS part(key, day, value, time, seq, n)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count FROM request AS r WHERE ${ofOneOf(parts, query)} AND ${left} ${comparison} ${right}
    ) AS found ORDER BY part.n`;
  return rows.map(({ count }) => count);
}

/** Requests by id, those that exist, in any order. */
export function findRequests(
  prisma: PrismaClient,
  shown: ShownValues,
  tenant: string,
  ids: readonly string[],
): Promise<RequestRow[]> {
  return prisma.$queryRaw<RequestRow[]>`
    SELECT ${requestColumns(shown)} FROM ${requestSource(tenant, null, { ids: [...ids] })} AS r`;
}

/** A request of `part`, which is one of some, under the period and the filter. */
function ofOneOf(
  parts: readonly SessionPart[],
  { tenant, period, filter, newestSeq }: Pick<RequestListQuery, 'tenant' | 'period' | 'filter' | 'newestSeq'>,
): Sql {
  return and([
    isOfPart(tenant, sql`part.key`, sql`part.day`, daysOf(parts)),
    periodCondition(period),
    filter ? requestCondition(tenant, filter, { inSequence: inChainOfParts(tenant, period, parts) }) : TRUE,
    newestSeq ? sql`r.seq <= ${newestSeq}::bigint` : TRUE,
  ]);
}

/** A request after a place, as a condition on `request AS r`. */
export function isAfter(
  { order, descending }: Pick<RequestListQuery, 'order' | 'descending'>,
  place: RequestPlace,
  backwards: boolean,
): Sql {
  const comparison = descending !== backwards ? sql`<` : sql`>`;
  const expression = REQUEST_ORDERS[order].expression(descending);
  if (!expression) return sql`(r.time, r.seq) ${comparison} (${place.time}::timestamptz, ${place.seq}::bigint)`;
  const missing = descending ? '-Infinity' : 'Infinity';
  return sql`(${expression}, r.time, r.seq) ${comparison}
    (coalesce(${place.value}::float8, ${missing}::float8), ${place.time}::timestamptz, ${place.seq}::bigint)`;
}

/** One detection of a request. */
export interface DetectionRow {
  requestId: string;
  position: number;
  attackId: string | null;
  type: string;
  payload: string | null;
  parameter: string | null;
  tags: { key: string; value: string }[];
  action: 'BLOCKED' | 'MONITORED';
  falsePositive: boolean;
  /** The mark that silences it; all null: none does. */
  markedAt: Date | null;
  markedBy: string | null;
  markReason: string | null;
  markRequestId: string | null;
  markPosition: number | null;
}

/** Where the rows beside a request are found. */
export interface RequestKey extends SessionPart {
  id: string;
}

/** The detections of some requests, in the order of their source. */
export function findDetections(
  prisma: PrismaClient,
  tenant: string,
  requests: readonly RequestKey[],
): Promise<DetectionRow[]> {
  return prisma.$queryRaw<DetectionRow[]>`
    SELECT d.request_id AS "requestId", d.position, d.attack_id AS "attackId", d.type, d.payload, d.parameter, d.tags,
      d.action, d.false_positive OR d.attack_false_positive AS "falsePositive",
      m.marked_at AS "markedAt", m.marked_by AS "markedBy", m.reason AS "markReason",
      m.request_id AS "markRequestId", m.position AS "markPosition"
    FROM ${requestTable(requests)}
    JOIN detection AS d ON d.tenant = ${tenant} AND d.session_key = wanted.key AND d.day = wanted.day
      AND d.request_id = wanted.id
    LEFT JOIN false_positive_mark AS m ON m.tenant = ${tenant} AND m.id = d.mark_id
    ORDER BY d.request_id, d.position`;
}

export interface ContentRow {
  requestId: string;
  content: unknown;
}

/** The stored headers and bodies of some requests. */
export function findContents(
  prisma: PrismaClient,
  tenant: string,
  requests: readonly RequestKey[],
): Promise<ContentRow[]> {
  return prisma.$queryRaw<ContentRow[]>`
    SELECT c.request_id AS "requestId", c.content FROM ${requestTable(requests)}
    JOIN request_content AS c ON c.tenant = ${tenant} AND c.session_key = wanted.key AND c.day = wanted.day
      AND c.request_id = wanted.id`;
}

function requestTable(requests: readonly RequestKey[]): Sql {
  return sql`unnest(${requests.map(({ key }) => key)}::text[], ${requests.map(({ day }) => day)}::date[],
    ${requests.map(({ id }) => id)}::text[]) AS wanted(key, day, id)`;
}
