import * as client from 'openid-client';
import { log } from '../../logging/log.ts';
import type { Identity } from '../identity.ts';
import type { JsonWebTokens } from '../jwt/json-web-tokens.ts';
import { Refusal, unauthenticated } from '../refusal.ts';
import type { OpenIdSettings } from './openid-env.ts';

const PATIENCE_SECONDS = 10;

/** What is remembered of a browser while its user is at the identity provider. */
export interface Departure {
  state: string;
  nonce: string;
  verifier: string;
}

/** Sign-in by OpenID Connect: a code that our server exchanges (RFC 9700), with PKCE, state and nonce. No token reaches the browser. */
export class OpenId {
  private configuration: Promise<client.Configuration> | null = null;

  /** @param redirectUri where the identity provider sends browsers back, as it is registered there */
  constructor(
    private readonly settings: OpenIdSettings,
    private readonly tokens: JsonWebTokens,
    private readonly redirectUri: string,
  ) {}

  /** @throws Refusal: the identity provider does not answer */
  async begin(): Promise<{ url: URL; departure: Departure }> {
    const configuration = await this.known();
    const departure = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: this.settings.scope,
      state: departure.state,
      nonce: departure.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(departure.verifier),
      code_challenge_method: 'S256',
    });
    return { url, departure };
  }

  /** @param search what the identity provider sent along with the browser. @throws Refusal */
  async finish(search: string, { state, nonce, verifier }: Departure): Promise<Identity> {
    const configuration = await this.known();
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    const answer = await client
      .authorizationCodeGrant(configuration, new URL(`${this.redirectUri}${search}`), checks)
      .catch((error: Error) => {
        if (isUnreachable(error)) throw away();
        log.warn('a sign-in could not be completed', error);
        throw unauthenticated('the identity provider did not confirm this sign-in');
      });
    // Its signature too is checked, which TLS to the provider would make up for (OpenID Connect Core 3.1.3.7).
    return this.tokens.identityOfIdToken(answer.id_token ?? '', this.settings.clientId);
  }

  /** What the provider offers is read once; when that fails, by the next who signs in again. */
  private known(): Promise<client.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    this.configuration ??= client
      .discovery(issuer, clientId, clientSecret ?? undefined, clientSecret === null ? client.None() : undefined, {
        timeout: PATIENCE_SECONDS,
        execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
      })
      .catch((error: Error) => {
        this.configuration = null;
        log.error('the identity provider (SESSIONS_JWT_ISSUER) does not say what it offers', error);
        throw away();
      });
    return this.configuration;
  }
}

/** fetch says so of what it does not reach, and of what does not answer in time. */
const isUnreachable = (error: Error) => error instanceof TypeError || error.name === 'TimeoutError';

const away = () =>
  new Refusal(503, 'KEYS_UNAVAILABLE', 'the identity provider does not answer at the moment: try again in a while');
