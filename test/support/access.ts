import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type AccessTokenRow, insertAccessToken } from '../../subgraph/auth/access-tokens/access-token.repository.ts';
import { hashOfSecret, newSecret } from '../../subgraph/auth/access-tokens/token-secret.ts';
import type { Database } from '../../subgraph/db/database.ts';

/** An access token in a database, with its secret. */
export async function giveToken(
  { pool }: Pick<Database, 'pool'>,
  token: Partial<AccessTokenRow> & Pick<AccessTokenRow, 'tenants'>,
): Promise<{ id: string; secret: string }> {
  const id = randomBytes(6).toString('hex');
  const secret = newSecret();
  const createdAt = new Date();
  const usual = { id, actor: 'robot', scopes: ['sessions:read' as const], createdAt };
  const expiresAt = new Date(createdAt.getTime() + 3_600_000);
  const client = await pool.connect();
  try {
    await insertAccessToken(client, { ...usual, expiresAt, ...token }, hashOfSecret(secret));
  } finally {
    client.release();
  }
  return { id, secret };
}

/** What a client is answered: the code of its first error, or null where there is none. */
export interface Heard {
  status: number;
  code: string | null;
  message: string | null;
  body: string;
}

/** Asks a server for sessions with headers of a client's own. */
export async function askWith(app: FastifyInstance, headers: Record<string, string>, url = '/graphql'): Promise<Heard> {
  const payload = { query: '{ sessions { totalCount { value } } }' };
  const response = await app.inject({ method: 'POST', url, headers, payload });
  const { errors } = response.json() as { errors?: { message: string; extensions: { code: string } }[] };
  return {
    status: response.statusCode,
    code: errors?.[0]?.extensions.code ?? null,
    message: errors?.[0]?.message ?? null,
    body: response.body,
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
