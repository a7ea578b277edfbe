import { randomUUID } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, type JWTPayload, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { IssuerKeys, KEY_PATIENCE } from '../../../subgraph/auth/jwt/issuer-keys.ts';
import { readJwtSettings } from '../../../subgraph/auth/jwt/jwt-env.ts';
import type { ServerOptions } from '../../../subgraph/server.ts';
import { askWith, bearer } from '../../support/access.ts';
import { createTestServer, givenDatabase } from '../../support/graph.ts';
import { AUDIENCE, Issuer } from '../../support/issuer.ts';
import { newTenant } from '../../support/traffic.ts';

// Tokens of an identity provider: which ones are believed, and what they are believed to say.

const database = givenDatabase('embedded');
const issuer = new Issuer();
beforeAll(() => issuer.start());
afterAll(() => issuer.stop());

async function server(options: Partial<ServerOptions> = {}) {
  const app = await createTestServer(database, { host: '0.0.0.0', jwt: issuer.settings(), ...options });
  onTestFinished(() => app.close());
  return app;
}

/** Nobody waits before the issuer is asked again. */
const PATIENCE = { ...KEY_PATIENCE, pause: 0, retry: 0 };

const seconds = (ahead: number) => Math.floor(Date.now() / 1000) + ahead;

test('a token of the issuer is answered, for its tenant alone', async () => {
  const app = await server();
  const tenant = newTenant();
  const token = bearer(await issuer.token({ tenant }));
  expect(await askWith(app, token)).toMatchObject({ status: 200, code: null });
  expect(await askWith(app, { ...token, 'x-sessions-tenant': tenant })).toMatchObject({ status: 200 });
  expect(await askWith(app, { ...token, 'x-sessions-tenant': 'default' })).toMatchObject({
    status: 403,
    message: 'x-sessions-tenant names a tenant that this identity does not hold',
  });
  expect(await askWith(app, { ...token, 'x-sessions-actor': 'ceo@example.com' })).toMatchObject({ status: 403 });
  expect(await askWith(app, {})).toMatchObject({ status: 401 });
});

describe('a bad token is refused, with a word of what is wrong and nothing of what would be right', () => {
  const tampered = async () => {
    const [header, payload = '', signature] = (await issuer.token()).split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), tenant: 'another' };
    return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  };
  const withPublicKey = async () => {
    const pem = await exportSPKI((await importJWK(issuer.publicKey, 'RS256')) as Parameters<typeof exportSPKI>[0]);
    return new SignJWT({ iss: issuer.url, aud: AUDIENCE, sub: 'ann', tenant: 'default', exp: seconds(300) })
      .setProtectedHeader({ alg: 'HS256', kid: String(issuer.publicKey.kid) })
      .sign(Buffer.from(pem));
  };
  const unsigned = async () =>
    new UnsecuredJWT({ iss: issuer.url, aud: AUDIENCE, sub: 'ann', tenant: 'default', exp: seconds(300) }).encode();
  const ofAnotherKey = async () => issuer.token({}, { key: (await generateKeyPair('RS256')).privateKey });

  test.each<[string, () => Promise<string>, string]>([
    ['not signed (alg none)', unsigned, 'the algorithm of this token is not allowed here'],
    ['signed by HS256 with the public key', withPublicKey, 'the algorithm of this token is not allowed here'],
    ['of another issuer', () => issuer.token({ iss: 'https://evil.example' }), 'this token is of another issuer'],
    ['for another audience', () => issuer.token({ aud: 'the-payroll' }), 'this token is for another audience'],
    ['expired', () => issuer.token({ exp: seconds(-31) }), 'this token has expired'],
    ['without an expiry', () => issuer.token({ exp: undefined }), 'this token does not say when it expires'],
    ['not valid yet', () => issuer.token({ nbf: seconds(60) }), 'this token is not valid yet'],
    [
      'of an unknown key',
      () => issuer.token({}, { header: { kid: 'x' } }),
      'the key of this token is none of the issuer',
    ],
    ['signed with another key', ofAnotherKey, 'the signature of this token is not right'],
    ['tampered with', tampered, 'the signature of this token is not right'],
    [
      'of another type',
      () => issuer.token({}, { header: { typ: 'logout+jwt' } }),
      'this token is of a type that is not for asking',
    ],
    ['of nobody', () => issuer.token({ sub: '' }), 'this token names nobody in sub'],
    [
      'for no tenant',
      () => issuer.token({ tenant: undefined }),
      'this token is for no tenant: its claim "tenant" names none',
    ],
    ['for a tenant that is no name', () => issuer.token({ tenant: "a'b" }), 'this token is for no tenant'],
    ['for tenants that are no names', () => issuer.token({ tenant: ['a', { b: 1 }] }), 'this token is for no tenant'],
    ['no token at all', async () => 'a.b.c', 'this token is not known here'],
  ])('%s', async (_name, make, why) => {
    const heard = await askWith(await server(), bearer(await make()));
    const isKnown = why.startsWith('this token is for no tenant');
    expect(heard).toMatchObject(
      isKnown ? { status: 403, code: 'FORBIDDEN' } : { status: 401, code: 'UNAUTHENTICATED' },
    );
    expect(heard.message).toContain(why);
    expect(heard.body).not.toMatch(new RegExp(`${issuer.url}|/keys|${AUDIENCE}|node_modules`));
  });

  test('a key that the token brings along is not looked at', async () => {
    const mine = await generateKeyPair('RS256', { extractable: true });
    const brought = {
      jwk: { kty: 'RSA', n: 'x', e: 'AQAB' },
      jku: 'https://evil.example/keys',
      x5u: 'https://evil.example/x',
    };
    const token = await issuer.token({}, { key: mine.privateKey, header: brought });
    expect(await askWith(await server(), bearer(token))).toMatchObject({ status: 401 });
  });

  test('clocks may differ by as much as is configured, and no more', async () => {
    const app = await server({ jwt: { ...issuer.settings(), clockSkewSeconds: 5 } });
    const ask = async (claims: JWTPayload) => (await askWith(app, bearer(await issuer.token(claims)))).status;
    expect(await ask({ exp: seconds(-2) })).toBe(200);
    expect(await ask({ exp: seconds(-10) })).toBe(401);
    expect(await ask({ nbf: seconds(3) })).toBe(200);
    expect(await ask({ nbf: seconds(15) })).toBe(401);
  });
});

describe('claims', () => {
  const asked = async (claims: JWTPayload, settings = {}) => {
    const app = await server({ jwt: issuer.settings(settings) });
    return (tenant?: string) =>
      issuer
        .token(claims)
        .then((token) => askWith(app, { ...bearer(token), ...(tenant && { 'x-sessions-tenant': tenant }) }));
  };

  test('several tenants are a list, of which the question names one', async () => {
    const [one, other] = [newTenant(), newTenant()];
    const ask = await asked({ tenant: [one, other] });
    expect(await ask()).toMatchObject({ status: 400 });
    expect([(await ask(one)).status, (await ask(other)).status, (await ask('default')).status]).toEqual([
      200, 200, 403,
    ]);
  });

  test('they are found where the configuration says, by name or by pointer', async () => {
    const tenant = newTenant();
    const pointed = await asked({ tenant: 'default', org: { 'a/b': tenant } }, { tenant: '/org/a~1b' });
    expect([(await pointed(tenant)).status, (await pointed('default')).status]).toEqual([200, 403]);
    const named = await asked(
      { 'https://example.com/tenant': tenant, upn: 'Ann' },
      { tenant: 'https://example.com/tenant', actor: 'upn' },
    );
    expect((await named(tenant)).status).toBe(200);
    // What every object has is no claim.
    expect((await (await asked({}, { tenant: 'constructor' }))()).status).toBe(403);
  });
});

describe('when the issuer changes its keys', () => {
  test('under load every token is answered, the keys are read once for the new one, and the withdrawn one ends', async () => {
    const app = await server({ keyPatience: PATIENCE });
    const before = await issuer.token();
    expect((await askWith(app, bearer(before))).status).toBe(200);
    await issuer.rotate({ keep: 1 });
    const reads = issuer.reads;
    const after = await issuer.token();
    const asked = await Promise.all(
      Array.from({ length: 100 }, (_, n) => askWith(app, bearer(n % 2 ? before : after))),
    );
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
    expect(issuer.reads - reads).toBe(1);
    await issuer.rotate();
    expect((await askWith(app, bearer(await issuer.token()))).status).toBe(200);
    expect((await askWith(app, bearer(before))).status).toBe(401);
  });

  test('whoever makes up keys does not make us ask the issuer for each', async () => {
    const app = await server({ keyPatience: { ...PATIENCE, pause: 30_000 } });
    await askWith(app, bearer(await issuer.token()));
    const reads = issuer.reads;
    const asked = await Promise.all(
      Array.from({ length: 50 }, async () =>
        askWith(app, bearer(await issuer.token({}, { header: { kid: randomUUID() } }))),
      ),
    );
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([401]));
    expect(issuer.reads).toBe(reads);
  });
});

describe('while the issuer is away', () => {
  async function away() {
    const own = await new Issuer().start();
    onTestFinished(() => own.stop());
    return own;
  }
  const UNAVAILABLE = { status: 503, code: 'KEYS_UNAVAILABLE' };
  const REFUSED = { statusCode: 503, code: 'KEYS_UNAVAILABLE' };

  test('keys that are at hand are used, under load, without waiting for it', async () => {
    const own = await away();
    const app = await server({ jwt: own.settings(), keyPatience: { ...PATIENCE, fresh: 0 } });
    const token = bearer(await own.token());
    expect((await askWith(app, token)).status).toBe(200);
    await own.stop();
    const asked = await Promise.all(Array.from({ length: 100 }, () => askWith(app, token)));
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('they are used for an hour at most: after that the issuer may have withdrawn them', async () => {
    const own = await away();
    let now = 0;
    const keys = new IssuerKeys(new URL(own.jwksUrl), KEY_PATIENCE, () => now);
    const token = await own.token();
    const check = () => jwtVerify(token, keys.get).then(({ payload }) => payload.tenant);
    expect(await check()).toBe('default');
    await own.stop();
    now = 3_600_000;
    expect(await check()).toBe('default');
    now += 2_000;
    await expect(check()).rejects.toMatchObject(REFUSED);
    // Not each of those who come is a question for it.
    await expect(check()).rejects.toMatchObject(REFUSED);
    await own.start();
    const reads = own.reads;
    await expect(check()).rejects.toMatchObject(REFUSED);
    expect(own.reads).toBe(reads);
    now += 1_000;
    expect(await check()).toBe('default');
  });

  test('without keys it is said that it may be tried again, and of a key that may be new as well', async () => {
    const own = await away();
    const token = bearer(await own.token());
    await own.stop();
    const app = await server({ jwt: own.settings(), keyPatience: PATIENCE });
    const heard = await askWith(app, token);
    expect(heard).toMatchObject(UNAVAILABLE);
    expect(JSON.parse(heard.body).errors[0].extensions.retryable).toBe(true);
    expect(heard.body).not.toContain('ECONNREFUSED');
    await own.start();
    expect((await askWith(app, token)).status).toBe(200);
    await own.rotate();
    const changed = bearer(await own.token());
    await own.stop();
    expect(await askWith(app, changed)).toMatchObject(UNAVAILABLE);
    expect((await askWith(app, token)).status).toBe(200);
  });
});

describe('settings', () => {
  const read = (given: Record<string, string>) => readJwtSettings((name) => given[name] ?? null);
  const RIGHT = {
    SESSIONS_JWT_ISSUER: 'https://idp.example',
    SESSIONS_JWT_AUDIENCE: 'a, b',
    SESSIONS_JWT_JWKS_URL: 'https://idp.example/keys',
  };

  test('what is not said is as usual', () => {
    expect(read({})).toBeNull();
    expect(read(RIGHT)).toMatchObject({
      audiences: ['a', 'b'],
      algorithms: ['RS256', 'ES256'],
      clockSkewSeconds: 30,
      claims: { tenant: 'tenant', actor: 'sub', scopes: 'scope' },
    });
    const roles = read({ ...RIGHT, SESSIONS_JWT_ROLES: 'soc=sessions:read+sessions:content, lead=admin' })!.claims
      .roles;
    expect([...roles]).toEqual([
      ['soc', ['sessions:read', 'sessions:content']],
      ['lead', ['admin']],
    ]);
  });

  test.each([
    ['SESSIONS_JWT_AUDIENCE', '', /must be set together/],
    ['SESSIONS_JWT_JWKS_URL', 'http://idp.example/keys', /SESSIONS_JWT_JWKS_URL must be an https address/],
    ['SESSIONS_JWT_JWKS_URL', 'https://user:pass@idp.example/keys', /SESSIONS_JWT_JWKS_URL must be an https address/],
    ['SESSIONS_JWT_ALGORITHMS', 'RS256,HS256', /SESSIONS_JWT_ALGORITHMS must be a list of RS256/],
    ['SESSIONS_JWT_ALGORITHMS', 'none', /SESSIONS_JWT_ALGORITHMS must be/],
    ['SESSIONS_JWT_CLOCK_SKEW', '301', /SESSIONS_JWT_CLOCK_SKEW must be a number of seconds from 0 to 300/],
    ['SESSIONS_JWT_ROLES', 'soc=sessions:write', /SESSIONS_JWT_ROLES must read like .*, not "soc=sessions:write"/],
    ['SESSIONS_JWT_ROLES', 'soc', /SESSIONS_JWT_ROLES must read like/],
  ])('%s=%s is refused at the start', (name, value, why) => {
    expect(() => read({ ...RIGHT, [name]: value })).toThrow(why);
  });
});
