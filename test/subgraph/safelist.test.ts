import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSafelist } from '../../subgraph/graphql/safelist.ts';
import { clientOf } from '../../web-components/data/client.ts';
import { SessionListDocument } from '../../web-components/data/documents.generated.ts';
import { type Graph, givenDatabase, openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// A server that answers what our elements ask, and nothing else.

const database = givenDatabase('embedded');
let graph: Graph;
let folder: string;
beforeAll(async () => {
  // And one that is written in a line.
  const listed = createHash('sha256').update('{ __typename }').digest('hex');
  graph = await openGraph(database, { safelist: new Set([...loadSafelist('elements'), listed]) });
  folder = mkdtempSync(join(tmpdir(), 'safelist-'));
});
afterAll(async () => {
  await graph.app.close();
  rmSync(folder, { recursive: true });
});

const REFUSED = {
  errors: [{ message: expect.stringContaining('SESSIONS_SAFELIST'), extensions: { code: 'OPERATION_NOT_LISTED' } }],
};

test('what the elements ask is answered, as their client sends it', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, [{ id: 'r', time: '2024-05-12T10:00:00Z', sid: 's' }]);
  const fetch = async (_url: unknown, init?: RequestInit) => {
    const { statusCode, body } = await graph.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', 'x-sessions-tenant': tenant },
      payload: String(init?.body),
    });
    return new Response(body, { status: statusCode, headers: { 'content-type': 'application/json' } });
  };
  const client = clientOf({ endpoint: 'http://sessions.example/graphql', fetch } as never);
  const { data, error } = await client
    .query<{ sessions: { edges: unknown[] } }>(SessionListDocument, { first: 5 })
    .toPromise();
  expect(error).toBeUndefined();
  expect(data!.sessions.edges).toHaveLength(1);
});

test.each([
  ['another question', { query: '{ sessions { nodes { id } } }' }],
  ['one that differs by a blank', { query: '{  __typename }' }],
  ['a listed one with more beside it', { query: '{ __typename } query More { sessions { nodes { id } } }' }],
  ['a hash without its query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ['several at once', [{ query: '{ __typename }' }]],
  ['a query that is none', { query: '{' }],
])('%s is refused before it is read, with a code', async (_, payload) => {
  const answer = await graph.app.inject({ method: 'POST', url: '/graphql', payload });
  expect([answer.statusCode, answer.json()]).toEqual([400, REFUSED]);
});

test('a GET is looked at as well', async () => {
  const get = (query: string) =>
    graph.app.inject({ url: '/graphql', query: { query }, headers: { 'apollo-require-preflight': 'yes' } });
  expect((await get('{ __typename }')).json()).toEqual({ data: { __typename: 'Query' } });
  expect((await get('{ sessions { nodes { id } } }')).json()).toEqual(REFUSED);
});

test('a host lists operations of its own, in the same form', async () => {
  const query = '{ sessions { totalCount { value } } }';
  const file = join(folder, 'own.json');
  writeFileSync(
    file,
    JSON.stringify({ operations: [{ name: 'Own', sha256: createHash('sha256').update(query).digest('hex') }] }),
  );
  const own = await openGraph(database, { safelist: loadSafelist(file) });
  expect((await own.ask(newTenant(), query)).errors).toBeUndefined();
  expect(await own.ask(newTenant(), '{ __typename }')).toEqual(REFUSED);
  await own.app.close();
});

test.each([
  ['{ "operations": [', /not JSON/],
  ['[]', /operations must be a list/],
  ['{ "operations": [{ "name": "x" }] }', /operations\[0\]\.sha256 must be 64 hexadecimal digits/],
])('a file that is wrong stops the start, and says where: %s', (text, problem) => {
  const file = join(folder, 'wrong.json');
  writeFileSync(file, text);
  expect(() => loadSafelist(file)).toThrow(problem);
  expect(() => loadSafelist(join(folder, 'none.json'))).toThrow('must be elements or a file that can be read');
});
