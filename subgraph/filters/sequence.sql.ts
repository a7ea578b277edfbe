import { and, join, or, type Sql, sql } from '../db/sql.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Period, SequenceStep } from './filter.type.ts';
import { type InSequence, periodCondition, requestCondition } from './request-condition.ts';
import { IS_OF_SESSION, isOfPart } from './request-rows.sql.ts';
import { daysOf, type SessionPart } from './session-id.ts';

// Chains: requests of one part, in the order of time and arrival, each meeting its step. Two passes find the requests that
// take part in any, without a join of the requests with themselves: forward, where the latest end of a chain so far is all that
// a request need know of those before it; then backward through those that are left. docs/decisions/0062-sequences.md tells why.

/** What orders the requests of a chain: equal times by arrival, or nothing but time, so that equal times make no chain. */
type ChainOrder = 'arrival' | 'time';

/** All requests before a request, without itself; minimum and maximum over such a frame are kept up row by row. */
const BEFORE: Record<ChainOrder, Sql> = {
  arrival: sql`(ORDER BY x.time, x.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`,
  time: sql`(ORDER BY x.time GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`,
};
/** All after it: the same frame in the opposite order. */
const AFTER: Record<ChainOrder, Sql> = {
  arrival: sql`(ORDER BY x.time DESC, x.seq DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`,
  time: sql`(ORDER BY x.time DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`,
};

/** Meets step n; ends a chain of the steps up to n; is the nth of a whole chain. */
const meets = (n: number): Sql => Prisma.raw(`s${n}`);
const ends = (n: number): Sql => Prisma.raw(`f${n}`);
const isMember = (n: number): Sql => Prisma.raw(`m${n}`);

/** Requests `x` that meet a step, each with the steps up to which it ends a chain. @param ofPart condition on `request AS r` */
function forward(tenant: string, steps: readonly SequenceStep[], ofPart: Sql, order: ChainOrder): Sql {
  const flags = steps.map(({ request }, n) => sql`${requestCondition(tenant, request)} IS TRUE AS ${meets(n)}`);
  // `OFFSET 0`: each step is asked once of a request.
  const asked = sql`SELECT r.time, r.seq, ${join(flags, ', ')} FROM request AS r WHERE ${ofPart} OFFSET 0`;
  const any = or(steps.map((_, n) => meets(n)));
  return steps.slice(1).reduce(
    (chains, { withinMs }, index) => {
      const latest = sql`max(x.time) FILTER (WHERE x.${ends(index)}) OVER ${BEFORE[order]}`;
      return sql`SELECT x.*, x.${meets(index + 1)} AND ${isNear(latest, withinMs)} AS ${ends(index + 1)} FROM (${chains}) AS x`;
    },
    sql`SELECT x.*, x.${meets(0)} AS ${ends(0)} FROM (${asked}) AS x WHERE ${any}`,
  );
}

/** The latest request before is there, and not longer ago than that. */
function isNear(latest: Sql, withinMs: number | null | undefined): Sql {
  if (withinMs == null) return sql`${latest} IS NOT NULL`;
  return sql`(x.time <= ${latest} + ${withinMs}::float8 * interval '1 millisecond') IS TRUE`;
}

/** Time and order of arrival of the requests of a part that take part in at least one whole chain. */
function members(tenant: string, steps: readonly SequenceStep[], ofPart: Sql, order: ChainOrder = 'arrival'): Sql {
  const last = steps.length - 1;
  const found = steps.slice(1).reduceRight(
    (chains, { withinMs }, n) => {
      const next = sql`min(x.time) FILTER (WHERE x.${isMember(n + 1)}) OVER ${AFTER[order]}`;
      const isNext =
        withinMs == null
          ? sql`${next} IS NOT NULL`
          : sql`(x.time >= ${next} - ${withinMs}::float8 * interval '1 millisecond') IS TRUE`;
      return sql`SELECT x.*, x.${ends(n)} AND ${isNext} AS ${isMember(n)} FROM (${chains}) AS x`;
    },
    sql`SELECT x.*, x.${ends(last)} AS ${isMember(last)} FROM (${forward(tenant, steps, ofPart, order)}) AS x`,
  );
  return sql`SELECT x.time, x.seq FROM (${found}) AS x WHERE ${or(steps.map((_, n) => sql`x.${isMember(n)}`))}`;
}

const ofSession = (period: Period | null | undefined): Sql => and([IS_OF_SESSION, periodCondition(period)]);

/** The part `AS s` has a whole chain in the period. */
export function hasChain(tenant: string, period: Period | null | undefined, steps: readonly SequenceStep[]): Sql {
  const chains = forward(tenant, steps, ofSession(period), 'arrival');
  return sql`EXISTS (SELECT 1 FROM (${chains}) AS x WHERE x.${ends(steps.length - 1)} OFFSET 0)`;
}

// `IS TRUE` keeps the look-up a hash table that is made once (per part, where it names one): PostgreSQL would join, and
// expects so few requests that it may look through all of them for each.

/** Of the parts `AS s`, inside a subquery of their requests. */
export function inChainOfSession(tenant: string, period: Period | null | undefined): InSequence {
  return (steps) =>
    sql`((r.seq IN (SELECT chain.seq FROM (${members(tenant, steps, ofSession(period))}) AS chain)) IS TRUE)`;
}

/** Of parts that are known, wherever `r` stands: all of them are looked at once. */
export function inChainOfParts(
  tenant: string,
  period: Period | null | undefined,
  parts: readonly SessionPart[],
): InSequence {
  return (steps) => {
    const ofEach = and([isOfPart(tenant, sql`chained.key`, sql`chained.day`, daysOf(parts)), periodCondition(period)]);
    return sql`(((r.part, r.seq) IN (
      SELECT part_of(${tenant}, chained.key, chained.day), chain.seq FROM ${tableOf(parts)}
      CROSS JOIN LATERAL (${members(tenant, steps, ofEach)} OFFSET 0) AS chain)) IS TRUE)`;
  };
}

/**
 * Of each part whether some of its chains rest on arrival alone, as `"restsOnArrival"`: a request takes part in one only
 * because equal times are ordered by arrival. In the order of the parts.
 */
export function arrivalOfParts(
  tenant: string,
  period: Period | null | undefined,
  steps: readonly SequenceStep[],
  parts: readonly SessionPart[],
): Sql {
  const ofEach = and([isOfPart(tenant, sql`chained.key`, sql`chained.day`, daysOf(parts)), periodCondition(period)]);
  const count = (order: ChainOrder) => sql`(SELECT count(*) FROM (${members(tenant, steps, ofEach, order)}) AS chain)`;
  return sql`SELECT ${count('arrival')} > ${count('time')} AS "restsOnArrival" FROM ${tableOf(parts)} ORDER BY chained.n`;
}

function tableOf(parts: readonly SessionPart[]): Sql {
  return sql`unnest(${parts.map(({ key }) => key)}::text[], ${parts.map(({ day }) => day)}::date[])
    WITH ORDINALITY AS chained(key, day, n)`;
}
