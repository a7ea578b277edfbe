import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import {
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { priceOf } from '../../subgraph/graphql/cost/field-price.ts';
import { costOf } from '../../subgraph/graphql/cost/query-cost.ts';
import { QUERY_LIMITS } from '../../subgraph/graphql/limits.ts';
import { createSchema } from '../../subgraph/schema.ts';
import * as documents from '../../web-components/data/documents.generated.ts';
import { generateQuery, type Ids } from '../support/generated-query.ts';
import { type Graph, givenGraph } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What an operation costs is counted before it is executed, and one that costs too much is refused unexecuted.

const { database, graph } = givenGraph('embedded');
let schema: GraphQLSchema;
const tenant = newTenant();
beforeAll(async () => {
  schema = await createSchema('standalone');
  const lines = Array.from({ length: 60 }, (_, n) => ({
    id: `r${n}`,
    time: new Date(Date.parse('2024-05-12T10:00:00Z') + n * 1_000).toISOString(),
    sid: `s${n % 12}`,
    host: `h${n % 3}.example`,
    path: `/p${n % 5}`,
    user: `u${n % 4}`,
    detections: n % 4 === 0 ? [{ type: 'sqli', attackId: `a${n % 3}` }] : [],
  }));
  await importLines(database, tenant, lines);
});

function cost(text: string, variables: Record<string, unknown> = {}): number {
  const { definitions } = parse(text);
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  return costOf({ schema, operation, fragments, variables, maxReferences: 0 }).cost;
}

/** Each is within the limits of depth, fields and aliases. */
const KILLERS: Record<string, string> = {
  'the requests of the sessions of the requests of sessions':
    '{ sessions(first: 60) { nodes { requests(first: 200) { nodes { session { requests(first: 200) { nodes { id } } } } } } } }',
  'from edges to edges and to the parts of sessions': `{ sessions(first: 200) { edges { node { requests(first: 200) {
    edges { node { session { parts { id } } } } } } } } }`,
  'one list under many names': `{ ${Array.from({ length: 12 }, (_, n) => `a${n}: sessions(first: 200) { nodes { requests(first: 200) { nodes { id } } } }`).join(' ')} }`,
  'from sessions over endpoints to sessions and their requests': `{ sessions(first: 50) { nodes { topEndpoints(first: 20) { endpoint {
    sessions(first: 50) { nodes { requests(first: 50) { nodes { id } } } } } } } } }`,
  'from attacks to their sessions and requests': `{ sessions { nodes { requests(first: 50) { nodes { detections { attack {
    sessions(first: 50) { nodes { id } } } } } } } } }`,
  'from business flows to their sessions and requests':
    '{ sessionBusinessFlows { sessions(first: 200) { nodes { requests(first: 200) { nodes { id } } } } } }',
  'parts of parts of parts': '{ sessions { nodes { parts { parts { parts { parts { parts { id } } } } } } } }',
  'the timeline of every session, by every name': `{ sessions(first: 200) { nodes { ${Array.from({ length: 8 }, (_, n) => `t${n}: timeline(buckets: ${113 + n}) { buckets { requests } }`).join(' ')} } } }`,
  'facets of the list of every endpoint':
    '{ sessions { nodes { topEndpoints(first: 5) { endpoint { sessions { facets(dimensions: [HOST]) { total } } } } } } }',
  'facets under many names': `{ sessions { ${Array.from({ length: 15 }, (_, n) => `f${n}: facets(first: ${n + 1}, dimensions: [METHOD STATUS STATUS_CLASS IP USER ROLE HOST APPLICATION ATTACK_TYPE ENDPOINT BUSINESS_FLOW ROGUE]) { total }`).join(' ')} } }`,
  'statistics of every session':
    '{ sessions(first: 200) { nodes { statistics(first: 200, dimensions: [IP USER HOST ENDPOINT METHOD]) { buckets { key } } } } }',
  'headers and bodies of every request': `{ sessions(first: 200) { nodes { requests(first: 200) { nodes { content {
    requestBody { text } responseBody { text } } } } } } }`,
  'through fragments': `{ sessions(first: 100) { ...List } } fragment List on SessionConnection { nodes { ...Requests } }
    fragment Requests on Session { requests(first: 200) { nodes { session { requests(first: 200) { nodes { id } } } } } }`,
};

describe('what costs too much', () => {
  test.each(Object.entries(KILLERS))('%s is refused before anything is read', async (_name, query) => {
    let answer: Awaited<ReturnType<Graph['ask']>> = {};
    const statements = await statementsOf(async () => {
      answer = await graph.ask(tenant, query);
    });
    expect(statements).toEqual([]);
    expect(answer.data).toBeUndefined();
    const requested = cost(query);
    expect(requested).toBeGreaterThan(QUERY_LIMITS.cost);
    expect(answer.errors).toEqual([
      {
        message: expect.stringContaining(`the operation costs ${requested}, at most ${QUERY_LIMITS.cost} is allowed`),
        extensions: { code: 'QUERY_TOO_COSTLY', cost: { requested, limit: QUERY_LIMITS.cost } },
      },
    ]);
  });

  test('the refusal is a bad request', async () => {
    const query = Object.values(KILLERS)[0]!;
    const response = await graph.app.inject({ method: 'POST', url: '/graphql', payload: { query } });
    expect(response.statusCode).toBe(400);
  });
});

describe('what is counted', () => {
  const PAGE = 'sessions(first: 10) { nodes { id } }';
  test.each<[string, string, number]>([
    ['an object, not its values', '{ session(id: "x") { id key date } }', 1],
    ['a page as its rows, and the list itself', `{ ${PAGE} }`, 1 + 10],
    ['the default of a page that is not told', '{ sessions { nodes { id } } }', 1 + 50],
    [
      'lists in lists, multiplied',
      '{ sessions(first: 10) { nodes { requests(first: 20) { nodes { id } } } } }',
      1 + 10 * (2 + 20),
    ],
    ['edges as the rows and what they hold', '{ sessions(first: 10) { edges { cursor node { id } } } }', 1 + 10 * 2],
    ['a number of a list once, and by its weight', '{ sessions(first: 10) { totalCount { value } } }', 1 + 5],
    ['every name of a list', `{ a: ${PAGE} b: ${PAGE} }`, 2 * 11],
    ['an assumed size', '{ session(id: "x") { parts { id } } }', 1 + 7],
    ['values of a list that are looked up', '{ session(id: "x") { users(first: 20) } }', 1 + 20],
    [
      'each step of a sequence',
      '{ sessions(first: 10, filter: { sequence: [{ request: {} }, { request: {} }] }) { nodes { id } } }',
      1 + 10 + 2 * 300,
    ],
    [
      'each step of a sequence inside a session, for every session',
      '{ sessions(first: 10) { nodes { requests(first: 5, filter: { anyOf: [{ inSequence: [{ request: {} }] }] }) { nodes { id } } } } }',
      1 + 10 * (2 + 5 + 300),
    ],
    [
      'a dimension by its weight, and its buckets',
      '{ session(id: "x") { statistics(dimensions: [IP HOST], first: 5) { buckets { key } } } }',
      1 + 2 * (20 + 5),
    ],
    [
      'a timeline by its weight, and its buckets',
      '{ session(id: "x") { timeline(buckets: 30) { buckets { start } } } }',
      1 + 50 + 30,
    ],
    ['a mutation', 'mutation { unblockSession(sessionId: "x", idempotencyKey: "k") { __typename } }', 10 + 1],
    [
      'of the types that an object may have, the dearest',
      `{ sessionForRequest(requestId: "x") { ... on SessionGone { message }
      ... on SessionHit { session { id } request { id } } } }`,
      1 + 2,
    ],
    ['what is skipped: nothing', `{ session(id: "x") { parts @skip(if: true) { id } } b: ${PAGE} }`, 1 + 11],
    ['what is not included: nothing', `{ session(id: "x") { ... @include(if: false) { parts { id } } } }`, 1],
    ['introspection: nothing', '{ __schema { types { name } } __typename }', 0],
    ['a page that is refused as the largest', '{ sessions(first: 2147483647) { nodes { id } } }', 1 + 200],
    ['a page of less than nothing as nothing', '{ sessions(first: -5) { nodes { id } } }', 1],
  ])('%s', (_name, query, expected) => {
    expect(cost(query)).toBe(expected);
  });

  const BY_VARIABLE = 'query ($n: Int = 30) { sessions(first: $n) { nodes { id } } }';
  test.each<[string, object | undefined, number | undefined]>([
    ['its value', { n: 10 }, 11],
    ['its default where it is not given', {}, 31],
    ['nothing where it is no number: it is refused', { n: 'many' }, undefined],
  ])('a size by a variable: %s', async (_name, variables, expected) => {
    const response = await graph.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'x-sessions-cost': '1' },
      payload: { query: BY_VARIABLE, variables },
    });
    expect(response.json().extensions?.cost?.requested).toBe(expected);
  });

  test('an argument and a variable that are left out count as the default of the argument', async () => {
    expect(cost('query ($n: Int) { sessions(first: $n) { nodes { id } } }')).toBe(1 + 50);
    expect(cost('query ($yes: Boolean!) { session(id: "x") { parts @include(if: $yes) { id } } }', { yes: true })).toBe(
      8,
    );
    expect(
      cost('query ($yes: Boolean!) { session(id: "x") { parts @include(if: $yes) { id } } }', { yes: false }),
    ).toBe(1);
  });

  test('fragments wherever they are spread, and counting takes no longer for it', () => {
    const levels = 300;
    const chain = Array.from({ length: levels }, (_, n) => `fragment F${n} on Session { ...F${n + 1} ...F${n + 1} }`);
    const doubled = `{ session(id: "x") { ...F0 } } ${chain.join(' ')} fragment F${levels} on Session { parts { id } }`;
    expect(cost(doubled)).toBe(1 + 7 * 2 ** levels);
  });

  test('who sends the header is told what the answer cost, and others are not', async () => {
    const payload = { query: '{ sessions(first: 10) { nodes { id } } }' };
    const told = await graph.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'x-sessions-cost': '1' },
      payload,
    });
    expect(told.json().extensions).toEqual({ cost: { requested: 11, limit: QUERY_LIMITS.cost } });
    const untold = await graph.app.inject({ method: 'POST', url: '/graphql', payload });
    expect(untold.json().extensions).toBeUndefined();
  });
});

describe('the schema', () => {
  const objects = (): GraphQLObjectType[] =>
    Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !type.name.startsWith('__'),
    ) as GraphQLObjectType[];

  test('says of every list how long it is, itself or where it is asked for', () => {
    const isSizedByParents = (type: string, name: string) => {
      const parents = objects()
        .flatMap((each) => Object.values(each.getFields()))
        .filter((field) => getNamedType(field.type).name === type);
      return parents.length > 0 && parents.every((field) => priceOf(field).size?.sized.includes(name));
    };
    const unsized = objects().flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => isListType(getNullableType(field.type)) && !priceOf(field).size)
        .filter((field) => !isSizedByParents(type.name, field.name))
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(unsized).toEqual([]);
  });

  test('has a size for every first and buckets', () => {
    const unsized = objects().flatMap((type) =>
      Object.values(type.getFields())
        .filter(({ args }) => args.some(({ name }) => name === 'first' || name === 'buckets'))
        .filter((field) => !(priceOf(field).size?.slicing.length || ['facets', 'statistics'].includes(field.name)))
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(unsized).toEqual([]);
  });
});

describe('our own operations', () => {
  /** As large as the elements ask for. */
  const LARGEST = { first: 200, buckets: 120, dimensions: Array(12).fill('HOST'), targets: Array(100).fill({}) };
  const elements = Object.entries(documents).filter(
    (each): each is [string, string & (typeof each)[1]] => typeof each[1] === 'string',
  );
  const cookbook = readFileSync('docs/cookbook.md', 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n')[0]!, /```graphql\n([\s\S]*?)```/.exec(section)![1]!] as const);
  const guides = ['README.md', 'docs/querying.md'].flatMap((guide) =>
    [...readFileSync(guide, 'utf8').matchAll(/'query=(\{[\s\S]*?)'\n/g)].map(
      ([, query], n) => [`${guide}, query ${n + 1}`, query!] as const,
    ),
  );

  test.each([...elements, ...cookbook, ...guides])('%s costs less than half of what is allowed', (_name, text) => {
    expect(cost(text, LARGEST)).toBeLessThan(QUERY_LIMITS.cost / 2);
  });
});

test('no answer has more objects than were counted', async () => {
  const { sessions } = await graph.query<{ sessions: { nodes: { id: string; key: string }[] } }>(
    tenant,
    '{ sessions { nodes { id key } } }',
  );
  const ids: Ids = {
    id: sessions.nodes.map(({ id }) => id),
    sessionId: sessions.nodes.map(({ id }) => id),
    key: sessions.nodes.map(({ key }) => key),
    requestId: ['r0', 'r1', 'r2', 'r3'],
    attackId: ['a0', 'a1', 'a2'],
  };
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
      const query = generateQuery(schema, seed, ids);
      const { data, errors } = await graph.ask(tenant, query);
      const code = errors?.[0]?.extensions.code;
      if (code === 'QUERY_TOO_COSTLY') {
        expect(cost(query)).toBeGreaterThan(QUERY_LIMITS.cost);
        return;
      }
      // A few are too deep, or have one name for two things.
      if (code === 'GRAPHQL_VALIDATION_FAILED') return;
      expect(code ?? 'BAD_USER_INPUT').toBe('BAD_USER_INPUT');
      answered += 1;
      expect(objectsIn(data) - 1).toBeLessThanOrEqual(cost(query));
    }),
    { numRuns: 60, seed: 13 },
  );
  expect(answered).toBeGreaterThan(20);
});

function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + objectsIn(each), 0);
  if (value === null || typeof value !== 'object') return 0;
  return Object.values(value).reduce((sum: number, each) => sum + objectsIn(each), 1);
}
