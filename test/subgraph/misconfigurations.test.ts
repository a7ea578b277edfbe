import { serverAudits } from 'graphql-http';
import { beforeAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { givenDatabase, openGraph } from '../support/graph.ts';

// The 13 mistakes in the configuration of a GraphQL server that scanners (graphql-cop) look for, asked of one in production;
// and what GraphQL over HTTP asks of any server.

const database: Database = givenDatabase('embedded');
type Asked = { method?: 'GET' | 'POST'; url?: string; headers?: Record<string, string>; payload?: unknown };
let ask: (asked: Asked) => Promise<{ status: number; type: string; body: string }>;
beforeAll(async () => {
  const { app } = await openGraph(database, { production: true });
  ask = async ({ method = 'POST', url = '/graphql', ...asked }) => {
    const { statusCode, headers, body } = await app.inject({ method, url, ...(asked as object) });
    return { status: statusCode, type: String(headers['content-type']), body };
  };
  return () => app.close();
});

const query = (text: string, headers?: Record<string, string>) => ask({ payload: { query: text }, headers });
const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

test('1. introspection is off, and the refusal does not advertise what runs here', async () => {
  for (const text of ['{ __schema { types { name } } }', '{ __type(name: "Session") { fields { name } } }']) {
    const { status, body } = await query(text);
    expect([status, body]).toEqual([400, expect.stringContaining('introspection is off here')]);
    expect(body).not.toMatch(/apollo|"data"/i);
  }
});

test('2. a misspelled name is not answered with those that there are', async () => {
  const wrong = [
    '{ sesion(id: "x") { id } }',
    '{ session(ids: "x") { id } }',
    '{ sessions(orderBy: { field: RISKK, direction: ASC }) { nodes { id } } }',
  ];
  for (const text of wrong) {
    const { status, body } = await query(text);
    expect([status, body]).toEqual([400, expect.not.stringMatching(/did you mean/i)]);
  }
  const { body } = await ask({
    payload: {
      query: 'query ($f: SessionFilter) { sessions(filter: $f) { nodes { id } } }',
      variables: { f: { key: ['x'] } },
    },
  });
  expect(body).not.toMatch(/did you mean/i);
});

test('3. one question under 101 names is refused', async () => {
  expect((await query(`{ ${repeat(101, (n) => `a${n}: __typename`)} }`)).body).toContain('aliases 101, at most 15');
});

test('4. one field 500 times is refused', async () => {
  expect((await query(`{ ${repeat(500, () => '__typename')} }`)).body).toContain('__typename is asked for 500 times');
  expect((await query(`{ sessions { nodes { ${repeat(11, () => 'id')} } } }`)).body).toContain(
    'id is asked for 11 times',
  );
  expect((await query('{ __typename __typename }')).status).toBe(200);
});

test('5. directives are limited, and as many mistakes are not answered with as many errors', async () => {
  const { status, body } = await query(`{ __typename ${repeat(10, () => '@aa')} }`);
  expect([status, JSON.parse(body).errors.length]).toEqual([400, 5]);
  const { body: many } = await query(`{ sessions { nodes { id ${repeat(31, () => '@skip(if: false)')} } } }`);
  expect(many).toContain('directives 31, at most 30');
});

test('6. a circle through the schema of the schema is refused with all introspection', async () => {
  const circle = `{ __schema { types { fields { type { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } } } } }`;
  expect((await query(circle)).body).toContain('introspection is off here');
});

test('7. operations come one at a time', async () => {
  const { status, body } = await ask({ payload: Array.from({ length: 10 }, () => ({ query: '{ __typename }' })) });
  expect([status, body]).toEqual([400, expect.not.stringContaining('"data"')]);
});

test('8. a link or an image cannot ask: a GET needs a header that only scripts of allowed origins can send', async () => {
  const get = (headers: Record<string, string>) =>
    ask({ method: 'GET', url: '/graphql?query=%7B__typename%7D', headers });
  expect((await get({})).status).toBe(400);
  expect((await get({ 'apollo-require-preflight': 'yes' })).status).toBe(200);
});

test('9. a GET changes nothing, whatever it sends along', async () => {
  const mutation = 'mutation { exportSession(input: { sessionId: "x", format: CSV }) { __typename } }';
  const url = `/graphql?query=${encodeURIComponent(mutation)}`;
  expect((await ask({ method: 'GET', url, headers: { 'apollo-require-preflight': 'yes' } })).status).toBe(405);
  expect((await ask({ method: 'GET', url })).status).toBe(400);
});

test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
  '10. a form of another site cannot ask (%s)',
  async (type) => {
    const { status, body } = await ask({ headers: { 'content-type': type }, payload: 'query={__typename}' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain('"data"');
  },
);

test('11. no answer says how it was found, also when asked to', async () => {
  const headers = { 'apollo-federation-include-trace': 'ftv1', 'x-apollo-tracing': '1', 'apollo-tracing': '1' };
  const { body } = await query('{ __typename }', headers);
  expect(JSON.parse(body)).toEqual({ data: { __typename: 'Query' } });
});

test.each([
  '/graphql',
  '/graphiql',
  '/playground',
  '/altair',
  '/voyager',
  '/console',
  '/graphql/console',
  '/sandbox',
  '/explorer',
])('12. no page to ask with is at %s', async (url) => {
  const { type, status } = await ask({ method: 'GET', url, headers: { accept: 'text/html' } });
  expect(type).not.toContain('text/html');
  expect(status).toBeGreaterThanOrEqual(400);
});

test('13. an error is a message and a code: no stack, no path, no class', async () => {
  const texts = [
    '{ ! }',
    'query cop { ! }',
    '{ request(id: "\\u0000") { id } }',
    '{ sessions(after: "%%%") { nodes { id } } }',
    'x',
  ];
  const answers = await Promise.all([
    ...texts.map((text) => query(text)),
    ask({ payload: { query: 1 } }),
    ask({ payload: '{', headers: { 'content-type': 'application/json' } }),
    ask({ payload: { query: '{ __typename }', variables: 'x' } }),
  ]);
  for (const { body, status } of answers) {
    expect(status).toBeLessThan(500);
    expect(body).not.toMatch(/exception|stacktrace|node_modules|at \w+ \(|\/subgraph\/|\.ts\b|\.js\b/);
  }
});

/** What is not done, and why. Anything else is an error. */
const EXCEPTIONS: Record<string, string> = {
  // Before application/graphql-response+json, a mistake was a 200. We say 400 to everybody, as Apollo Server does: proxies and
  // logs then know of it, and clients read the body whatever the status. To whom accepts the newer type it is what is asked for.
  '572B': 'SHOULD use 200 status code on document parsing failure when accepting application/json',
  FDE2: 'SHOULD use 200 status code on document validation failure when accepting application/json',
  '7B9B': 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
};
/** They ask for introspection, which production does not have: test 1. */
const BY_INTROSPECTION = ['BF61', '2EA1', '28B9', 'D6D5', '6A70'];

test.each([
  [false, []],
  [true, BY_INTROSPECTION],
])('GraphQL over HTTP is spoken as specified (production: %s)', async (production, others) => {
  const { app } = await openGraph(database, { production });
  try {
    const url = `${await app.listen({ port: 0 })}/graphql`;
    // What a GET needs: test 8.
    const fetchFn = (address: string, init?: RequestInit) =>
      fetch(address, { ...init, headers: { ...(init?.headers as object), 'apollo-require-preflight': 'yes' } });
    const results = [];
    for (const audit of serverAudits({ url, fetchFn })) results.push({ ...audit, ...(await audit.fn()) });
    expect(results).toHaveLength(61);
    const failed = results.filter(({ status }) => status !== 'ok');
    expect(failed.map(({ id }) => id).sort()).toEqual([...Object.keys(EXCEPTIONS), ...others].sort());
    for (const { id, name } of failed) if (EXCEPTIONS[id]) expect(name).toBe(EXCEPTIONS[id]);
  } finally {
    await app.close();
  }
});
