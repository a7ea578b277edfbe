import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { JwtSettings } from '../../subgraph/auth/jwt/jwt-env.ts';

export const AUDIENCE = 'api-sessions';
export const CLIENT = 'the-console';
export const CLIENT_SECRET = 'a secret of the console';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

interface Grant {
  challenge: string;
  nonce: string;
  redirectUri: string;
}

/** An identity provider of this machine: real keys, real HTTP, OpenID Connect as the console needs it. */
export class Issuer {
  /** How often its keys were read. */
  reads = 0;
  /** What ID tokens say beside what they must. */
  person: JWTPayload = { sub: 'ann@example.com', tenant: 'default', scope: 'sessions:read' };
  /** Changes an answer of the token endpoint, as a broken or a hostile provider would. */
  spoil: (claims: JWTPayload) => JWTPayload = (claims) => claims;
  private server: Server | null = null;
  private port = 0;
  private kid = '';
  private pair: Pair | null = null;
  private published: JWK[] = [];
  private readonly grants = new Map<string, Grant>();

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get jwksUrl(): string {
    return `${this.url}/keys`;
  }

  settings(claims: Partial<JwtSettings['claims']> = {}): JwtSettings {
    return {
      issuer: this.url,
      audiences: [AUDIENCE],
      jwksUrl: new URL(this.jwksUrl),
      algorithms: ['RS256'],
      clockSkewSeconds: 30,
      claims: { tenant: 'tenant', actor: 'sub', scopes: 'scope', roles: new Map(), ...claims },
    };
  }

  /** Listens, where it did before if anywhere. */
  async start(): Promise<this> {
    if (!this.pair) await this.rotate();
    const server = createServer((request, response) => {
      this.answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Signs with another key from now on. @param keep publish the ones before it still */
  async rotate({ keep = 0 } = {}): Promise<void> {
    this.pair = await generateKeyPair('RS256', { extractable: true });
    this.kid = randomUUID();
    const key = { ...(await exportJWK(this.pair.publicKey)), kid: this.kid, alg: 'RS256', use: 'sig' };
    this.published = [key, ...this.published.slice(0, keep)];
  }

  /** The key as everybody can read it. */
  get publicKey(): JWK {
    return this.published[0]!;
  }

  /** A token as it should be, but for what is given. */
  token(
    claims: JWTPayload = {},
    { header = {}, key }: { header?: object; key?: Pair['privateKey'] } = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: this.url, aud: AUDIENCE, sub: 'ann@example.com', tenant: 'default', scope: 'sessions:read' };
    return new SignJWT({ ...usual, iat: now, exp: now + 300, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: this.kid, typ: 'JWT', ...header })
      .sign(key ?? this.pair!.privateKey);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const json = (body: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/keys') {
      this.reads += 1;
      return void json({ keys: this.published });
    }
    if (url.pathname === '/.well-known/openid-configuration') return void json(this.metadata());
    if (url.pathname === '/authorize') return this.authorize(url.searchParams, response);
    if (url.pathname !== '/token') return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const tokens = await this.exchange(form, request.headers.authorization ?? '');
    json(tokens ?? { error: 'invalid_grant' }, tokens ? 200 : 400);
  }

  private metadata(): object {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: this.jwksUrl,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  /** Whoever comes is the person of this issuer, without being asked. */
  private authorize(asked: URLSearchParams, response: ServerResponse): void {
    const code = randomUUID();
    const [challenge, nonce, redirectUri] = ['code_challenge', 'nonce', 'redirect_uri'].map(
      (name) => asked.get(name) ?? '',
    );
    this.grants.set(code, { challenge: challenge!, nonce: nonce!, redirectUri: redirectUri! });
    const back = new URL(redirectUri!);
    for (const [name, value] of Object.entries({ code, state: asked.get('state') ?? '', iss: this.url })) {
      back.searchParams.set(name, value);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  /** A code is good once, for who knows the verifier and the secret of the client. */
  private async exchange(form: URLSearchParams, authorization: string): Promise<object | null> {
    const grant = this.grants.get(form.get('code') ?? '');
    this.grants.delete(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const [, basic = ''] = /^Basic (.+)$/.exec(authorization) ?? [];
    const [client, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    const isClient =
      (client === CLIENT && secret?.replaceAll('+', ' ') === CLIENT_SECRET) ||
      (form.get('client_id') === CLIENT && form.get('client_secret') === CLIENT_SECRET);
    if (!grant || !isClient || proof !== grant.challenge || form.get('redirect_uri') !== grant.redirectUri) return null;
    const claims = this.spoil({ ...this.person, aud: CLIENT, nonce: grant.nonce });
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: await this.token(claims) };
  }
}
