import { expect, onTestFinished, test } from 'vitest';
import type { ServerOptions } from '../../subgraph/server.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';

// What every answer says to the browser that gets it, and which pages may ask.

const database = givenDatabase('embedded');

async function given(options: Partial<ServerOptions> = {}) {
  const app = await createTestServer(database, { consoleDirectory: 'console', ...options });
  onTestFinished(() => app.close());
  return app;
}

const QUESTION = { method: 'POST', url: '/graphql', payload: { query: '{ sessions { nodes { id } } }' } } as const;
const CONSOLE = 'https://console.example.com';

test('data is kept by nobody on the way, and is never a document or a script, whatever the answer', async () => {
  const gateway = { secrets: ['the secret of the gateway'], auth: 'secret' } as const;
  const app = await given({ host: '0.0.0.0', apiToken: 'a token of sixteen', gateway });
  const authorization = 'Bearer a token of sixteen';
  const asked = [
    { ...QUESTION, headers: { authorization }, code: 200 },
    { ...QUESTION, code: 401 },
    { ...QUESTION, headers: { authorization, 'content-type': 'application/json' }, payload: '{', code: 400 },
    { method: 'GET', url: '/graphql?query={__typename}', headers: { authorization }, code: 400 },
    { method: 'POST', url: '/subgraph', payload: {}, code: 401 },
    {
      method: 'PUT',
      url: '/ingest/projections/attacks',
      payload: { items: [] },
      headers: { authorization },
      code: 200,
    },
    { method: 'GET', url: '/export/none', code: 403 },
    { method: 'GET', url: '/health', code: 200 },
    { method: 'GET', url: '/nowhere', code: 404 },
  ] as const;
  for (const { code, ...question } of asked) {
    const { statusCode, headers } = await app.inject(question);
    expect([question.method, question.url, statusCode]).toEqual([question.method, question.url, code]);
    expect([question.url, headers]).toMatchObject([
      question.url,
      {
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      },
    ]);
  }
});

test('pages keep a policy of their own, and are asked for again each time', async () => {
  const app = await given();
  expect((await app.inject('/')).headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-security-policy': expect.stringContaining("script-src 'self'"),
    'x-content-type-options': 'nosniff',
  });
});

test('a page of a listed origin may ask, with the headers that the elements send, and read what the question cost', async () => {
  const app = await given({ host: '0.0.0.0', apiToken: 'a token of sixteen', corsOrigins: [CONSOLE] });
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/graphql',
    headers: { origin: CONSOLE, 'access-control-request-method': 'POST' },
  });
  expect([preflight.statusCode, preflight.headers]).toMatchObject([
    204,
    {
      'access-control-allow-origin': CONSOLE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, x-sessions-tenant, x-sessions-actor',
      vary: expect.stringContaining('Origin'),
    },
  ]);
  const headers = { origin: CONSOLE, authorization: 'Bearer a token of sixteen' };
  const answer = await app.inject({ ...QUESTION, headers });
  expect([answer.statusCode, answer.headers]).toMatchObject([
    200,
    {
      'access-control-allow-origin': CONSOLE,
      'access-control-expose-headers': 'x-sessions-cost, x-request-id, retry-after',
    },
  ]);
  expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  // The reason of a refusal is for the page as well.
  const refused = await app.inject({ ...QUESTION, headers: { origin: CONSOLE } });
  expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, CONSOLE]);
});

test.each([
  'https://console.example.com.evil.example',
  'http://console.example.com',
  'https://console.example.com:8443',
  'null',
])('a page of %s reads nothing, asked first or not', async (origin) => {
  const app = await given({ corsOrigins: [CONSOLE] });
  const asking = {
    method: 'OPTIONS',
    url: '/graphql',
    headers: { origin, 'access-control-request-method': 'POST' },
  } as const;
  for (const question of [asking, { ...QUESTION, headers: { origin } }]) {
    expect((await app.inject(question)).headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test('what is for programs is for no page, and without a list nothing is', async () => {
  const listed = await given({ corsOrigins: [CONSOLE] });
  for (const url of ['/ingest/projections/attacks', '/subgraph', '/health', '/health/live']) {
    const { headers } = await listed.inject({ url, headers: { origin: CONSOLE } });
    expect([url, headers]).toEqual([url, expect.not.objectContaining({ 'access-control-allow-origin': CONSOLE })]);
  }
  const closed = await given();
  const answer = await closed.inject({ ...QUESTION, headers: { origin: CONSOLE } });
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
});

test('in production a misspelled field is not answered with those that there are', async () => {
  const misspelled = { ...QUESTION, payload: { query: '{ sesions { nodes { id } } }' } };
  const heard = async (production: boolean) => (await (await given({ production })).inject(misspelled)).body;
  expect(await heard(false)).toContain('Did you mean');
  expect(await heard(true)).toContain('Cannot query field \\"sesions\\" on type \\"Query\\".');
  expect(await heard(true)).not.toContain('Did you mean');
});
