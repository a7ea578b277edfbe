import type pg from 'pg';

/** A call as its key names it. */
interface Call {
  tenant: string;
  actor: string;
  operation: string;
  key: string;
}

/** What an earlier call with the same key was asked and answered; null: there was none. */
export async function findAnswer(
  client: pg.ClientBase,
  { tenant, actor, operation, key }: Call,
): Promise<{ inputHash: string; result: object } | null> {
  const { rows } = await client.query<{ inputHash: string; result: string }>(
    `SELECT input_hash AS "inputHash", result FROM idempotency_key
     WHERE tenant = $1 AND actor = $2 AND operation = $3 AND key = $4`,
    [tenant, actor, operation, key],
  );
  const [row] = rows;
  return row ? { ...row, result: JSON.parse(row.result) as object } : null;
}

export async function keepAnswer(
  client: pg.ClientBase,
  { tenant, actor, operation, key }: Call,
  inputHash: string,
  result: object,
): Promise<void> {
  await client.query(
    `INSERT INTO idempotency_key (tenant, actor, operation, key, input_hash, result, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, now())`,
    [tenant, actor, operation, key, inputHash, JSON.stringify(result)],
  );
}
