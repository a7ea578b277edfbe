import {
  buildSchema,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { ACTION_OF_MUTATION, SCOPE_OF_ACTION } from '../../../subgraph/actions/action-names.ts';
import { createSchema } from '../../../subgraph/schema.ts';
import { enforceScopes } from '../../../subgraph/scopes/enforce-scopes.ts';
import { INPUTS, needsIn, OUTPUTS } from '../../../subgraph/scopes/scope-table.ts';

// What everything needs: the table has all that the schema has, and nothing else.

const SCHEMAS = [await createSchema('standalone'), await createSchema('federated')];

/** Every field that is answered, and every name by which something is asked: `Request.query`. */
function placesOf(schema: GraphQLSchema): { outputs: string[]; inputs: string[] } {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const fields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const argumentTypes = fields.flatMap((type) =>
    Object.values(type.getFields()).flatMap(({ args }) => args.map((arg) => getNamedType(arg.type))),
  );
  const inputTypes = types.filter(isInputObjectType);
  const enums = [
    ...argumentTypes,
    ...inputTypes.flatMap((type) => Object.values(type.getFields()).map((field) => getNamedType(field.type))),
  ];
  return {
    outputs: types
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)),
    inputs: [
      ...inputTypes.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)),
      ...new Set(
        enums.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => `${type.name}.${name}`)),
      ),
    ],
  };
}

test.each([
  ['answered', OUTPUTS, 'outputs'],
  ['asked by', INPUTS, 'inputs'],
] as const)('what is %s has a scope, and the table has nothing that is not there', (_, table, kind) => {
  const places = new Set(SCHEMAS.flatMap((schema) => placesOf(schema)[kind]));
  expect([...needsIn(table).keys()].sort()).toEqual([...places].sort());
});

test('a server with a field, an input or a value that the table does not know does not start', () => {
  const withField = (text: string) => () => enforceScopes(buildSchema(text), {});
  expect(withField('type Query { session: ID secrets: [String!] }')).toThrow('Query.secrets has no scope');
  expect(withField('type Query { session: ID } type Mutation { dropAll: ID }')).toThrow(
    'Mutation.dropAll has no scope',
  );
  expect(
    withField('type Query { sessions(filter: SessionFilter): ID } input SessionFilter { payload: String }'),
  ).toThrow('SessionFilter.payload has no scope');
  expect(
    withField('type Query { sessions(by: SessionDimension): ID } enum SessionDimension { PARAMETER_VALUE }'),
  ).toThrow('SessionDimension.PARAMETER_VALUE has no scope');
});

test('a mutation needs the scope of its action', () => {
  const needs = needsIn(OUTPUTS);
  for (const [mutation, action] of [...Object.entries(ACTION_OF_MUTATION), ['exportSession', 'EXPORT'] as const]) {
    expect([mutation, needs.get(`Mutation.${mutation}`)]).toEqual([mutation, SCOPE_OF_ACTION[action]]);
  }
});
