import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { createServer } from '../../subgraph/server.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase('embedded');
});
afterAll(() => database.close());

const QUERY = { query: '{ sessions { totalCount { value } } }' };

function server(options: { host?: string; apiToken?: string | null; production?: boolean } = {}) {
  return createServer({ database, host: '127.0.0.1', apiToken: null, production: false, ...options });
}

test('a server with a token answers nobody without it', async () => {
  const app = await server({ host: '0.0.0.0', apiToken: 'a token of sixteen' });
  const ask = (authorization?: string) =>
    app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { ...(authorization ? { authorization } : {}) },
      payload: QUERY,
    });
  expect((await ask()).statusCode).toBe(401);
  expect((await ask('Bearer a token of sixteeN')).statusCode).toBe(401);
  expect((await ask('Bearer a token of sixteen')).json()).toEqual({ data: { sessions: { totalCount: { value: 0 } } } });
  expect((await app.inject('/health')).json()).toEqual({ status: 'ok' });
  await app.close();
});

test('on loopback, a name that a web site brought is refused', async () => {
  const app = await server();
  const ask = (host: string) => app.inject({ method: 'POST', url: '/graphql', headers: { host }, payload: QUERY });
  expect((await ask('evil.example')).statusCode).toBe(421);
  for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000']) expect((await ask(host)).statusCode).toBe(200);
  await app.close();
});

test('a form of another site cannot ask: only requests that need a preflight are answered', async () => {
  const app = await server();
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'text/plain' },
    payload: JSON.stringify(QUERY),
  });
  expect(response.statusCode).toBeGreaterThanOrEqual(400);
  await app.close();
});

test('a tenant that is no name is refused', async () => {
  const app = await server();
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'x-sessions-tenant': "a'b" },
    payload: QUERY,
  });
  expect(response.statusCode).toBe(400);
  expect(response.json().errors[0]).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
  await app.close();
});

test('production has no GraphiQL and no introspection', async () => {
  const [development, production] = [await server(), await server({ production: true })];
  const introspect = { query: '{ __schema { types { name } } }' };
  const ask = (app: typeof production) => app.inject({ method: 'POST', url: '/graphql', payload: introspect });
  expect((await ask(development)).json().data.__schema.types.length).toBeGreaterThan(20);
  expect((await ask(production)).json().errors).toHaveLength(1);
  expect((await development.inject('/graphiql')).statusCode).toBe(200);
  expect((await production.inject('/graphiql')).statusCode).toBe(404);
  await development.close();
  await production.close();
});

test('the first page runs no script but its own', async () => {
  const app = await server();
  const page = await app.inject('/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(page.headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
  expect(page.body).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  await app.close();
});

test('what went wrong inside stays inside', async () => {
  const broken = { ...database, prisma: { $queryRaw: () => Promise.reject(new Error('SELECT secret FROM /etc')) } };
  const app = await createServer({
    database: broken as unknown as Database,
    host: '127.0.0.1',
    apiToken: null,
    production: false,
  });
  const { errors } = (await app.inject({ method: 'POST', url: '/graphql', payload: QUERY })).json();
  expect(errors).toEqual([
    expect.objectContaining({ message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }),
  ]);
  await app.close();
});
