import type pg from 'pg';
import type { Scope } from '../scope.type.ts';

/** An access token as it is kept, without its secret. */
export interface AccessTokenRow {
  /** Names it in lists and in the audit trail; says nothing of the secret. */
  id: string;
  tenants: string[];
  actor: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  /** To the minute; null: never. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const COLUMNS = `id, tenants, actor, scopes, created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"`;

type NewAccessToken = Pick<AccessTokenRow, 'id' | 'tenants' | 'actor' | 'scopes' | 'createdAt' | 'expiresAt'>;

/** @param hash of its secret */
export async function insertAccessToken(client: pg.ClientBase, token: NewAccessToken, hash: string): Promise<void> {
  await client.query(
    `INSERT INTO access_token (id, secret_hash, tenants, actor, scopes, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [token.id, hash, token.tenants, token.actor, token.scopes, token.createdAt, token.expiresAt],
  );
}

export async function findAccessToken(
  pool: pg.Pool,
  by: { hash: string } | { id: string },
): Promise<AccessTokenRow | null> {
  const [column, value] = 'hash' in by ? ['secret_hash', by.hash] : ['id', by.id];
  const { rows } = await pool.query<AccessTokenRow>(`SELECT ${COLUMNS} FROM access_token WHERE ${column} = $1`, [
    value,
  ]);
  return rows[0] ?? null;
}

/** Newest first. @param tenant only those that hold it; null: all */
export async function listAccessTokens(pool: pg.Pool, tenant: string | null): Promise<AccessTokenRow[]> {
  const { rows } = await pool.query<AccessTokenRow>(
    `SELECT ${COLUMNS} FROM access_token WHERE $1::text IS NULL OR $1 = ANY(tenants) ORDER BY created_at DESC, id`,
    [tenant],
  );
  return rows;
}

/** Whether there is any, of whatever state. */
export async function hasAccessTokens(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM access_token) AS found');
  return rows[0]!.found;
}

/** Of several requests at a time, one notes the use. @returns whether it was this one */
export async function noteUse(
  pool: pg.Pool,
  { id, lastUsedAt }: Pick<AccessTokenRow, 'id' | 'lastUsedAt'>,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE access_token SET last_used_at = $3 WHERE id = $1 AND last_used_at IS NOT DISTINCT FROM $2',
    [id, lastUsedAt, now],
  );
  return rowCount === 1;
}

/** @returns the token as it is now; null: there is none, or it was revoked before */
export async function revokeAccessToken(client: pg.ClientBase, id: string): Promise<AccessTokenRow | null> {
  const { rows } = await client.query<AccessTokenRow>(
    `UPDATE access_token SET revoked_at = date_trunc('milliseconds', now()) WHERE id = $1 AND revoked_at IS NULL RETURNING ${COLUMNS}`,
    [id],
  );
  return rows[0] ?? null;
}
