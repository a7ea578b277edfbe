import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../../subgraph/auth/scope.type.ts';
import { createSchema } from '../../../subgraph/schema.ts';
import { CONTENT, importContent } from '../../support/content.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { type Graph, givenGraph, openGraph } from '../../support/graph.ts';
import { questionsOf } from '../../support/schema-matrix.ts';
import { openSubgraph } from '../../support/subgraph.ts';

// Who has not the scope sessions:content sees that there is content, and nothing of it, whatever way they take.

const NEEDLE = /needle/;

const { database, graph } = givenGraph('embedded');
/** All but content. */
let reader: Graph;
let tenant: string;
beforeAll(async () => {
  const scopes = SCOPES.filter((scope) => scope !== 'sessions:content' && scope !== 'admin');
  reader = await openGraph(database, { scopes });
  tenant = await importContent(database);
});
afterAll(() => reader.app.close());

const REQUEST = `{ request(id: "shown") { path query contentState parameters { name source value key }
  detections { type { code } parameter payload }
  content { requestHeaders { name value } requestBody { text } responseHeaders { value } } } }`;

test('a request says that there is content, and each part that may not be seen is null alone, with an error there', async () => {
  const { data, errors } = await reader.ask(tenant, REQUEST);
  expect(data).toMatchObject({
    request: {
      path: '/search',
      query: null,
      contentState: 'FORBIDDEN',
      content: null,
      detections: [{ type: { code: 'sqli' }, parameter: 'ARGS:q', payload: null }],
    },
  });
  const { parameters } = data!.request as { parameters: { name: string; value: unknown }[] };
  expect(parameters.map(({ name }) => name)).toContain('x-shop');
  expect(parameters.every(({ value }) => value === null)).toBe(true);
  const places = [
    'request.content',
    'request.detections.0.payload',
    ...parameters.map((_, index) => `request.parameters.${index}.value`),
    'request.query',
  ];
  expect(errors!.map(({ path }) => path!.join('.')).sort()).toEqual(places);
  for (const { extensions } of errors!) expect(extensions).toEqual({ code: 'FORBIDDEN', scope: 'sessions:content' });
  expect(errors!.map(({ message }) => message)).toContain(
    'Request.query: needs the scope sessions:content, which you have not',
  );
  expect(JSON.stringify([data, errors])).not.toMatch(NEEDLE);
});

test('where there is nothing, nothing is withheld: no error, and the state says so', async () => {
  expect(
    await reader.ask(
      tenant,
      '{ request(id: "plain") { query contentState content { requestBody { text } } detections { payload } } }',
    ),
  ).toEqual({ data: { request: { query: null, contentState: 'NOT_STORED', content: null, detections: [] } } });
});

test('with the scope all of it is there', async () => {
  const { data, errors } = await graph.ask(tenant, REQUEST);
  expect(errors).toBeUndefined();
  for (const needle of Object.values(CONTENT)) expect(JSON.stringify(data)).toContain(needle);
  expect(data).toMatchObject({ request: { contentState: 'AVAILABLE' } });
});

test.each([
  ['a list', 'sessions(filter: { requests: [FILTER] }) { nodes { id } }', 'filter.requests[0]'],
  ['its number', 'sessions(filter: { noRequests: [{}, FILTER] }) { totalCount { value } }', 'filter.noRequests[1]'],
  [
    'its facets',
    'sessions(filter: { requests: [{ not: [FILTER] }] }) { facets(dimensions: [HOST]) { total } }',
    'filter.requests[0].not[0]',
  ],
  [
    'options',
    'sessionFilterOptions(dimension: USER, filter: { requests: [{ anyOf: [FILTER] }] }) { key }',
    'filter.requests[0].anyOf[0]',
  ],
  ['requests', 'session(id: "ID") { requests(filter: FILTER) { nodes { id } } }', 'filter'],
  ['statistics', 'session(id: "ID") { statistics(dimensions: [HOST], filter: FILTER) { total } }', 'filter'],
  ['a timeline', 'session(id: "ID") { timeline(filter: FILTER) { bucketMs } }', 'filter'],
  [
    'an attack',
    'request(id: "shown") { detections { attack { sessions { nodes { requests(filter: FILTER) { nodes { id } } } } } } }',
    'filter',
  ],
])('%s does not answer what a value is, which filters would tell bit by bit', async (_, template, path) => {
  const id = await sessionOf(graph, tenant, 'shown');
  const text = (filter: string) => `{ ${template.replace('FILTER', filter).replace('ID', id)} }`;
  for (const value of ['{ contains: "needle" }', '{ anyOf: ["x"] }', '{ present: true }']) {
    const { errors } = await reader.ask(tenant, text(`{ parameter: { name: "x-shop", value: ${value} } }`));
    expect(errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', scope: 'sessions:content', path: `${path}.parameter.value` } },
    ]);
  }
  // That there is such a parameter is no content: names are shown.
  expect((await reader.ask(tenant, text('{ parameter: { name: "x-shop" } }'))).errors).toBeUndefined();
  expect(
    (await graph.ask(tenant, text('{ parameter: { name: "x-shop", value: { present: true } } }'))).errors,
  ).toBeUndefined();
});

test('a filter in variables is looked at as well', async () => {
  const filter = { requests: [{ parameter: { name: 'x-shop', value: { contains: 'n' } } }] };
  const text = 'query ($filter: SessionFilter) { sessions(filter: $filter) { totalCount { value } } }';
  const { data, errors } = await reader.ask(tenant, text, { filter });
  expect(data).toEqual({ sessions: null });
  expect(errors).toMatchObject([{ path: ['sessions'], extensions: { code: 'FORBIDDEN' } }]);
});

test.each(['CSV', 'JSON', 'HAR'])('a %s has no content, and says so', async (format) => {
  const sessionId = await sessionOf(graph, tenant, 'shown');
  const { url } = await exportSession(reader, tenant, { sessionId, format });
  const { body, statusCode } = await reader.app.inject({ url: url! });
  expect(statusCode).toBe(200);
  expect(body).toContain('/search');
  expect(body).not.toMatch(NEEDLE);
  if (format !== 'CSV')
    expect(body).toMatch(/"contentState":"FORBIDDEN".*"withheld":"query, payloads,.*sessions:content"/);

  const whole = await exportSession(graph, tenant, { sessionId, format });
  const file = (await graph.app.inject({ url: whole.url! })).body;
  expect(file).not.toContain('withheld');
  if (format !== 'CSV') for (const needle of Object.values(CONTENT)) expect(file).toContain(needle);
});

test('an export that asks about a value is refused, as a result with a type', async () => {
  const sessionId = await sessionOf(graph, tenant, 'shown');
  const filter = { parameter: { name: 'x-shop', value: { contains: 'n' } } };
  expect(await exportSession(reader, tenant, { sessionId, format: 'CSV', filter })).toEqual({
    __typename: 'SessionsForbiddenError',
    code: 'FORBIDDEN',
    message: 'input.filter.parameter.value: needs the scope sessions:content, which you have not',
  });
});

test('a link is for whoever has it, but no way around the scopes of who says who they are', async () => {
  const sessionId = await sessionOf(graph, tenant, 'shown');
  const { url } = await exportSession(graph, tenant, { sessionId, format: 'HAR' });
  const fetchAs = (scopes: readonly Scope[]) =>
    graph.app.inject({ url: url!, headers: { 'x-sessions-scopes': scopes.join(' ') } });
  expect((await fetchAs(['sessions:read', 'sessions:content', 'sessions:export'])).statusCode).toBe(200);
  for (const [missing, scopes] of [
    ['sessions:content', ['sessions:read', 'sessions:export']],
    ['sessions:export', ['sessions:read', 'sessions:content']],
  ] as const) {
    const answer = await fetchAs(scopes);
    expect([answer.statusCode, answer.json().message]).toEqual([403, expect.stringContaining(missing)]);
  }
});

test('no field of the schema tells any of it, whatever way leads there', async () => {
  const sessionId = await sessionOf(graph, tenant, 'shown');
  const questions = questionsOf(await createSchema('standalone'), {
    'Query.request(id)': '"shown"',
    'Query.session(id)': JSON.stringify(sessionId),
    'Query.sessionParts(key)': JSON.stringify(sessionId.split('.')[0]),
    'Query.sessionsForAttack(attackId)': '"a1"',
    'Query.sessionAttackEvidence(attackId)': '"a1"',
    'Query.sessionActionImpact(input)': '{ detectionId: "shown.1" }',
    targets: '[{ requestId: "shown" }]',
    requestId: '"shown"',
  });
  const tells = async (viewer: Graph) => {
    const telling: string[] = [];
    // One after the other: more at once would be told to come again, and tell nothing.
    for (const question of questions) {
      const answer = JSON.stringify(await viewer.ask(tenant, question));
      expect(answer).not.toContain('OVERLOADED');
      if (NEEDLE.test(answer)) telling.push(question);
    }
    return telling;
  };
  expect(await tells(reader)).toEqual([]);
  expect((await tells(graph)).length).toBeGreaterThan(10);
});

test('entities of a gateway go the same way', async () => {
  const subgraph = await openSubgraph(database, 'federated', ['sessions:read']);
  const ask = (fields: string) =>
    subgraph.entities(tenant, [{ __typename: 'Request', id: 'shown' }], 'Request', fields);
  expect(await ask('path contentState')).toEqual([{ path: '/search', contentState: 'FORBIDDEN' }]);
  await expect(ask('detections { payload }')).rejects.toThrow(
    /"path":\["_entities",0,"detections",0,"payload"\].*FORBIDDEN/,
  );
  await subgraph.close();

  const stranger = await openSubgraph(database, 'federated', ['ingest:write']);
  const exists = (id: string) => stranger.entities(tenant, [{ __typename: 'Request', id }], 'Request', '__typename');
  for (const id of ['shown', 'nobody']) {
    await expect(exists(id)).rejects.toThrow(/"path":\["_entities",0\].*FORBIDDEN.*sessions:read/);
  }
  await stranger.close();
});
