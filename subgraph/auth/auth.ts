import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.ts';
import { isLoopback } from '../values/loopback.ts';
import { AccessTokens } from './access-tokens/access-tokens.ts';
import { AccessTrail, type WriteAccess } from './access-trail.ts';
import { Authenticator, type HostIdentity } from './authenticator.ts';
import type { KeyPatience } from './jwt/issuer-keys.ts';
import { JsonWebTokens } from './jwt/json-web-tokens.ts';
import type { JwtSettings } from './jwt/jwt-env.ts';
import { OpenId } from './sign-in/openid.ts';
import type { OpenIdSettings } from './sign-in/openid-env.ts';
import { Sealed } from './sign-in/sealed.ts';
import { registerSignIn } from './sign-in/sign-in.routes.ts';
import { SignIns } from './sign-in/sign-ins.ts';

export interface AuthOptions {
  /** The address that the server will listen on. */
  host: string;
  /** What clients may send as `Authorization: Bearer`, beside tokens of the database; null: none. */
  apiToken: string | null;
  /** Whose data it is for; `default` unless given. */
  apiTokenTenant?: string;
  /** Whose JSON Web Tokens are believed; null or not given: nobody's. */
  jwt?: JwtSettings | null;
  /** How long keys of that issuer are kept; for tests. */
  keyPatience?: KeyPatience;
  /** How the console signs in by that issuer; null or not given: it takes tokens alone. */
  openId?: OpenIdSettings | null;
  /** Whether whoever brings nothing is answered; on loopback, without any other way to sign in, unless given. */
  anonymous?: boolean;
  /** Who asks, as the host says in whose server this one is mounted; then nothing else is believed. Null or not given: there is no such host. */
  hostIdentity?: HostIdentity | null;
  /** Keys of the server's own are derived from it. */
  secret: string;
  /** Where browsers reach it; null or not given: at the host that they name. */
  publicUrl?: string | null;
}

/** How the console is to ask who is there. */
export type SignInWay = 'none' | 'token' | 'openid';

export interface Auth {
  authenticator: Authenticator;
  signInWay: SignInWay;
  registerSignIn(app: FastifyInstance): Promise<void>;
}

/** Everything that finds out who asks. @param write into the audit trail */
export function openAuth(
  options: AuthOptions,
  { pool, outage }: Pick<Database, 'pool' | 'outage'>,
  write: WriteAccess,
): Auth {
  const { host, apiToken: secret, apiTokenTenant: tenant = 'default', publicUrl = null } = options;
  const { jwt = null, openId: settings = null, hostIdentity = null } = options;
  const { anonymous = isLoopback(host) && !secret && !jwt && !hostIdentity } = options;
  const trail = new AccessTrail(write);
  const accessTokens = new AccessTokens(pool, trail);
  const apiToken = secret ? { secret, tenant } : null;
  const sealed = new Sealed(options.secret);
  const signIns = new SignIns({ sealed, apiToken, accessTokens, trail, pool, publicUrl });
  const tokens = jwt && new JsonWebTokens(jwt, options.keyPatience);
  const authenticator = new Authenticator({
    anonymous,
    hostIdentity,
    apiToken,
    accessTokens,
    signIns,
    jwt: tokens,
    trail,
    outage,
  });
  const openId = tokens && settings && new OpenId(settings, tokens, `${publicUrl}/auth/callback`);
  return {
    authenticator,
    signInWay: anonymous ? 'none' : openId ? 'openid' : 'token',
    async registerSignIn(app) {
      if (!anonymous && !hostIdentity) await registerSignIn(app, { authenticator, signIns, sealed, openId, publicUrl });
    },
  };
}
