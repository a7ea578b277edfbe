import type pg from 'pg';

/** A stream that comes in under a key. */
export interface IngestStream {
  /** How its lines are read, as JSON. */
  reading: string;
  /** Lines up to here are stored, or were rejected. */
  acknowledged: number;
}

/** Null: nothing of it was ever acknowledged. */
export async function findIngestStream(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  key: string,
): Promise<IngestStream | null> {
  const { rows } = await client.query<{ reading: string; acknowledged: string }>(
    'SELECT reading, acknowledged FROM ingest_stream WHERE tenant = $1 AND key = $2',
    [tenant, key],
  );
  return rows[0] ? { reading: rows[0].reading, acknowledged: Number(rows[0].acknowledged) } : null;
}

/** In the transaction of the lines: never less than what was acknowledged before, when two send the same stream. */
export async function acknowledgeLines(
  client: pg.ClientBase,
  tenant: string,
  key: string,
  { reading, acknowledged }: IngestStream,
): Promise<void> {
  await client.query(
    `INSERT INTO ingest_stream AS known (tenant, key, reading, acknowledged, updated_at) VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (tenant, key) DO UPDATE
       SET acknowledged = greatest(known.acknowledged, EXCLUDED.acknowledged), updated_at = EXCLUDED.updated_at`,
    [tenant, key, reading, acknowledged],
  );
}
