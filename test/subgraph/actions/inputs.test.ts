import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { givenDatabase } from '../../support/graph.ts';
import { openGraph } from '../../support/open-graph.ts';
import { newTenant } from '../../support/traffic.ts';

// Every mutation takes one input. Two took arguments of their own before, and clients of that time go on.

const FORMER = [
  ['unblockSession', 'sessionId', 'SessionUnblockInput'],
  ['deleteSessionRule', 'ruleId', 'SessionRuleDeletionInput'],
] as const;

const database = givenDatabase('embedded');
const CODE = '{ __typename ... on SessionsError { code } }';

test('every mutation takes an input of a type of its own kind', async () => {
  const graph = await openGraph(database);
  const { __schema } = await graph.query<{
    __schema: { mutationType: { fields: { name: string; args: { name: string }[] }[] } };
  }>(newTenant(), '{ __schema { mutationType { fields { name args { name } } } } }');

  for (const { name, args } of __schema.mutationType.fields)
    expect(
      args.map((each) => each.name),
      name,
    ).toEqual(['input']);
  await graph.app.close();
});

describe.each(FORMER)('%s', (mutation, id, type) => {
  const asInput = `mutation ($input: ${type}!) { result: ${mutation}(input: $input) ${CODE} }`;
  const asFormer = `mutation ($id: ID!, $key: ID!) { result: ${mutation}(${id}: $id, idempotencyKey: $key) ${CODE} }`;
  const nothing = { result: { __typename: 'SessionsNotFoundError', code: 'NOT_FOUND' } };

  test('an input and the former arguments are one call: a key of one is known to the other', async () => {
    const graph = await openGraph(database);
    const [tenant, key] = [newTenant(), randomUUID()];

    expect(await graph.query(tenant, asInput, { input: { [id]: 'none.20240512', idempotencyKey: key } })).toEqual(
      nothing,
    );
    expect(await graph.query(tenant, asFormer, { id: 'none.20240512', key })).toEqual(nothing);
    expect(await graph.query(tenant, asFormer, { id: 'another.20240512', key })).toMatchObject({
      result: { code: 'CONFLICT' },
    });
    await graph.app.close();
  });

  test('both at once, half of the former and nothing at all are mistakes with a place', async () => {
    const graph = await openGraph(database);
    const messageOf = async (args: string) => {
      const { errors } = await graph.ask(newTenant(), `mutation { ${mutation}${args} { __typename } }`);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      return errors![0]!.message;
    };

    expect(await messageOf(`(input: { ${id}: "a", idempotencyKey: "k" }, ${id}: "b")`)).toBe(
      `${id}: is in input already: leave it out`,
    );
    expect(await messageOf(`(idempotencyKey: "k")`)).toBe(`${id}: must be given`);
    expect(await messageOf(`(${id}: "a", idempotencyKey: null)`)).toBe('idempotencyKey: must be given');
    expect(await messageOf('')).toBe('input: must be given');
    await graph.app.close();
  });
});

test('what a time looks like is said where a program can read it', async () => {
  const graph = await openGraph(database);
  const { __type } = await graph.query<{ __type: object }>(
    newTenant(),
    '{ __type(name: "DateTime") { specifiedByURL } }',
  );

  expect(__type).toEqual({ specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6' });
  await graph.app.close();
});
