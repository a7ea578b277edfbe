import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { printSchema, validateSchema } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSchema, createServer, migrate, type SessionsServer, type Viewer } from '../../subgraph/index.ts';

// The subgraph inside a server of somebody else, who knows already who asks.

const ANN: Viewer = { tenant: 'mounting-a', actor: 'ann', scopes: ['admin'] };
const COUNT = '{ sessions { totalCount { value } } sessionsCapabilities { scopes } }';

let sessions: SessionsServer;
let http: Server;
let address: string;
let answer: () => unknown;

beforeAll(async () => {
  sessions = await createServer({ viewer: () => answer() as Viewer | null, gatewaySecret: 'a secret of the gateway' });
  http = createHttpServer(sessions.handle);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  http.close();
  await sessions.close();
});
beforeEach(() => {
  answer = () => ANN;
});
afterEach(() => void vi.restoreAllMocks());

async function ask(headers: Record<string, string> = {}, path = '/graphql') {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: COUNT }),
  });
  return { status: response.status, body: await response.json() };
}

describe('the host says who asks', () => {
  test('and what they may', async () => {
    expect(await ask()).toMatchObject({ status: 200, body: { data: { sessions: { totalCount: { value: 0 } } } } });

    answer = () => ({ ...ANN, scopes: ['sessions:read', 'of another product'] });
    expect((await ask()).body).toMatchObject({ data: { sessionsCapabilities: { scopes: ['sessions:read'] } } });
  });

  test('nobody is asked to sign in, and no token or name that a request brings stands in for that', async () => {
    answer = () => null;
    const refused = { status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } };

    expect(await ask()).toMatchObject(refused);
    expect(await ask({ 'x-sessions-tenant': 'default', 'x-sessions-actor': 'ann' })).toMatchObject(refused);
    expect(await ask({ authorization: 'Bearer of-the-host' })).toMatchObject(refused);
  });

  test('an authorization of the host is not taken for one of ours', async () => {
    expect((await ask({ authorization: 'Bearer of-the-host' })).status).toBe(200);
  });

  test('another tenant than theirs cannot be named', async () => {
    expect(await ask({ 'x-sessions-tenant': 'another' })).toMatchObject({
      status: 403,
      body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
  });

  test.each([
    ['a tenant that is no name', { ...ANN, tenant: 'a b' }],
    ['nobody', { ...ANN, actor: undefined }],
    ['no list of scopes', { ...ANN, scopes: 'admin' }],
    ['nothing', undefined],
    ['a failure', new Error('viewer: no connection to db.internal')],
  ])('%s is a mistake of the host: nobody is answered, and no more is said', async (_name, wrong) => {
    answer = () => {
      if (wrong instanceof Error) throw wrong;
      return wrong;
    };
    const said = vi.spyOn(console, 'error').mockReturnValue();

    const { status, body } = await ask();

    expect(status).toBe(503);
    expect(body).toEqual({
      errors: [
        {
          message: 'who asks could not be found out: the log of the server says why',
          extensions: { code: 'IDENTITY_UNAVAILABLE', retryable: true },
        },
      ],
    });
    expect(said.mock.calls.flat().join()).toMatch(/the host could not say who asks: Error: viewer: /);
  });

  test('its gateway says it by itself', async () => {
    answer = () => null;
    expect((await ask({}, '/subgraph')).status).toBe(401);
    const identity = {
      'x-sessions-tenant': 'mounting-a',
      'x-sessions-actor': 'ann',
      'x-sessions-scopes': 'sessions:read',
    };
    const { status } = await ask({ ...identity, 'x-sessions-gateway-secret': 'a secret of the gateway' }, '/subgraph');
    expect(status).toBe(200);
  });
});

test("there are no pages and no sign-in of ours: they are the host's", async () => {
  for (const path of ['/', '/attacks', '/graphiql', '/auth/session'])
    expect((await fetch(`${address}${path}`)).status, path).toBe(404);
  expect((await fetch(`${address}/health/live`)).status).toBe(200);
});

test.each([
  [{}, 'viewer must be a function'],
  [{ viewer: () => ANN, dataDir: 'x' }, 'there is no option "dataDir"; there are databaseUrl, '],
  [{ viewer: () => ANN, databaseUrl: 'mysql://x' }, 'databaseUrl must begin with postgresql://'],
  [{ viewer: () => ANN, databaseUrl: 'postgresql://x' }, 'hashSecret must be given with databaseUrl'],
  [{ viewer: () => ANN, hashSecret: 'short' }, 'hashSecret must have 16 characters or more'],
  [{ viewer: () => ANN, mode: 'federated' }, 'mode "federated" needs gatewaySecret'],
  [{ viewer: () => ANN, mode: 'alone' }, 'mode must be standalone or federated'],
  [{ viewer: () => ANN, actions: ['BLOCK'] }, 'actions: there is no "BLOCK"'],
])('%j is refused with what would be right', async (options, message) => {
  await expect(createServer(options as never)).rejects.toThrow(`createServer: ${message}`);
});

test('the schema can be had without a server: as clients see it, as gateways compose it, under other names', async () => {
  const plain = await createSchema();
  const subgraph = await createSchema({ face: 'subgraph', mode: 'federated', switches: { businessFlowType: 'Flow' } });

  expect(validateSchema(plain)).toEqual([]);
  expect(plain.getQueryType()?.getFields()).not.toHaveProperty('_service');
  expect(subgraph.getQueryType()?.getFields()).toHaveProperty('_entities');
  expect(printSchema(subgraph)).toContain('type Flow ');
  await expect(createSchema({ switches: { businessFlowType: 'Session' } })).rejects.toThrow('"Session" is taken');
});

test('tables are brought up to date beforehand', async () => {
  expect(await migrate({})).toContain('20261122000000_sessions');
});
