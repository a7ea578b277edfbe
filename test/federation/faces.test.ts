import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { MODES } from '../../subgraph/federation/mode.ts';
import type { ServerOptions } from '../../subgraph/server.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';
import { newTenant } from '../support/traffic.ts';

// /graphql is for clients, /subgraph for gateways: what each of them answers, and whom.

const OLD = 'the secret of yesterday';
const NEW = 'the secret of tomorrow';
const BOTH = { secrets: [NEW, OLD], auth: 'secret' } as const;
const PRODUCTION = { production: true };
const SERVICE = '{ _service { sdl } }';
/** Who asks, as a gateway says it. */
const NAMED = { 'x-sessions-tenant': 'shop', 'x-sessions-actor': 'auth0|ann', 'x-sessions-scopes': 'sessions:read' };

const database = givenDatabase('embedded');
const open = new Map<string, Promise<FastifyInstance>>();
afterAll(async () => {
  for (const app of open.values()) await (await app).close();
});

/** A server in production; of equal options there is one. */
function server(options: Omit<Partial<ServerOptions>, 'database'> = {}): Promise<FastifyInstance> {
  const key = JSON.stringify(options);
  const app = open.get(key) ?? createTestServer(database, { ...PRODUCTION, ...options });
  open.set(key, app);
  return app;
}

async function post(app: FastifyInstance, url: string, query: string, headers: Record<string, string> = {}) {
  const response = await app.inject({ method: 'POST', url, headers, payload: { query } });
  return { status: response.statusCode, ...response.json() };
}

const asGateway = (app: FastifyInstance, query: string, headers: Record<string, string> = {}) =>
  post(app, '/subgraph', query, { 'x-sessions-gateway-secret': NEW, ...headers });

const refusal = (message: string) => ({
  status: 401,
  errors: [{ message: expect.stringContaining(message), extensions: { code: 'UNAUTHENTICATED' } }],
});

describe.each(MODES)('%s', (mode) => {
  test.each([
    ['_service', SERVICE, /_service/],
    ['_entities', '{ _entities(representations: [{ __typename: "Session", id: "x" }]) { __typename } }', /_entities/],
    ['__schema', '{ __schema { types { name } } }', /introspection/],
    ['__type', '{ __type(name: "Session") { name } }', /introspection/],
  ])('production answers no %s on /graphql', async (_name, query, why) => {
    const { status, data, errors } = await post(await server({ mode, gateway: BOTH }), '/graphql', query);
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors[0].message).toMatch(why);
  });

  test('on /subgraph, a gateway reads the schema in production, and nobody introspects it', async () => {
    const app = await server({ mode, gateway: BOTH });
    const { data } = await asGateway(app, SERVICE);
    expect(data._service.sdl).toMatch(/type Session\s+@key\(fields: "id"\)/);
    expect(/type Attack\s+@key/.test(data._service.sdl)).toBe(mode === 'federated');
    expect((await asGateway(app, '{ __schema { types { name } } }')).status).toBe(400);
  });

  test('both faces answer what works here', async () => {
    const app = await server({ mode, gateway: BOTH });
    const query = '{ sessionsCapabilities { mode retentionDays projections { name syncedAt lagSeconds } } }';
    const nothing = { syncedAt: null, lagSeconds: null };
    const capabilities = {
      mode: mode.toUpperCase(),
      retentionDays: null,
      projections: [
        { name: 'endpoints', ...nothing },
        { name: 'attacks', ...nothing },
      ],
    };
    expect((await post(app, '/graphql', query)).data.sessionsCapabilities).toEqual(capabilities);
    expect((await asGateway(app, query)).data.sessionsCapabilities).toEqual(capabilities);
  });
});

test('attacks and endpoints have fields of ours standalone, and none in a graph with their owners', async () => {
  const query = `{ sessions { nodes { topEndpoints { endpoint { pathTemplate } }
    requests { nodes { detections { attack { requestCount } } } } } } }`;
  for (const url of ['/graphql', '/subgraph']) {
    const headers = { 'x-sessions-gateway-secret': NEW };
    const standalone = await post(await server({ mode: 'standalone', gateway: BOTH }), url, query, headers);
    expect(standalone).toEqual({ status: 200, data: { sessions: { nodes: [] } } });
    const federated = await post(await server({ mode: 'federated', gateway: BOTH }), url, query, headers);
    expect(federated.errors.map(({ message }: Error) => message)).toEqual([
      expect.stringContaining('Cannot query field "pathTemplate" on type "Endpoint"'),
      expect.stringContaining('Cannot query field "requestCount" on type "Attack"'),
    ]);
  }
});

describe('the secret', () => {
  test('none configured: there is no /subgraph, and whoever looks for it reads why', async () => {
    const answer = await asGateway(await server(), SERVICE);
    expect(answer.status).toBe(404);
    expect(answer.errors[0].message).toContain('SESSIONS_GATEWAY_SECRET');
  });

  test.each([
    ['none', {}, refusal('send the secret of the gateway as x-sessions-gateway-secret')],
    ['a wrong one', { 'x-sessions-gateway-secret': 'the secret of nobody!!' }, refusal('is not the secret')],
    ['the beginning of one', { 'x-sessions-gateway-secret': 'the secret of' }, refusal('is not the secret')],
    ['both in one header', { 'x-sessions-gateway-secret': `${NEW},${OLD}` }, refusal('is not the secret')],
    ['the token of clients', { authorization: 'Bearer a token of sixteen' }, refusal('send the secret')],
  ])('%s is refused', async (_name, headers, expected) => {
    const app = await server({ gateway: BOTH, apiToken: 'a token of sixteen' });
    expect(await post(app, '/subgraph', SERVICE, headers as Record<string, string>)).toEqual(expected);
  });

  test.each([
    ['the new one', NEW],
    ['the old one, while it is being changed', OLD],
  ])('%s is accepted, and no token is asked for beside it', async (_name, secret) => {
    const app = await server({ gateway: BOTH, apiToken: 'a token of sixteen' });
    const headers = { 'x-sessions-gateway-secret': secret, ...NAMED };
    expect((await post(app, '/subgraph', SERVICE, headers)).status).toBe(200);
    expect((await post(app, '/graphql', '{ sessions { nodes { id } } }', headers)).status).toBe(401);
  });

  test('who does not know it is a line in the log, without what they sent', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => said.mockRestore());
    const app = await createTestServer(database, { ...PRODUCTION, gateway: BOTH });
    for (const guess of ['the secret of nobody!!', 'the secret of somebody']) {
      await asGateway(app, SERVICE, { 'x-sessions-gateway-secret': guess });
    }
    await app.close();
    const line = 'sign-in refused: x-sessions-gateway-secret is not the secret of this server, from 127.0.0.1';
    expect(said.mock.calls).toEqual([[expect.stringContaining(line)]]);
  });

  test('the old one is refused when it is gone', async () => {
    const app = await server({ gateway: { secrets: [NEW], auth: 'secret' } });
    expect(await asGateway(app, SERVICE, { 'x-sessions-gateway-secret': OLD })).toEqual(refusal('is not the secret'));
  });
});

describe('who asks', () => {
  const locked = () => server({ host: '0.0.0.0', gateway: BOTH });

  test("a gateway says it, tenant, actor and scopes: what it forgets is nobody's", async () => {
    expect((await asGateway(await locked(), SERVICE, NAMED)).status).toBe(200);
    for (const name of Object.keys(NAMED)) {
      const { [name as keyof typeof NAMED]: _, ...rest } = NAMED;
      const { status, errors } = await asGateway(await locked(), SERVICE, rest);
      expect([status, errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
      expect(errors[0].message).toContain('x-sessions-tenant, x-sessions-actor and x-sessions-scopes');
    }
  });

  test.each([
    ['x-sessions-tenant', "a'b"],
    ['x-sessions-actor', 'ann, bob'],
    ['x-sessions-actor', ''],
  ])('%s: %j is nobody', async (name, value) => {
    const { status, errors } = await asGateway(await locked(), SERVICE, { ...NAMED, [name]: value });
    expect([status, errors[0].message]).toEqual([400, expect.stringContaining(`the header ${name} must be`)]);
  });

  test('a token in the place of the secret opens nothing here, and the secret nothing there', async () => {
    const app = await server({ host: '0.0.0.0', gateway: BOTH });
    const headers = { 'x-sessions-gateway-secret': NEW, ...NAMED };
    expect((await post(app, '/graphql', '{ sessions { nodes { id } } }', headers)).status).toBe(401);
  });
});

describe('signatures', () => {
  const HMAC = { gateway: { secrets: [NEW, OLD], auth: 'hmac' } } as const;
  const BODY = JSON.stringify({ query: SERVICE });
  const now = () => Math.floor(Date.now() / 1000);
  const IDENTITY = { tenant: 'shop', actor: 'ann@example.com', scopes: 'sessions:read sessions:content' };
  const sign = (body: string, { secret = NEW, ahead = 0, identity = IDENTITY } = {}) => {
    const time = now() + ahead;
    const { tenant, actor, scopes } = identity;
    const signed = `${time}\n${tenant}\n${actor}\n${scopes}\n${body}`;
    return `t=${time},v2=${createHmac('sha256', secret).update(signed).digest('hex')}`;
  };

  async function send(body: string, signature?: string, { tenant, actor, scopes } = IDENTITY) {
    const headers = {
      'content-type': 'application/json',
      'x-sessions-tenant': tenant,
      'x-sessions-actor': actor,
      'x-sessions-scopes': scopes,
      ...(signature && { 'x-sessions-signature': signature }),
    };
    const response = await (await server(HMAC)).inject({ method: 'POST', url: '/subgraph', headers, payload: body });
    return { status: response.statusCode, ...response.json() };
  }

  test.each([
    ['by the new secret', {}],
    ['by the old one', { secret: OLD }],
    ['four minutes ago', { ahead: -240 }],
    ['by a clock that is four minutes ahead', { ahead: 240 }],
  ])('a body that was signed %s is answered', async (_name, how) => {
    expect((await send(BODY, sign(BODY, how))).data._service.sdl).toContain('type Session');
  });

  test('spaces and letters of all kinds are signed as they were sent', async () => {
    const body = `{ "query" : "{ _service { sdl } } # ü, \\u00fc and 🦊" }\n`;
    expect((await send(body, sign(body))).status).toBe(200);
  });

  test.each([
    ['without a signature', () => undefined, 'send x-sessions-signature'],
    ['with the secret itself', () => NEW, 'send x-sessions-signature'],
    ['with one that is cut off', () => sign(BODY).slice(0, -1), 'send x-sessions-signature'],
    ['with one of the body alone, as before', () => sign(BODY).replace('v2', 'v1'), 'send x-sessions-signature'],
    ['with one of another body', () => sign(`${BODY} `), 'does not fit the identity, the body'],
    [
      'with one by another secret',
      () => sign(BODY, { secret: 'the secret of nobody' }),
      'does not fit the identity, the body',
    ],
    [
      'with another time than was signed',
      () => sign(BODY, { ahead: 100 }).replace(/\d+/, `${now()}`),
      'does not fit the identity, the body',
    ],
    ['six minutes late', () => sign(BODY, { ahead: -360 }), 'more than 5 minutes'],
    ['six minutes early', () => sign(BODY, { ahead: 360 }), 'more than 5 minutes'],
  ])('a body %s is refused', async (_name, signature, why) => {
    expect(await send(BODY, signature())).toEqual(refusal(why));
  });

  test.each([
    ['tenant', { tenant: 'bank' }],
    ['actor', { actor: 'ceo@example.com' }],
    ['scopes', { scopes: 'admin' }],
    // The same letters, cut elsewhere.
    ['cut', { tenant: 'sho', actor: 'pann@example.com' }],
  ])('who overhears a request cannot send it for another identity: %s', async (_name, other) => {
    const answer = await send(BODY, sign(BODY), { ...IDENTITY, ...other });
    expect(answer).toEqual(refusal('does not fit the identity, the body and the secret'));
  });

  test('what is not sent is signed as nothing, so that nobody adds it', async () => {
    const body = JSON.stringify({ query: '{ sessions { nodes { id } } }' });
    const ask = async (headers: Record<string, string>) => {
      const signature = sign(body, { identity: { tenant: '', actor: '', scopes: '' } });
      const all = { 'content-type': 'application/json', 'x-sessions-signature': signature, ...headers };
      return (await (await server(HMAC)).inject({ method: 'POST', url: '/subgraph', headers: all, payload: body }))
        .statusCode;
    };
    expect(await ask({})).toBe(200);
    expect(await ask({ 'x-sessions-tenant': 'bank' })).toBe(401);
  });

  test.each([undefined, 'application/json'])('nothing at all (%s) is answered with nothing', async (type) => {
    const identity = { tenant: '', actor: '', scopes: '' };
    const headers = { ...(type && { 'content-type': type }), 'x-sessions-signature': sign('', { identity }) };
    const response = await (await server(HMAC)).inject({ method: 'POST', url: '/subgraph', headers });
    expect(response.statusCode).toBe(400);
    expect(response.json().data).toBeUndefined();
  });

  test('the secret in its own header does not stand for a signature', async () => {
    expect(await asGateway(await server(HMAC), SERVICE)).toEqual(refusal('send x-sessions-signature'));
  });
});

describe('what comes in', () => {
  test.each(['GET', 'PUT', 'OPTIONS'] as const)('%s is refused: gateways send POST', async (method) => {
    const app = await server({ gateway: BOTH });
    const headers = { 'x-sessions-gateway-secret': NEW, 'apollo-require-preflight': 'yes' };
    const response = await app.inject({ method, url: `/subgraph?${new URLSearchParams({ query: SERVICE })}`, headers });
    expect([response.statusCode, response.headers.allow]).toEqual([405, 'POST']);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json', 400],
  ])('a body of type %s that is no JSON is refused', async (type, status) => {
    const app = await server({ gateway: BOTH });
    const headers = { 'x-sessions-gateway-secret': NEW, 'content-type': type };
    const response = await app.inject({ method: 'POST', url: '/subgraph', headers, payload: 'query={' });
    expect(response.statusCode).toBe(status);
    expect(response.json().errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
  });

  test('on loopback, a name that a web site brought is refused here too', async () => {
    const app = await server({ gateway: BOTH });
    expect((await asGateway(app, SERVICE, { host: 'evil.example' })).status).toBe(421);
  });

  test('a tenant that is no name is refused', async () => {
    const app = await server({ gateway: BOTH });
    const { status, errors } = await asGateway(app, '{ sessions { nodes { id } } }', { 'x-sessions-tenant': "a'b" });
    expect([status, errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  test('one level more than clients may ask is there for _entities, and no more', async () => {
    const app = await server({ mode: 'federated', gateway: BOTH });
    const turns = Array(3).fill(['requests(first: 1)', 'nodes', 'session']).flat();
    const nested = (levels: number) => `query($r: [_Any!]!) { _entities(representations: $r) { ... on Session {
      ${turns.slice(0, levels).join(' { ')} { id ${'} '.repeat(levels)} } } }`;
    const ask = async (levels: number) => {
      const payload = { query: nested(levels), variables: { r: [{ __typename: 'Session', id: 'x' }] } };
      const headers = { 'x-sessions-gateway-secret': NEW, 'x-sessions-tenant': newTenant() };
      return (await app.inject({ method: 'POST', url: '/subgraph', headers, payload })).json();
    };
    expect(await ask(8)).toEqual({ data: { _entities: [null] } });
    expect((await ask(9)).errors[0].message).toContain('depth 11, at most 10');
  });

  test('what went wrong inside stays inside', async () => {
    const broken = { ...database, questions: { query: () => Promise.reject(new Error('SELECT secret FROM /etc')) } };
    const app = await createTestServer(broken as unknown as Database, { ...PRODUCTION, gateway: BOTH });
    const { errors } = await asGateway(app, '{ sessions { nodes { id } } }');
    await app.close();
    expect(errors[0]).toMatchObject({ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  });
});
