import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isOwnPage } from '../../../subgraph/auth/sign-in/cookies.ts';
import { endSignIns, tenantsSignedInTo } from '../../../subgraph/auth/sign-in/ended-sign-ins.repository.ts';
import { readOpenIdSettings } from '../../../subgraph/auth/sign-in/openid-env.ts';
import { inTransaction } from '../../../subgraph/db/transaction.ts';
import type { ServerOptions } from '../../../subgraph/server.ts';
import { askWith, giveToken } from '../../support/access.ts';
import { createTestServer, givenDatabase } from '../../support/graph.ts';
import { CLIENT, CLIENT_SECRET, Issuer } from '../../support/issuer.ts';
import { newTenant } from '../../support/traffic.ts';

// How a browser signs in: what it gets, what it can do with it, and what nobody else can.

const database = givenDatabase('embedded');
const issuer = new Issuer();
beforeAll(() => issuer.start());
afterAll(() => issuer.stop());

const PUBLIC = 'https://sessions.example.com';
const OWN = { 'sec-fetch-site': 'same-origin' };

async function server(options: Partial<ServerOptions> = {}) {
  const app = await createTestServer(database, { host: '0.0.0.0', publicUrl: PUBLIC, ...options });
  onTestFinished(() => app.close());
  return app;
}

const cookieOf = (header: unknown) => String(header).split(';')[0]!;

async function signIn(app: FastifyInstance, token: string, headers: Record<string, string> = OWN) {
  const response = await app.inject({ method: 'POST', url: '/auth/token', headers, payload: { token } });
  return {
    status: response.statusCode,
    set: response.headers['set-cookie'],
    cookie: cookieOf(response.headers['set-cookie']),
  };
}

const session = async (app: FastifyInstance, cookie: string) =>
  (await app.inject({ url: '/auth/session', headers: { ...OWN, cookie } })).json();

describe('with a token', () => {
  test('it is exchanged for a cookie that no script reads, that goes to nobody else, and does not hold it', async () => {
    const tenant = newTenant();
    const { secret } = await giveToken(database, { tenants: [tenant], actor: 'ann' });
    const app = await server();
    const { status, set, cookie } = await signIn(app, secret);
    expect(status).toBe(204);
    expect(set).toMatch(/^__Host-api-sessions=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(set).not.toContain(secret.slice('asess_'.length));
    expect(await session(app, cookie)).toEqual({ signedIn: true, actor: 'ann', tenants: [tenant] });
    expect(await askWith(app, { ...OWN, cookie })).toMatchObject({ status: 200 });
    expect(await askWith(app, { ...OWN, cookie, 'x-sessions-tenant': 'default' })).toMatchObject({ status: 403 });
  });

  test('a page of another site, or at another port, makes no use of it', async () => {
    const { secret } = await giveToken(database, { tenants: [newTenant()] });
    const app = await server();
    const { cookie } = await signIn(app, secret);
    const refused = { status: 403, code: 'FORBIDDEN' };
    const from: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      {},
    ];
    for (const headers of from) {
      expect(await askWith(app, { ...headers, cookie })).toMatchObject(refused);
      expect((await signIn(app, secret, headers)).status).toBe(403);
      const out = await app.inject({ method: 'POST', url: '/auth/sign-out', headers: { ...headers, cookie } });
      expect(out.statusCode).toBe(403);
    }
    expect(await askWith(app, { origin: PUBLIC, cookie })).toMatchObject({ status: 200 });
  });

  test('revoked, it ends what was begun with it', async () => {
    const { id, secret } = await giveToken(database, { tenants: [newTenant()] });
    const app = await server();
    const { cookie } = await signIn(app, secret);
    expect(await askWith(app, { ...OWN, cookie })).toMatchObject({ status: 200 });
    await database.pool.query('UPDATE access_token SET revoked_at = now() WHERE id = $1', [id]);
    expect(await askWith(app, { ...OWN, cookie })).toMatchObject({ status: 401, message: 'this token was revoked' });
    expect(await session(app, cookie)).toEqual({ signedIn: false, actor: null, tenants: [] });
  });

  test('the token of the environment signs in as well, until it is another', async () => {
    const app = await server({ apiToken: 'a token of sixteen' });
    const { cookie } = await signIn(app, 'a token of sixteen');
    expect(await askWith(app, { ...OWN, cookie })).toMatchObject({ status: 200 });
    const changed = await server({ apiToken: 'another of sixteen' });
    expect(await askWith(changed, { ...OWN, cookie })).toMatchObject({ status: 401 });
    for (const wrong of ['a token of sixteeN', '', `asess_${'0'.repeat(64)}`]) {
      expect((await signIn(app, wrong)).status).toBe(401);
    }
  });

  test('a cookie that was changed, made by another server, or for another purpose is nobody', async () => {
    const { secret } = await giveToken(database, { tenants: [newTenant()] });
    const app = await server();
    const { cookie } = await signIn(app, secret);
    const stranger = await server({ secret: 'a secret of someone else' });
    expect(await askWith(stranger, { ...OWN, cookie })).toMatchObject({ status: 401 });
    for (const at of [30, 80, cookie.length - 2]) {
      const changed = cookie.slice(0, at) + (cookie[at] === 'A' ? 'B' : 'A') + cookie.slice(at + 1);
      expect(await askWith(app, { ...OWN, cookie: changed })).toMatchObject({ status: 401 });
    }
    const withProvider = await server(OPENID());
    const departure = cookieOf((await withProvider.inject('/auth/openid')).headers['set-cookie']);
    const moved = `__Host-api-sessions=${departure.split('=')[1]}`;
    expect(await askWith(withProvider, { ...OWN, cookie: moved })).toMatchObject({ status: 401 });
  });

  test('signing out takes it back, and is for pages of ours', async () => {
    const app = await server();
    const out = await app.inject({ method: 'POST', url: '/auth/sign-out', headers: OWN });
    expect([out.statusCode, out.headers['set-cookie']]).toEqual([
      204,
      '__Host-api-sessions=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
    ]);
  });

  test('it is in the audit trail of each of its tenants', async () => {
    const [one, other] = [newTenant(), newTenant()];
    const { secret } = await giveToken(database, { tenants: [one, other], actor: 'ann' });
    await signIn(await server(), secret);
    for (const tenant of [one, other]) {
      const { rows } = await database.pool.query(
        'SELECT actor, operation, outcome, input::text FROM audit WHERE tenant = $1 ORDER BY seq',
        [tenant],
      );
      expect(rows).toMatchObject([
        { actor: 'ann', operation: 'useAccessToken', outcome: 'DONE' },
        { actor: 'ann', operation: 'signIn', outcome: 'DONE', input: '{"with": "accessToken"}' },
      ]);
    }
  });

  test('where nobody signs in there is nothing to sign in to', async () => {
    const app = await server({ host: '127.0.0.1', publicUrl: null });
    expect((await signIn(app, 'x')).status).toBe(404);
  });
});

const OPENID = () => ({
  jwt: issuer.settings(),
  openId: { issuer: new URL(issuer.url), clientId: CLIENT, clientSecret: CLIENT_SECRET, scope: 'openid' },
});

describe('by an identity provider', () => {
  /** To the provider, and back with what it says. */
  async function depart(app: FastifyInstance, back = '/attacks?s.method=POST') {
    const left = await app.inject(`/auth/openid?${new URLSearchParams({ return: back })}`);
    const kept = cookieOf(left.headers['set-cookie']);
    const there = await fetch(String(left.headers.location), { redirect: 'manual' });
    const returned = new URL(there.headers.get('location')!);
    return { left, kept, returned, path: returned.pathname + returned.search };
  }
  const arrive = (app: FastifyInstance, path: string, cookie = '') => app.inject({ url: path, headers: { cookie } });

  test('a code is exchanged by the server, with PKCE, state and nonce, and the browser gets a cookie', async () => {
    const app = await server(OPENID());
    const tenant = newTenant();
    issuer.person = { sub: 'auth0|ann', tenant, scope: 'openid sessions:read' };
    const { left, kept, returned, path } = await depart(app);
    expect(left.headers['set-cookie']).toMatch(
      /^__Host-api-sessions-openid=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const asked = new URL(String(left.headers.location)).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      client_id: CLIENT,
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${PUBLIC}/auth/callback`,
      scope: 'openid',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)!.length).toBeGreaterThan(40);
    expect(returned.origin).toBe(PUBLIC);
    const arrived = await arrive(app, path, kept);
    expect([arrived.statusCode, arrived.headers.location]).toEqual([302, '/attacks?s.method=POST']);
    const [forgotten, given] = arrived.headers['set-cookie'] as string[];
    expect(forgotten).toMatch(/^__Host-api-sessions-openid=; Max-Age=0/);
    expect(given).toMatch(/^__Host-api-sessions=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(await session(app, cookieOf(given))).toEqual({ signedIn: true, actor: 'auth0|ann', tenants: [tenant] });
    expect(await askWith(app, { ...OWN, cookie: cookieOf(given) })).toMatchObject({ status: 200 });
    const { rows } = await database.pool.query('SELECT actor, operation FROM audit WHERE tenant = $1', [tenant]);
    expect(rows).toEqual([{ actor: 'auth0|ann', operation: 'signIn' }]);
  });

  test('sign-ins of somebody can be ended at once, in all browsers; the next one is good again', async () => {
    const app = await server(OPENID());
    const tenant = newTenant();
    const signedIn = async (sub: string) => {
      issuer.person = { sub, tenant, scope: 'openid sessions:read' };
      const { kept, path } = await depart(app);
      return cookieOf(((await arrive(app, path, kept)).headers['set-cookie'] as string[])[1]);
    };
    const [first, second, another] = [await signedIn('eve'), await signedIn('eve'), await signedIn('fred')];
    await inTransaction(database.pool, (client) => endSignIns(client, 'eve'));
    for (const cookie of [first, second]) {
      expect(await session(app, cookie)).toEqual({ signedIn: false, actor: null, tenants: [] });
      expect(await askWith(app, { ...OWN, cookie })).toMatchObject({ status: 401 });
    }
    expect(await session(app, another)).toMatchObject({ actor: 'fred' });
    expect(await session(app, await signedIn('eve'))).toMatchObject({ signedIn: true, actor: 'eve' });
    const client = await database.pool.connect();
    expect(await tenantsSignedInTo(client, 'eve')).toEqual([tenant]);
    client.release();
  });

  test.each<[string, (given: { path: string; kept: string }) => [string, string], number]>([
    ['of a browser that never left', ({ path }) => [path, ''], 400],
    ['with a state of another sign-in', ({ path, kept }) => [path.replace(/state=[\w-]+/, 'state=other'), kept], 401],
    ['without a state', ({ path, kept }) => [path.replace(/&state=[\w-]+/, ''), kept], 401],
    ['with a code that nobody gave', ({ path, kept }) => [path.replace(/code=[\w-]+/, 'code=made-up'), kept], 401],
    [
      'from another provider',
      ({ path, kept }) => [path.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example'), kept],
      401,
    ],
    ['refused by the provider', ({ path, kept }) => [path.replace(/code=[\w-]+/, 'error=access_denied'), kept], 401],
  ])('a return %s signs nobody in', async (_name, change, status) => {
    const app = await server(OPENID());
    issuer.person = { sub: 'ann', tenant: 'default' };
    const { path, kept } = await depart(app);
    const arrived = await arrive(app, ...change({ path, kept }));
    expect([arrived.statusCode, arrived.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(String(arrived.headers['set-cookie'])).not.toMatch(/__Host-api-sessions=/);
    expect(arrived.body).not.toMatch(new RegExp(`evil|${issuer.url}|made-up|node_modules`));
    expect(arrived.headers['content-security-policy']).toMatch(/^default-src 'none'/);
  });

  test.each([
    ['with a nonce of another sign-in', (claims: object) => ({ ...claims, nonce: 'other' }), 401],
    ['for another client', (claims: object) => ({ ...claims, aud: 'the-payroll' }), 401],
    ['of another issuer', (claims: object) => ({ ...claims, iss: 'https://evil.example' }), 401],
    ['for no tenant', (claims: object) => ({ ...claims, tenant: undefined }), 403],
  ])('a token %s signs nobody in', async (_name, spoil, status) => {
    const app = await server(OPENID());
    issuer.person = { sub: 'ann', tenant: 'default' };
    issuer.spoil = spoil;
    onTestFinished(() => {
      issuer.spoil = (claims) => claims;
    });
    const { path, kept } = await depart(app);
    const arrived = await arrive(app, path, kept);
    expect(arrived.statusCode).toBe(status);
    expect(String(arrived.headers['set-cookie'])).not.toMatch(/__Host-api-sessions=/);
  });

  test('a departure is good for one return, and a code too', async () => {
    const app = await server(OPENID());
    const { path, kept } = await depart(app);
    expect((await arrive(app, path, kept)).statusCode).toBe(302);
    expect((await arrive(app, path, kept)).statusCode).toBe(401);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '',
  ])('it leads back to a page of this server alone: %j', async (back) => {
    const app = await server(OPENID());
    const { path, kept } = await depart(app, back);
    expect((await arrive(app, path, kept)).headers.location).toBe('/');
  });

  test('while the provider is away it is said that one may try again', async () => {
    const own = await new Issuer().start();
    const options = OPENID();
    const app = await server({ ...options, openId: { ...options.openId, issuer: new URL(own.url) } });
    await own.stop();
    const left = await app.inject('/auth/openid');
    expect([left.statusCode, left.headers['retry-after']]).toEqual([503, '5']);
    expect(left.body).toContain('the identity provider does not answer at the moment');
    await own.start();
    expect((await app.inject('/auth/openid')).statusCode).toBe(302);
    await own.stop();
  });
});

test.each([
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': 'same-site', origin: 'http://a.example', host: 'a.example' }, false],
  // Over plain http browsers say the origin alone.
  [{ origin: 'http://a.example:8080', host: 'a.example:8080' }, true],
  [{ origin: 'http://a.example:8081', host: 'a.example:8080' }, false],
  [{ origin: 'null', host: 'a.example' }, false],
  [{ host: 'a.example' }, false],
])('a page of ours is known by what the browser says: %j', (headers, isOurs) => {
  expect(isOwnPage(headers, null)).toBe(isOurs);
});

describe('settings', () => {
  const read = (given: Record<string, string>, jwt = issuer.settings()) =>
    readOpenIdSettings((name) => given[name] ?? null, jwt);
  const RIGHT = { SESSIONS_OIDC_CLIENT_ID: 'x', SESSIONS_PUBLIC_URL: PUBLIC };

  test('what is not said is as usual', () => {
    expect(read({})).toBeNull();
    expect(read(RIGHT)).toMatchObject({ clientId: 'x', clientSecret: null, scope: 'openid' });
  });

  test.each([
    [{ SESSIONS_OIDC_CLIENT_SECRET: 'x' }, /of no use without SESSIONS_OIDC_CLIENT_ID/],
    [{ SESSIONS_OIDC_CLIENT_ID: 'x' }, /needs SESSIONS_JWT_ISSUER.* and SESSIONS_PUBLIC_URL/],
    [{ ...RIGHT, SESSIONS_PUBLIC_URL: 'http://sessions.example.com' }, /SESSIONS_PUBLIC_URL must be an https address/],
    [{ ...RIGHT, SESSIONS_OIDC_SCOPES: 'profile' }, /must have openid among its words/],
  ])('%j is refused at the start', (given, why) => {
    expect(() => read(given)).toThrow(why);
  });
});

test('an address whose sign-ins fail is told to wait, also with a right token; those that succeed count for nothing', async () => {
  const app = await server();
  const { secret } = await giveToken(database, { tenants: [newTenant()] });
  const from = (remoteAddress: string, token: string) =>
    app.inject({ method: 'POST', url: '/auth/token', headers: OWN, payload: { token }, remoteAddress });
  for (let times = 0; times < 30; times++) expect((await from('203.0.113.1', secret)).statusCode).toBe(204);
  const wrong = await Promise.all(Array.from({ length: 30 }, () => from('203.0.113.1', 'a guess of many letters')));
  expect(wrong.filter(({ statusCode }) => statusCode === 401)).toHaveLength(20);
  const told = await from('203.0.113.1', secret);
  expect(told.statusCode).toBe(429);
  expect(told.json()).toEqual({
    error: 'too many sign-ins from this address have failed: try again later',
    code: 'RATE_LIMITED',
    retryable: true,
    retryAfterMs: expect.any(Number),
  });
  const { retryAfterMs } = told.json();
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  expect(told.headers['retry-after']).toBe(String(Math.ceil(retryAfterMs / 1_000)));
  expect((await from('203.0.113.2', secret)).statusCode).toBe(204);
});
