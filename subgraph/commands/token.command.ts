import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { recordAttempt } from '../actions/audit/record-attempt.ts';
import {
  type AccessTokenRow,
  insertAccessToken,
  listAccessTokens,
  revokeAccessToken,
} from '../auth/access-tokens/access-token.repository.ts';
import { hashOfSecret, newSecret } from '../auth/access-tokens/token-secret.ts';
import type { Scope } from '../auth/scope.type.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Env } from '../env.ts';
import { StartupError } from '../startup-error.ts';
import { printable } from '../values/printable.ts';

/** Options of `api-sessions token create`. */
export interface CreateTokenOptions {
  tenant: string[];
  actor: string;
  scopes: Scope[];
  /** How long it is good for, in milliseconds. */
  expires: number;
  json?: true;
}

/** Makes a token, and prints its secret, which nobody can learn again. */
export async function createTokenCommand(env: Env, options: CreateTokenOptions): Promise<void> {
  const createdAt = new Date();
  const token = {
    id: randomBytes(6).toString('hex'),
    tenants: options.tenant,
    actor: options.actor,
    scopes: options.scopes,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + options.expires),
  };
  const secret = newSecret();
  await onDatabase(env, ({ pool }) =>
    inTransaction(pool, async (client) => {
      await insertAccessToken(client, token, hashOfSecret(secret));
      await audit(client, 'createAccessToken', token);
    }),
  );
  const { id, tenants, actor, scopes, expiresAt } = token;
  if (options.json) return console.log(JSON.stringify({ id, secret, tenants, actor, scopes, expiresAt }));
  console.log(secret);
  console.error(
    `token ${id} for ${tenants.join(', ')} as ${actor}, until ${expiresAt.toISOString()}. Its secret is not shown again.`,
  );
}

/** Lists tokens, newest first. */
export async function listTokensCommand(env: Env, { tenant, json }: { tenant?: string; json?: true }): Promise<void> {
  await onDatabase(env, async ({ pool }) => {
    const tokens = await listAccessTokens(pool, tenant ?? null);
    const now = new Date();
    if (json) return console.log(JSON.stringify(tokens.map((token) => ({ ...token, state: stateOf(token, now) }))));
    if (tokens.length === 0) return console.log('there are no tokens');
    for (const token of tokens) {
      const { id, tenants, actor, scopes, expiresAt, lastUsedAt } = token;
      const used = lastUsedAt ? `last used ${lastUsedAt.toISOString()}` : 'never used';
      console.log(
        printable(
          `${id}  ${stateOf(token, now)}  ${tenants.join(',')}  ${actor}  ${scopes.join(',')}  until ${expiresAt.toISOString()}  ${used}`,
        ),
      );
    }
  });
}

/** Ends a token. */
export async function revokeTokenCommand(env: Env, id: string): Promise<void> {
  await onDatabase(env, ({ pool }) =>
    inTransaction(pool, async (client) => {
      const token = await revokeAccessToken(client, id);
      if (!token)
        throw new StartupError(`there is no token ${id} that could be revoked (see "api-sessions token list")`);
      await audit(client, 'revokeAccessToken', token);
    }),
  );
  console.log(`token ${id} is revoked`);
}

function stateOf({ revokedAt, expiresAt }: AccessTokenRow, now: Date): 'active' | 'revoked' | 'expired' {
  if (revokedAt) return 'revoked';
  return expiresAt <= now ? 'expired' : 'active';
}

/** In the trail of each tenant that the token is for; none of them is told of the others. */
async function audit(
  client: pg.ClientBase,
  operation: string,
  { id, tenants, actor, scopes, expiresAt }: Pick<AccessTokenRow, 'id' | 'tenants' | 'actor' | 'scopes' | 'expiresAt'>,
): Promise<void> {
  const input = { actor, scopes, expiresAt: expiresAt.toISOString() };
  // In one order for all: each trail is locked until the end.
  for (const tenant of [...new Set(tenants)].sort()) {
    await recordAttempt(client, { tenant, actor: 'cli' }, { operation, subject: `token:${id}`, input, refusal: null });
  }
}

async function onDatabase(env: Env, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase({ url: env.databaseUrl, dataDirectory: env.dataDirectory, whenHeld: 'share' });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}
