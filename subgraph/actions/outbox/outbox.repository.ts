import type pg from 'pg';
import { type RankingRead, readRanking } from '../../db/ranking.ts';
import { and, type Sql, sql } from '../../db/sql.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

// The outbox as deliveries see it. Each function is one short statement: nothing is locked while a receiver answers.

export type DeliveryState = 'PENDING' | 'DELIVERED' | 'REFUSED' | 'DEAD';

/** An event that one attempt has taken. */
export interface TakenEvent {
  tenant: string;
  seq: string;
  /** The same at every attempt. */
  id: string;
  subject: string;
  event: string;
  body: string;
  /** This attempt, from 1: what it settles is only its own. */
  attempts: number;
}

/**
 * Takes events that are due, of each subject the first that is not settled: a later one waits for it. Who takes an event
 * keeps it until the lease is over; then the attempt counts as lost, and anybody may take it again.
 * @param leaseMs longer than an attempt can last
 */
export async function takeDue(pool: pg.Pool, limit: number, leaseMs: number): Promise<TakenEvent[]> {
  const { rows } = await pool.query<TakenEvent>(
    `UPDATE outbox AS taken SET attempts = taken.attempts + 1, due_at = now() + $2 * interval '1 millisecond'
     FROM (
       SELECT o.tenant, o.seq FROM outbox AS o
       WHERE o.state = 'PENDING' AND o.due_at <= now() AND NOT EXISTS (
         SELECT 1 FROM outbox AS earlier
         WHERE earlier.tenant = o.tenant AND earlier.subject = o.subject AND earlier.seq < o.seq
           AND earlier.state IN ('PENDING', 'DEAD'))
       ORDER BY o.due_at, o.seq LIMIT $1 FOR UPDATE SKIP LOCKED
     ) AS due
     WHERE taken.tenant = due.tenant AND taken.seq = due.seq
     RETURNING taken.tenant, taken.seq::text AS seq, taken.id, taken.subject, taken.event, taken.body, taken.attempts`,
    [limit, leaseMs],
  );
  return rows;
}

/** What came of an attempt. */
export interface Settlement {
  state: DeliveryState;
  answer: string;
  /** For PENDING: when it may be tried again, in milliseconds from now. */
  retryMs: number;
}

/** @returns false: the attempt took longer than its lease, and the event is somebody else's now */
export async function settleDelivery(
  client: pg.ClientBase | pg.Pool,
  { tenant, seq, attempts }: Pick<TakenEvent, 'tenant' | 'seq' | 'attempts'>,
  { state, answer, retryMs }: Settlement,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE outbox SET state = $4, answer = $5, due_at = now() + $6 * interval '1 millisecond',
       settled_at = CASE WHEN $4 IN ('DELIVERED', 'REFUSED') THEN now() END
     WHERE tenant = $1 AND seq = $2 AND attempts = $3 AND state = 'PENDING'`,
    [tenant, seq, attempts, state, answer, retryMs],
  );
  return rowCount === 1;
}

/**
 * Lets dead letters be tried again, from the first attempt on.
 * @param ids null: all of the tenant. Where one of them is no dead letter, nothing is done
 */
export async function resend(pool: pg.Pool, tenant: string, ids: readonly string[] | null): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `UPDATE outbox SET state = 'PENDING', attempts = 0, due_at = now()
     WHERE tenant = $1 AND state = 'DEAD' AND ($2::text[] IS NULL OR (id = ANY($2) AND cardinality($2::text[]) =
       (SELECT count(*) FROM outbox AS dead WHERE dead.tenant = $1 AND dead.state = 'DEAD' AND dead.id = ANY($2))))
     RETURNING id`,
    [tenant, ids && [...new Set(ids)]],
  );
  return rows.map(({ id }) => id);
}

export interface DeliveryRow {
  id: string;
  seq: number;
  subject: string;
  event: string;
  state: DeliveryState;
  createdAt: Date;
  attempts: number;
  /** When it is tried next; null: not by itself. */
  dueAt: Date | null;
  settledAt: Date | null;
  /** What came of the last attempt; null: there was none. */
  answer: string | null;
}

const COLUMNS = sql`id, seq::float8 AS seq, subject, event, state, created_at AS "createdAt", attempts,
  CASE WHEN state = 'PENDING' THEN due_at END AS "dueAt", settled_at AS "settledAt", answer`;

/** Deliveries, newest first. @param state only those that stand so; null: all */
export function findDeliveries(
  prisma: PrismaClient,
  tenant: string,
  state: DeliveryState | null,
  read: RankingRead,
): Promise<DeliveryRow[]> {
  const rows = sql`SELECT ${COLUMNS} FROM outbox WHERE ${meets(tenant, state)}`;
  return prisma.$queryRaw<DeliveryRow[]>`${readRanking(rows, sql`seq`, 'float8', read)}`;
}

/** Number of deliveries; counting stops one beyond the bound. */
export async function countDeliveries(
  prisma: PrismaClient,
  tenant: string,
  state: DeliveryState | null,
  bound: number,
): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM outbox WHERE ${meets(tenant, state)} LIMIT ${bound + 1}) AS found`;
  return row!.count;
}

function meets(tenant: string, state: DeliveryState | null): Sql {
  return and([sql`tenant = ${tenant}`, ...(state === null ? [] : [sql`state = ${state}`])]);
}
