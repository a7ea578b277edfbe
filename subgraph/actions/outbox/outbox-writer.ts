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
  await writeOutboxes(client, tenant, [event]);
}

/** The same for several, numbered in their order. */
export async function writeOutboxes(
  client: pg.ClientBase,
  tenant: string,
  events: readonly OutboxEvent[],
): Promise<void> {
  const { rows: numbers } = await client.query<{ seq: string; at: Date }>(
    `SELECT nextval('outbox_seq_seq')::text AS seq, date_trunc('milliseconds', clock_timestamp()) AS at
     FROM generate_series(1, $1::int)`,
    [events.length],
  );
  const rows = events.map(({ event, subject, actor, data }, index) => {
    const { seq, at } = numbers[index]!;
    const id = randomUUID();
    const told = { id, sequence: Number(seq), tenant, at: at.toISOString(), actor, event, subject, data };
    return { id, seq, at, event, subject, body: JSON.stringify(told) };
  });
  await client.query(
    `INSERT INTO outbox (tenant, seq, id, subject, event, body, created_at, state, due_at)
     SELECT $1, seq, id, subject, event, body, at, 'PENDING', at
     FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
       AS e(seq, id, subject, event, body, at)`,
    [
      tenant,
      rows.map(({ seq }) => seq),
      rows.map(({ id }) => id),
      rows.map(({ subject }) => subject),
      rows.map(({ event }) => event),
      rows.map(({ body }) => body),
      rows.map(({ at }) => at.toISOString()),
    ],
  );
}
