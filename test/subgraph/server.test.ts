import { inspect } from 'node:util';
import pg from 'pg';
import { expect, inject, test, vi } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { createServer, type ServerOptions } from '../../subgraph/server.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';
import { TEST_SECRET } from '../support/traffic.ts';

const database = givenDatabase('embedded');

/** The console as it is written; the build adds the elements. */
const CONSOLE = 'console';
const ELEMENTS = '/api-sessions.js';

const QUERY = { query: '{ sessions { totalCount { value } } }' };

function server(options: Partial<ServerOptions> = {}) {
  return createServer({
    database,
    host: '127.0.0.1',
    apiToken: null,
    secret: TEST_SECRET,
    production: false,
    ...options,
  });
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
  expect((await ask('bearer a token of sixteen')).statusCode).toBe(200);
  expect((await app.inject('/health')).json()).toEqual({ status: 'ok' });
  await app.close();
});

test('on loopback, a name that a web site brought is refused', async () => {
  const app = await server();
  const ask = (host: string) => app.inject({ method: 'POST', url: '/graphql', headers: { host }, payload: QUERY });
  for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000']) expect((await ask(host)).statusCode).toBe(200);
  // The same names, as they may be written as well.
  const spellings = ['LOCALHOST', 'LocalHost:4000', 'localhost.', 'localhost.:4000', '127.8.9.10', 'localhost:'];
  const v6 = ['[::1]', '[0:0:0:0:0:0:0:1]:4000', '[::ffff:127.0.0.1]', '[::FFFF:7F00:1]:4000'];
  for (const host of [...spellings, ...v6]) expect([host, (await ask(host)).statusCode]).toEqual([host, 200]);
  const foreign = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4000', 'evil.example@localhost'];
  const others = ['localhost..', '[::2]', '[::1].evil.example', '[localhost]', '[::1', '::1', '10.0.0.1', '.'];
  for (const host of [...foreign, ...others]) expect([host, (await ask(host)).statusCode]).toEqual([host, 421]);
  // Everywhere alike, with the reason.
  for (const url of ['/', '/health', '/export/x']) {
    const refused = await app.inject({ url, headers: { host: 'evil.example' } });
    expect([url, refused.statusCode, refused.json().message]).toEqual([
      url,
      421,
      'this server answers to loopback names only: use localhost or 127.0.0.1',
    ]);
  }
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

test.each(['/', '/attacks', '/discovery'])('the page %s runs no script but its own', async (path) => {
  const app = await server({ consoleDirectory: CONSOLE });
  const page = await app.inject(path);
  expect(page.statusCode).toBe(200);
  const policy = page.headers['content-security-policy'];
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types lit-html");
  expect(page.body).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  for (const [, file] of page.body.matchAll(/(?:src|href)="(\/(?:console\/|api-)[^"]+)"/g)) {
    if (file !== ELEMENTS) expect((await app.inject(file!)).statusCode, file).toBe(200);
  }
  await app.close();
});

test('the browser keeps the files of the console, and asks each time whether they have changed', async () => {
  const app = await server({ consoleDirectory: CONSOLE });
  for (const path of ['/', '/console/page.js', '/console/console.css', '/console/icon.svg']) {
    const { headers } = await app.inject(path);
    expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
    const again = await app.inject({ url: path, headers: { 'if-none-match': String(headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
  await app.close();
});

test('the console leads to GraphiQL where there is one', async () => {
  for (const production of [false, true]) {
    const app = await server({ consoleDirectory: CONSOLE, production });
    expect((await app.inject('/')).body).toContain(`data-graphiql="${production ? 'off' : 'on'}"`);
    await app.close();
  }
});

test('without the files of the console there is none', async () => {
  const app = await server();
  expect((await app.inject('/')).statusCode).toBe(404);
  expect((await app.inject('/health')).statusCode).toBe(200);
  await app.close();
});

test.runIf(DATABASES.includes('PostgreSQL'))(
  'while the database is away health is 503 in a word, the log has the reason, and it comes back with the database',
  async () => {
    const away = await openTestDatabase('PostgreSQL');
    const name = new URL(away.url).pathname.slice(1);
    const app = await createTestServer(away);
    const health = async () => {
      const { statusCode, body } = await app.inject('/health');
      return [statusCode, body];
    };
    const onServer = async (statement: string) => {
      const client = new pg.Client(inject('postgresUrl')!);
      await client.connect();
      await client.query(statement).finally(() => client.end());
    };
    expect(await health()).toEqual([200, '{"status":"ok"}']);
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    await onServer(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    // Until the connections have heard of their end: a question on one of them would be told that, and not the name.
    await expect.poll(() => away.pool.totalCount).toBe(0);
    await expect.poll(health).toEqual([503, '{"status":"unavailable"}']);
    await health();
    expect(said).toHaveBeenCalledOnce();
    // Of a new connection, or of one that had not heard of its end.
    expect(inspect(said.mock.calls)).toMatch(
      new RegExp(`the database is not available: .*(${name}|terminating connection due to administrator command)`),
    );
    said.mockRestore();
    await onServer(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);
    await expect.poll(health).toEqual([200, '{"status":"ok"}']);
    await app.close();
    await away.close();
  },
);

test('what went wrong inside stays inside', async () => {
  const broken = { ...database, questions: { query: () => Promise.reject(new Error('SELECT secret FROM /etc')) } };
  const app = await createServer({
    database: broken as unknown as Database,
    host: '127.0.0.1',
    apiToken: null,
    secret: TEST_SECRET,
    production: false,
  });
  const { errors } = (await app.inject({ method: 'POST', url: '/graphql', payload: QUERY })).json();
  expect(errors).toEqual([
    expect.objectContaining({
      message: 'Internal error',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
    }),
  ]);
  await app.close();
});
