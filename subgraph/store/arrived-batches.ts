import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import { outcomeOf } from '../baselines/outcome.ts';
import { join, type Sql, sql } from '../db/sql.ts';
import type { StoredRequest } from './stored-request.type.ts';

// Batches that baselines have not learnt from yet, or of which it was not decided yet which requests stand out. A range of
// the order of arrival finds them, however much else is stored.

/** Both ends included. Requests of other tenants may have come in between. */
export interface ArrivedBatch {
  firstSeq: string;
  lastSeq: string;
  days: string[];
  arrivedAt: Date;
}

/** Around the insert of a batch. Inside its transaction, under the tenant's lock: batches of a tenant do not overlap. */
export async function noteArrival(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly StoredRequest[],
  insert: () => Promise<void>,
): Promise<void> {
  const isMeasured = ({ durationMs, sizeBytes }: StoredRequest) => durationMs !== null || sizeBytes !== null;
  const compared = requests.filter((each) => outcomeOf(each) !== null && isMeasured(each));
  if (compared.length === 0) return insert();
  const sequence = `pg_get_serial_sequence('request', 'seq')`;
  const { rows } = await client.query<{ first: string }>(`SELECT nextval(${sequence})::text AS first`);
  await insert();
  await client.query(
    `INSERT INTO arrived_batch (tenant, first_seq, last_seq, days) VALUES ($1, $2, currval(${sequence}), $3::date[])`,
    [tenant, rows[0]!.first, [...new Set(compared.map(({ day }) => day))]],
  );
}

/** The oldest batches, up to about so many requests, but at least one. */
export async function arrivedBatches(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  trained: boolean,
  limit = Number.POSITIVE_INFINITY,
): Promise<ArrivedBatch[]> {
  const { rows } = await client.query<ArrivedBatch>(
    `SELECT first_seq::text AS "firstSeq", last_seq::text AS "lastSeq", days::text[] AS days,
       arrived_at AS "arrivedAt" FROM arrived_batch
     WHERE tenant = $1 AND trained = $2 ORDER BY first_seq`,
    [tenant, trained],
  );
  let sum = 0;
  return rows.filter((batch, index) => {
    sum += sizeOf(batch);
    return index === 0 || sum <= limit;
  });
}

/** At least as many requests as a batch has. */
export function sizeOf({ firstSeq, lastSeq }: Pick<ArrivedBatch, 'firstSeq' | 'lastSeq'>): number {
  return Number(BigInt(lastSeq) - BigInt(firstSeq));
}

/** The requests of some batches that are compared with others, `AS r`. */
export function arrivedRequests(tenant: string, batches: readonly ArrivedBatch[]): Sql {
  const days = [...new Set(batches.flatMap((batch) => batch.days))].map((day) => sql`${day}::date`);
  // Batch by batch (`OFFSET 0`): each is a range of an index, in every partition of its days.
  return sql`unnest(${batches.map(({ firstSeq }) => firstSeq)}::bigint[], ${batches.map(({ lastSeq }) => lastSeq)}::bigint[])
    AS batch(first_seq, last_seq)
    CROSS JOIN LATERAL (
      SELECT r.* FROM request AS r WHERE r.seq BETWEEN batch.first_seq AND batch.last_seq AND r.tenant = ${tenant}
        AND r.day = ANY(ARRAY[${join(days, ', ')}]) AND ${OUTCOME} IS NOT NULL OFFSET 0
    ) AS r`;
}

export async function noteTrained(
  client: pg.ClientBase,
  tenant: string,
  batches: readonly ArrivedBatch[],
): Promise<void> {
  await client.query('UPDATE arrived_batch SET trained = TRUE WHERE tenant = $1 AND first_seq = ANY($2::bigint[])', [
    tenant,
    batches.map(({ firstSeq }) => firstSeq),
  ]);
}

export async function noteJudged(
  client: pg.ClientBase,
  tenant: string,
  batches: readonly ArrivedBatch[],
): Promise<void> {
  await client.query('DELETE FROM arrived_batch WHERE tenant = $1 AND first_seq = ANY($2::bigint[])', [
    tenant,
    batches.map(({ firstSeq }) => firstSeq),
  ]);
}
