import type { Database } from '../db/database.ts';

/** How much waits to be done, in all tenants together. */
export interface Lags {
  /** Actions that the system which enforces them has not taken, and how long the oldest waits beyond its time, in seconds. */
  outboxPending: number;
  outboxOverdueSeconds: number;
  outboxDead: number;
  /** Days of endpoints whose deviations are to be judged again. */
  settlingDue: number;
  /** Session parts without a risk score; counting stops at 10,000. */
  risksDue: number;
  /** When the last batch of an import arrived, in seconds since 1970; null: none has, or it is settled. */
  lastArrival: number | null;
}

export async function readLags({ aside }: Pick<Database, 'aside'>): Promise<Lags> {
  const { rows } = await aside.query<Lags>(
    `SELECT (SELECT count(*) FROM outbox WHERE state = 'PENDING')::float8 AS "outboxPending",
       coalesce((SELECT extract(epoch FROM now() - min(due_at)) FROM outbox WHERE state = 'PENDING' AND due_at < now()), 0)::float8
         AS "outboxOverdueSeconds",
       (SELECT count(*) FROM outbox WHERE state = 'DEAD')::float8 AS "outboxDead",
       (SELECT count(*) FROM baseline_due)::float8 AS "settlingDue",
       (SELECT count(*) FROM (SELECT 1 FROM session WHERE risk_score IS NULL LIMIT 10000) AS due)::float8 AS "risksDue",
       (SELECT extract(epoch FROM max(arrived_at)) FROM arrived_batch)::float8 AS "lastArrival"`,
  );
  return rows[0]!;
}
