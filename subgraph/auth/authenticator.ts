import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { type Outage, UNAVAILABLE } from '../db/outage.ts';
import { log } from '../logging/log.ts';
import { TENANT_HEADER } from '../values/identity-headers.ts';
import type { AccessTokens } from './access-tokens/access-tokens.ts';
import { isSecret } from './access-tokens/token-secret.ts';
import type { AccessTrail } from './access-trail.ts';
import { type ApiToken, identityOfApiToken, isApiToken } from './api-token.ts';
import { anonymousCaller, type Caller, callerOf, type Identity } from './identity.ts';
import type { JsonWebTokens } from './jwt/json-web-tokens.ts';
import { Refusal, unauthenticated } from './refusal.ts';
import type { SignIns } from './sign-in/sign-ins.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the hook of the authenticator, where there is one. */
    caller: Caller;
  }
}

/** Who asks, as a host knows it; null: nobody. */
export type HostIdentity = (request: IncomingMessage) => Promise<Identity | null>;

export interface AuthenticatorOptions {
  /** Whether whoever brings nothing is answered, as whom they say to be: development on one machine. */
  anonymous: boolean;
  /** Null: there is no host. */
  hostIdentity: HostIdentity | null;
  apiToken: ApiToken | null;
  accessTokens: AccessTokens;
  /** Null: no token of an issuer is believed. */
  jwt: JsonWebTokens | null;
  signIns: SignIns;
  trail: AccessTrail;
  outage: Outage;
}

/** Finds out who asks, by whatever they bring. What is brought is believed or refused, never passed over. */
export class Authenticator {
  constructor(private readonly options: AuthenticatorOptions) {}

  get anonymous(): boolean {
    return this.options.anonymous;
  }

  /** For the log, of somebody who was refused elsewhere. */
  readonly noteRefused = ({ ip }: FastifyRequest, reason: string): void => this.options.trail.logRefused(reason, ip);

  /** Hook of routes that hold data, before their body is read. */
  readonly hook = async (request: FastifyRequest): Promise<void> => {
    request.caller = await this.callerOf(request);
  };

  /** @throws Refusal */
  private async callerOf(request: FastifyRequest): Promise<Caller> {
    const identity = await this.identityOf(request);
    if (!identity) return anonymousCaller(request.headers);
    try {
      return callerOf(identity, request.headers);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'FORBIDDEN') await this.noteForbidden(identity, request, error);
      throw error;
    }
  }

  /** Null: nobody, and that is allowed here. @throws Refusal */
  async identityOf(request: FastifyRequest): Promise<Identity | null> {
    const { anonymous, hostIdentity, signIns } = this.options;
    if (hostIdentity) return this.explaining(request, () => this.byHost(hostIdentity, request));
    const bearer = bearerOf(request);
    if (bearer !== null) return this.explaining(request, () => this.byBearer(bearer));
    if (anonymous) return null;
    const identity = await this.explaining(request, () => signIns.identityOf(request));
    if (identity) return identity;
    throw unauthenticated('sign in, or send Authorization: Bearer with a token for this server');
  }

  /** Keeps in the log who was refused, and gives what failed because of the database its name. */
  async explaining<Result>(request: FastifyRequest, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw this.explained(error, request);
    }
  }

  private async byHost(hostIdentity: HostIdentity, request: FastifyRequest): Promise<Identity> {
    const identity = await hostIdentity(request.raw).catch((error) => {
      // In the words of the host, which are for its operator.
      log.error('the host could not say who asks', error);
      throw new Refusal(503, 'IDENTITY_UNAVAILABLE', 'who asks could not be found out: the log of the server says why');
    });
    if (identity) return identity;
    throw unauthenticated('sign in first');
  }

  private async byBearer(bearer: string): Promise<Identity> {
    const { apiToken, accessTokens, jwt } = this.options;
    if (isSecret(bearer)) return accessTokens.bySecret(bearer);
    if (apiToken && isApiToken(apiToken, bearer)) return identityOfApiToken(apiToken);
    if (jwt) return jwt.identityOf(bearer);
    throw unauthenticated('this token is not known here');
  }

  private explained(error: unknown, { ip }: FastifyRequest): unknown {
    if (error instanceof Refusal) {
      if (error.statusCode === 401 || error.statusCode === 403) this.options.trail.logRefused(error.message, ip);
      return error;
    }
    return this.options.outage.noted(error) ? new Refusal(503, 'DATABASE_UNAVAILABLE', UNAVAILABLE.message) : error;
  }

  private async noteForbidden(identity: Identity, { headers }: FastifyRequest, { message }: Refusal): Promise<void> {
    const input = { tenant: headers[TENANT_HEADER] };
    const event = { operation: 'askAsAnother', subject: `actor:${identity.actor}`, input, refusal: message };
    await this.options.trail.refused(identity, event);
  }
}

/** What is sent as `Authorization: Bearer`; names of schemes are written in any case. Null: nothing. */
function bearerOf({ headers }: FastifyRequest): string | null {
  const [, bearer] = /^bearer +(\S.*)$/i.exec(headers.authorization?.trim() ?? '') ?? [];
  return bearer ?? null;
}
