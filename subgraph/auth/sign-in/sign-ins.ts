import type { FastifyRequest } from 'fastify';
import type { JWTPayload } from 'jose';
import type pg from 'pg';
import type { AccessTokens } from '../access-tokens/access-tokens.ts';
import { isSecret } from '../access-tokens/token-secret.ts';
import type { AccessTrail } from '../access-trail.ts';
import { type ApiToken, fingerprintOf, identityOfApiToken, isApiToken } from '../api-token.ts';
import type { Identity } from '../identity.ts';
import { Refusal, unauthenticated } from '../refusal.ts';
import { scopesOf } from '../scopes.ts';
import { cookieIn, isOwnPage } from './cookies.ts';
import { databaseTime, hasEnded, MAX_MS } from './ended-sign-ins.repository.ts';
import type { Sealed } from './sealed.ts';

interface SignInsOptions {
  sealed: Sealed;
  apiToken: ApiToken | null;
  accessTokens: AccessTokens;
  trail: AccessTrail;
  pool: pg.Pool;
  /** Where browsers reach this server; null: at the host that they name. */
  publicUrl: string | null;
}

/** A sign-in as the browser keeps it. */
export interface NewSignIn {
  identity: Identity;
  /** Value of the cookie. */
  value: string;
}

/**
 * Who has signed in with a browser. Nothing of it is kept here: the cookie says it, sealed, for 8 hours at most; but when somebody's
 * were ended is.
 */
export class SignIns {
  constructor(private readonly options: SignInsOptions) {}

  /** Exchanges a token for a cookie. @throws Refusal */
  async withToken(token: string): Promise<NewSignIn> {
    const { apiToken, accessTokens } = this.options;
    if (isSecret(token)) {
      const { id, expiresAt, ...identity } = await accessTokens.bySecret(token);
      return this.begin(identity, { token: id }, expiresAt);
    }
    if (!apiToken || !isApiToken(apiToken, token)) throw unauthenticated('The server does not take this token.');
    return this.begin(identityOfApiToken(apiToken), { apiToken: fingerprintOf(apiToken) });
  }

  /** Of somebody whom the identity provider has named. */
  async withIdentity(identity: Identity): Promise<NewSignIn> {
    const { tenants, actor, scopes } = identity;
    const begun = await databaseTime(this.options.pool);
    return this.begin(identity, { tenants: [...tenants], actor, scopes: [...scopes], begun });
  }

  /** Null: nobody has signed in, or no longer. @throws Refusal: somebody has, and another page makes use of it */
  async identityOf({ headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>): Promise<Identity | null> {
    const value = cookieIn(headers, 'signIn', this.isSecure({ headers, protocol }));
    const content = value === null ? null : await this.options.sealed.open('sign-in', value);
    if (!content) return null;
    if (!isOwnPage(headers, this.options.publicUrl)) {
      throw new Refusal(403, 'FORBIDDEN', 'only pages of this server ask with a sign-in: others send a token');
    }
    return this.identityIn(content);
  }

  /** Whether the browser speaks https to us, or to what stands in front. */
  isSecure({ headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>): boolean {
    const { publicUrl } = this.options;
    return publicUrl?.startsWith('https:') ?? (protocol === 'https' || `${headers.origin}`.startsWith('https:'));
  }

  private async begin(identity: Identity, content: JWTPayload, until?: Date): Promise<NewSignIn> {
    const latest = Date.now() + MAX_MS;
    const expiresAt = new Date(until ? Math.min(latest, until.getTime()) : latest);
    const { actor, proof } = identity;
    const event = { operation: 'signIn', subject: `actor:${actor}`, input: { with: proof } };
    await this.options.trail.granted(identity, event);
    return { identity, value: await this.options.sealed.seal('sign-in', content, expiresAt) };
  }

  /** A token is looked for again: one that was revoked ends what was begun with it. */
  private async identityIn({
    token,
    apiToken,
    tenants,
    actor,
    scopes,
    begun = 0,
  }: JWTPayload): Promise<Identity | null> {
    if (typeof token === 'string') return this.options.accessTokens.byId(token);
    if (apiToken !== undefined) {
      const current = this.options.apiToken;
      return current && apiToken === fingerprintOf(current) ? identityOfApiToken(current) : null;
    }
    if (await hasEnded(this.options.pool, actor as string, begun as number)) return null;
    return {
      proof: 'signIn',
      tenants: tenants as string[],
      actor: actor as string,
      scopes: scopesOf(scopes as string[]),
    };
  }
}
