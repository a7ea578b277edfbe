import { randomUUID } from 'node:crypto';
import type pg from 'pg';

/** What the system that enforces an action is told. */
export interface OutboxEvent {
  /** Such as `session.blocked`. */
  event: string;
  /** Events of one subject are delivered in the order in which they were written. */
  subject: string;
  actor: string;
  data: object;
}

/**
 * Writes an event in the transaction of its action. The body is made once: every attempt sends the same bytes.
 * Under the tenant's lock, so that the order of numbers is that of commits.
 */
export async function writeOutbox(client: pg.ClientBase, tenant: string, event: OutboxEvent): Promise<void> {
  const id = randomUUID();
  const { rows } = await client.query<{ seq: string; at: Date }>(
    `SELECT nextval('outbox_seq_seq')::text AS seq, date_trunc('milliseconds', clock_timestamp()) AS at`,
  );
  const { seq, at } = rows[0]!;
  const body = JSON.stringify({
    id,
    sequence: Number(seq),
    tenant,
    at: at.toISOString(),
    actor: event.actor,
    event: event.event,
    subject: event.subject,
    data: event.data,
  });
  await client.query(
    `INSERT INTO outbox (tenant, seq, id, subject, event, body, created_at, state, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'PENDING', $7)`,
    [tenant, seq, id, event.subject, event.event, body, at],
  );
}
