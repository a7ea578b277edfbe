import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { createSchema } from '../../subgraph/schema.ts';
import { DATABASES } from '../support/database.ts';
import { givenGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// Texts that no database can hold, at every place of the schema that takes a text, and values deeper than any input.

const { database, graph } = givenGraph(DATABASES.at(-1)!);
const tenant = newTenant();
const IDS: Record<string, string> = {};
beforeAll(async () => {
  const detections = [{ type: 'sqli', payload: "'", attackId: 'a1', action: 'BLOCKED' }];
  await importLines(database, tenant, [{ time: '2026-11-20T12:00:00Z', sid: 's', host: 'x', detections }]);
  const { sessions } = await graph.query<{
    sessions: { nodes: { id: string; requests: { nodes: { id: string }[] } }[] };
  }>(tenant, '{ sessions { nodes { id requests { nodes { id } } } } }');
  IDS.session = sessions.nodes[0]!.id;
  IDS.request = sessions.nodes[0]!.requests.nodes[0]!.id;
});

/** What went wrong inside is logged: here nothing may. */
let logged: MockInstance;
beforeEach(() => {
  logged = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  expect(logged.mock.calls).toEqual([]);
  logged.mockRestore();
});

const UNSTORABLE = [
  ['U+0000', 'a\0b', 'must not hold the character U+0000'],
  ['half a character', 'a\ud800', 'must be well-formed Unicode'],
  ['more than is an id or a search', 'x'.repeat(20_000), 'at most 2048 characters'],
] as const;

const schema = await createSchema('standalone');

/** How to get at one object of a type that has fields with arguments. */
const WAYS: Record<string, (fields: string) => string> = {
  Query: (fields) => fields,
  Session: (fields) => `session(id: "${IDS.session}") { ${fields} }`,
  SessionConnection: (fields) => `sessions { ${fields} }`,
  SessionRequestConnection: (fields) => `session(id: "${IDS.session}") { requests { ${fields} } }`,
};

interface Place {
  /** `Query.sessions`. */
  field: string;
  type: string;
  /** `filter.requests[0].hosts[0]`. */
  path: string;
  argument: GraphQLArgument;
  holding(text: string): unknown;
}

/** Every text in an argument, inputs inside themselves once. */
function textsIn(
  type: GraphQLInputType,
  path: string,
  seen: readonly string[],
): { path: string; holding(text: string): unknown }[] {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    return textsIn(inner.ofType, `${path}[0]`, seen).map((one) => ({ ...one, holding: (text) => [one.holding(text)] }));
  }
  if (isLeafType(inner)) return ['ID', 'String'].includes(inner.name) ? [{ path, holding: (text) => text }] : [];
  if (!isInputObjectType(inner) || seen.filter((name) => name === inner.name).length > 1) return [];
  return Object.values(inner.getFields()).flatMap((field) =>
    textsIn(field.type, `${path}.${field.name}`, [...seen, inner.name]).map((one) => ({
      path: one.path,
      holding: (text: string) => ({ ...requiredOf(Object.values(inner.getFields())), [field.name]: one.holding(text) }),
    })),
  );
}

/** What many sessions come to: one that nobody can have is refused beside the others. */
const BULKS = { SessionBulkImpact: true, SessionBulkSuccess: true };

let calls = 0;
const requiredOf = (fields: readonly (GraphQLInputField | GraphQLArgument)[]) =>
  Object.fromEntries(
    fields.flatMap(({ name, type, defaultValue }) =>
      // Of each call its own: a repeated one would be told that it was used for something else.
      isNonNullType(type) && defaultValue === undefined
        ? [[name, name === 'idempotencyKey' ? `key ${++calls}` : plainValue(type)]]
        : [],
    ),
  );

function plainValue(type: GraphQLInputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [plainValue(inner.ofType)];
  if (isInputObjectType(inner)) return requiredOf(Object.values(inner.getFields()));
  if (isEnumType(inner)) return inner.getValues()[0]!.name;
  return ['ID', 'String'].includes(inner.name) ? 'x' : 1;
}

function placesOf(type: GraphQLObjectType): Place[] {
  return Object.values(type.getFields()).flatMap((field) =>
    field.args.flatMap((argument) =>
      textsIn(argument.type, argument.name, []).map((one) => ({
        ...one,
        field: field.name,
        type: type.name,
        argument,
      })),
    ),
  );
}

async function askAt({ type, field, argument, holding }: Place, text: string) {
  const { args, type: answer } = (schema.getType(type) as GraphQLObjectType).getFields()[field]!;
  const others = args.filter(
    (other) => other !== argument && isNonNullType(other.type) && other.defaultValue === undefined,
  );
  const used = [argument, ...others];
  const declared = used.map(({ name, type: of }) => `$${name}: ${of}`).join(', ');
  const given = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const named = getNamedType(answer);
  const bulks = isUnionType(named) ? named.getTypes().filter(({ name }) => name in BULKS) : [];
  const refused = bulks.map(({ name }) => ` ... on ${name} { refusedCount }`).join('');
  const selection = isLeafType(named) ? '' : ` { __typename${refused} }`;
  const asked = `asked: ${field}(${given})${selection}`;
  const text_ =
    type === 'Mutation' ? `mutation (${declared}) { ${asked} }` : `query (${declared}) { ${WAYS[type]!(asked)} }`;
  return graph.ask(tenant, text_, { ...requiredOf(others), [argument.name]: holding(text) });
}

function toldBy(asked: unknown): string {
  const { __typename: name, refusedCount } = asked as { __typename: string; refusedCount?: number };
  return name in BULKS ? `${refusedCount} refused` : name;
}

test('every type whose fields take texts is asked below, or is one that only repeats what the list takes', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  const taking = types.filter((type) =>
    placesOf(type as GraphQLObjectType).some(({ path }) => !['after', 'before'].includes(path)),
  );
  expect(taking.map(({ name }) => name).filter((name) => !(name in WAYS))).toEqual(['Mutation']);
});

describe.each(UNSTORABLE)('%s', (_what, text, problem) => {
  test('in an id, a search or a filter is an error that names the place', async () => {
    const places = Object.keys(WAYS).flatMap((type) => placesOf(schema.getType(type) as GraphQLObjectType));
    expect(places.length).toBeGreaterThan(100);
    const wrong: unknown[] = [];
    for (const place of places) {
      const { data, errors } = await askAt(place, text);
      // These tell it as a result.
      if (['sessionActionImpact', 'sessionBulkImpact'].includes(place.field)) {
        expect([place.path, toldBy(data!.asked)]).toEqual([
          place.path,
          expect.stringMatching(/^(Sessions(NotFound|InvalidInput)Error|1 refused)$/),
        ]);
        continue;
      }
      const [error] = errors ?? [];
      const said = ['after', 'before'].includes(place.path)
        ? 'is not a cursor: pass one that a list returned'
        : problem;
      const isRight = error?.extensions.code === 'BAD_USER_INPUT' && error.extensions.path === place.path;
      if (!isRight || error.message !== `${place.path}: ${said}`)
        wrong.push([place.type, place.field, place.path, errors ?? data]);
    }
    expect(wrong).toEqual([]);
  });

  test('in what is to be done is a result that says so, or an error of input', async () => {
    const places = placesOf(schema.getMutationType()!);
    expect(places.length).toBeGreaterThan(20);
    for (const place of places) {
      const { data, errors } = await askAt(place, text);
      const said = errors?.[0]?.extensions.code ?? toldBy(data!.asked);
      expect([place.field, place.path, said]).toEqual([
        place.field,
        place.path,
        expect.stringMatching(/^(BAD_USER_INPUT|Sessions(NotFound|InvalidInput|Forbidden)Error|1 refused)$/),
      ]);
    }
  });

  test('in what owners push is refused with its place', async () => {
    for (const [kind, item] of [
      ['endpoints', { id: text, version: 1 }],
      ['attacks', { id: text, version: 1 }],
      ['endpoints', { method: 'GET', host: text, pathTemplate: '/x', version: 1 }],
      ['endpoints', { method: 'GET', host: 'x', pathTemplate: `/${text}`, version: 1 }],
      ['endpoints', { id: 'e1', version: 1, businessFlows: [text] }],
      ['endpoints', { id: 'e1', version: 1, riskReasons: [text] }],
      ['endpoints', { id: 'e1', version: 1, protections: [{ name: text, state: 'on' }] }],
    ] as const) {
      const headers = { 'x-sessions-tenant': tenant };
      const url = `/ingest/projections/${kind}`;
      const answer = await graph.app.inject({ method: 'PUT', url, headers, payload: { items: [item] } });
      expect([answer.statusCode, answer.json().error]).toEqual([400, expect.stringMatching(/^\/items\/0/)]);
    }
  });
});

test.each(['%00', '%ff', '%ud800', '..%2f', 'x'.repeat(10_000)])(
  'a link of an export that is none: %s',
  async (token) => {
    const { statusCode, body } = await graph.app.inject(`/export/${token}`);
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(statusCode).toBeLessThan(500);
    expect(body).not.toMatch(/\bat \/|node_modules/);
  },
);

test.each(['a\0b', 'a/b', 'é', 'x'.repeat(65), '', ' '])('a tenant or an actor that is none: %j', async (name) => {
  for (const header of ['x-sessions-tenant', 'x-sessions-actor']) {
    const payload = { query: '{ sessionAttackTypes { code } }' };
    const { statusCode, json } = await graph.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { [header]: name },
      payload,
    });
    expect([statusCode, json().errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  }
});

describe('a value that is nested too deeply', () => {
  const deep = (levels: number, inner = '{}') => `${'{"anyOf":['.repeat(levels)}${inner}${']}'.repeat(levels)}`;
  const send = async (
    variables: string,
    query = 'query ($f: SessionFilter) { sessions(filter: $f) { nodes { id } } }',
  ) => {
    const payload = `{"query": ${JSON.stringify(query)}, "variables": ${variables}}`;
    const headers = { 'content-type': 'application/json' };
    return (await graph.app.inject({ method: 'POST', url: '/graphql', headers, payload })).json();
  };

  test.each([20, 1_000, 20_000])('anyOf, %s times, in a variable', async (levels) => {
    const { errors } = await send(`{"f": {"requests": [${deep(levels)}]}}`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors[0].message).toBe(
      'f.requests[0].anyOf[0].anyOf[0]...: variables may be nested 30 levels deep, and this is deeper',
    );
  });

  test('once more than a filter may, it is named as it stands in the filter', async () => {
    const { errors } = await send(`{"f": {"requests": [${deep(2)}]}}`);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', path: 'filter.requests[0].anyOf[0].anyOf' } },
    ]);
  });

  test('a variable that nobody declared, and one of lists alone', async () => {
    expect((await send(`{"other": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', path: 'other[0][0][0][0][0][0]...' } },
    ]);
  });

  test('in the text of the query', async () => {
    const anyOf = `{ sessions(filter: { requests: [${'{anyOf:['.repeat(450)}{}${']}'.repeat(450)}] }) { nodes { id } } }`;
    expect((await send('{}', anyOf)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    for (const query of [
      `{ sessions(filter: ${'['.repeat(1_400)}${']'.repeat(1_400)}) { nodes { id } } }`,
      `query ($f: ${'['.repeat(1_400)}ID${']'.repeat(1_400)}) { sessionParts(key: $f) { id } }`,
      '{a'.repeat(900) + '}'.repeat(900),
    ]) {
      const { errors } = await send('{}', query);
      expect(errors[0].extensions.code).toMatch(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/);
    }
  });
});
