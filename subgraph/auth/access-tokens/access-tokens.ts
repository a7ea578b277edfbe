import type pg from 'pg';
import type { AccessTrail } from '../access-trail.ts';
import type { Identity } from '../identity.ts';
import { unauthenticated } from '../refusal.ts';
import { scopesOf } from '../scopes.ts';
import { type AccessTokenRow, findAccessToken, noteUse } from './access-token.repository.ts';
import { hashOfSecret } from './token-secret.ts';

/** How old `last_used_at` becomes before it is written again. */
const USE_MS = 60_000;

/** Identities of our own tokens. Asked for each request, so that one that is revoked is refused at once. */
export class AccessTokens {
  constructor(
    private readonly pool: pg.Pool,
    private readonly trail: AccessTrail,
  ) {}

  /** @throws Refusal */
  async bySecret(secret: string): Promise<Identity & { id: string; expiresAt: Date }> {
    return this.checked(await findAccessToken(this.pool, { hash: hashOfSecret(secret) }));
  }

  /** Of somebody who has shown the secret before. @throws Refusal */
  async byId(id: string): Promise<Identity> {
    return this.checked(await findAccessToken(this.pool, { id }));
  }

  private async checked(token: AccessTokenRow | null): Promise<Identity & { id: string; expiresAt: Date }> {
    if (!token) throw unauthenticated('this token is not known here');
    const { id, tenants, actor, expiresAt } = token;
    const now = new Date();
    const problem = token.revokedAt ? 'this token was revoked' : expiresAt <= now ? 'this token has expired' : null;
    if (problem) {
      const event = { operation: 'useAccessToken', subject: `token:${id}`, input: {}, refusal: problem };
      await this.trail.refused(token, event);
      throw unauthenticated(problem);
    }
    await this.use(token, now);
    return { proof: 'accessToken', id, expiresAt, tenants, actor, scopes: scopesOf(token.scopes) };
  }

  /** The first use is for the audit trail; of the others the time of the last one is enough. */
  private async use(token: AccessTokenRow, now: Date): Promise<void> {
    const { lastUsedAt } = token;
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < USE_MS) return;
    const isOurs = await noteUse(this.pool, token, now);
    if (!isOurs || lastUsedAt) return;
    await this.trail.granted(token, {
      operation: 'useAccessToken',
      subject: `token:${token.id}`,
      input: { first: true },
    });
  }
}
