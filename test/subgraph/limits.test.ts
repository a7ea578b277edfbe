import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { givenGraph } from '../support/graph.ts';
import { newTenant } from '../support/traffic.ts';

const { graph } = givenGraph('embedded');

/** Pages of one: a deep query is not a dear one. */
const nested = (depth: number): string => {
  const names = ['session(id: "x")', ...Array(3).fill(['requests(first: 1)', 'nodes', 'session']).flat()];
  return `{ ${names.slice(0, depth - 1).join(' { ')} { __typename ${'} '.repeat(depth)}`;
};
const named = (count: number) =>
  `{ ${Array.from({ length: count }, (_, n) => `a${n}: session(id: "x") { id }`).join(' ')} }`;
/** 2 to the power of `levels` fields from few words. */
const bomb = (levels: number) => {
  const fragments = Array.from({ length: levels }, (_, n) => `fragment F${n} on Session { ...F${n + 1} ...F${n + 1} }`);
  return `{ sessions { nodes { ...F0 } } } ${fragments.join(' ')} fragment F${levels} on Session { id key }`;
};

test.each([
  ['depth', nested(9), nested(10)],
  ['aliases', named(15), named(16)],
  ['fields', bomb(6), bomb(24)],
  [
    'directives',
    `{ sessions { nodes { id ${'@include(if: true) '.repeat(1)} } } }`,
    `{ sessions { nodes { ${'... @include(if: true) { id } '.repeat(31)} } } }`,
  ],
])('an operation within its %s is answered, one beyond is refused', async (name, allowed, refused) => {
  const tenant = newTenant();
  expect((await graph.ask(tenant, allowed)).errors).toBeUndefined();
  const { data, errors } = await graph.ask(tenant, refused);
  expect(data).toBeUndefined();
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining(`${name} `),
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
});

test('a query of too many words is refused before it is understood', async () => {
  const { errors } = await graph.ask(newTenant(), `{ sessions { nodes { ${'id '.repeat(3_000)} } } }`);
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
});

test('several operations in one request are refused', async () => {
  const query = { query: '{ sessions { nodes { id } } }' };
  const response = await graph.app.inject({ method: 'POST', url: '/graphql', payload: [query, query] });
  expect(response.statusCode).toBe(400);
});

test('a query by its hash alone is refused with the code that tells clients to send the query', async () => {
  const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
  const response = await graph.app.inject({
    method: 'POST',
    url: '/graphql',
    payload: { extensions: { persistedQuery } },
  });
  expect(response.json().errors).toEqual([
    { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
  ]);
});

test('introspection passes', async () => {
  expect((await graph.ask(newTenant(), getIntrospectionQuery())).errors).toBeUndefined();
});
