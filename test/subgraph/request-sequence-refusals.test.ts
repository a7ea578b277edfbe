import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES } from '../../subgraph/auth/scope.type.ts';
import { type Graph, givenGraph, openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What cannot be meant by a sequence, and who may not ask by one.

const { database, graph } = givenGraph('embedded');
const tenant = newTenant();
beforeAll(() => importLines(database, tenant, [{ id: 'r', time: '2024-05-12T12:00:00Z' }]));

/** By the field that holds the steps. */
const wrongSteps = (of: 'sequence' | 'inSequence') =>
  [
    [`{ ${of}: [] }`, `filter.${of}`, 'an empty list can match nothing'],
    [`{ ${of}: [${'{ request: {} }, '.repeat(7)}] }`, `filter.${of}`, 'at most 6 steps'],
    [`{ ${of}: [{ request: {}, withinMs: 5 }] }`, `filter.${of}[0].withinMs`, 'the first step follows none'],
    [`{ ${of}: [{ request: {} }, { request: {}, withinMs: -1 }] }`, `filter.${of}[1].withinMs`, 'must be 0 or more'],
    [
      `{ ${of}: [{ request: {} }, { request: { statuses: [99] } }] }`,
      `filter.${of}[1].request.statuses[0]`,
      '100 to 599',
    ],
    [
      `{ ${of}: [{ request: { inSequence: [{ request: {} }] } }] }`,
      `filter.${of}[0].request.inSequence`,
      'not inside the steps of a sequence',
    ],
    [
      `{ ${of}: [{ request: { anyOf: [{ inSequence: [{ request: {} }] }] } }] }`,
      `filter.${of}[0].request.anyOf[0].inSequence`,
      'not inside the steps of a sequence',
    ],
  ] as const;

async function expectRefused(field: string, path: string, problem: string): Promise<void> {
  const { errors } = await graph.ask(tenant, `{ ${field} }`);
  expect(errors).toHaveLength(1);
  expect(errors![0]).toMatchObject({
    message: expect.stringContaining(problem),
    extensions: { code: 'BAD_USER_INPUT', path },
  });
}

test.each(wrongSteps('sequence'))('a list refuses %s', async (filter, path, problem) => {
  await expectRefused(`sessions(filter: ${filter}) { nodes { id } }`, path, problem);
});

test.each([
  ...wrongSteps('inSequence'),
  ['{ not: [{ inSequence: [{ request: {} }] }] }', 'filter.not[0].inSequence', 'not inside not'],
] as const)('an open session refuses %s', async (filter, path, problem) => {
  await expectRefused(`request(id: "r") { session { requests(filter: ${filter}) { nodes { id } } } }`, path, problem);
});

test.each(['requests', 'noRequests'])('%s of a list refuses chains, and names the field for them', async (name) => {
  await expectRefused(
    `sessions(filter: { ${name}: [{ anyOf: [{ inSequence: [{ request: {} }] }] }] }) { nodes { id } }`,
    `filter.${name}[0].anyOf[0].inSequence`,
    'a list asks by its own field sequence',
  );
});

test('all steps together have no more filters and values than a list may ask by', async () => {
  const anyOf = `{ anyOf: [${'{}, '.repeat(9)}] }`;
  const steps = `[${`{ request: ${anyOf} }, `.repeat(4)}]`;
  await expectRefused(
    `sessions(filter: { sequence: ${steps} }) { nodes { id } }`,
    'filter.sequence[3].request',
    'at most 30 request filters',
  );
});

describe('without the scope sessions:content', () => {
  let reader: Graph;
  beforeAll(async () => {
    reader = await openGraph(database, {
      scopes: SCOPES.filter((scope) => scope !== 'sessions:content' && scope !== 'admin'),
    });
  });
  afterAll(() => reader.app.close());

  test.each([
    ['a list', 'sessions(filter: { sequence: [{ request: {} }, STEP] }) { nodes { id } }', 'filter.sequence[1]'],
    [
      'an open session',
      'request(id: "r") { session { requests(filter: { anyOf: [{ inSequence: [STEP] }] }) { nodes { id } } } }',
      'filter.anyOf[0].inSequence[0]',
    ],
  ])('%s refuses a step that asks for the value of a parameter', async (_what, field, place) => {
    const step = (parameter: string) => `{ ${field.replace('STEP', `{ request: { parameter: ${parameter} } }`)} }`;
    const { errors } = await reader.ask(tenant, step('{ name: "sid", value: { contains: "a" } }'));
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'sessions:content' } }]);
    expect(errors![0]!.message).toContain(`${place}.request.parameter.value`);
    expect((await reader.ask(tenant, step('{ name: "sid" }'))).errors).toBeUndefined();
  });
});
