import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pathTemplate } from '../../subgraph/endpoints/path-template.ts';
import { siblingPlaces } from '../../subgraph/endpoints/sibling-places.ts';
import { VariablePlaces } from '../../subgraph/endpoints/variable-places.ts';

// What is found of an API without its specification: traffic that calls every operation, and is answered, is given templates by
// its paths and their siblings, and the specification says afterwards which are right.

const DATA = 'test/data/openapi';

interface Parameter {
  name: string;
  in: string;
  schema?: { type?: string; format?: string };
}
type Item = Record<string, unknown> & { parameters?: Parameter[] };

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
const UUIDS = ['1929186d-8b67-4163-a208-de52a41f7301', 'c889a12c-10fe-4198-9189-49aa49aa49aa'];
const IDS = ['tiSTSUzh4BwtvYSLWPsqu9', 'aR7nC2kQw9XbT4mLs8VdYe', '5Hf2Kp8ZrJ1uNcX6eGwQ3a'];
const FEW_NAMES = ['alice', 'bob', 'name1', 'bookTitle77'];
const NAMES = [...FEW_NAMES, ...Array.from({ length: 56 }, (_, n) => `${'klmnoprstu'[n % 10]}ate${n}`)];

/** What clients send for a parameter. */
function valuesOf({ name, schema }: Parameter, names: readonly string[]): readonly string[] {
  if (schema?.type === 'integer') return ['1', '7', '42', '12345'];
  if (schema?.format === 'uuid') return UUIDS;
  return name === 'postId' ? IDS : names;
}

/** The templates that the calls of each operation are given: `get /users/{id}` to one or more. */
function found(file: string, names: readonly string[]): Map<string, Set<string>> {
  const called = callsOf(file, names);
  const answered = [...called].flatMap(([operation, calls]) => {
    const method = operation.split(' ')[0]!.toUpperCase();
    return calls.map((call) => ({ method, pathTemplate: pathTemplate(call) }));
  });
  const places = new VariablePlaces(siblingPlaces(answered));
  return new Map(
    [...called].map(([operation, calls]) => {
      const [method] = operation.split(' ');
      return [operation, new Set(calls.map((call) => `${method} ${places.generalise(pathTemplate(call))}`))];
    }),
  );
}

/** The paths that clients send for each operation. */
function callsOf(file: string, names: readonly string[]): Map<string, string[]> {
  const { paths } = parse(readFileSync(`${DATA}/${file}`, 'utf8')) as { paths: Record<string, Item> };
  const operations = new Map<string, string[]>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS.filter((each) => each in item)) {
      const own = (item[method] as { parameters?: Parameter[] }).parameters ?? [];
      const parameters = [...(item.parameters ?? []), ...own].filter((each) => each.in === 'path');
      const calls = parameters.reduce(
        (sent, parameter) =>
          sent.flatMap((each) => valuesOf(parameter, names).map((value) => each.replace(`{${parameter.name}}`, value))),
        [path],
      );
      operations.set(`${method} ${path}`, calls);
    }
  }
  return operations;
}

const missed = (file: string, names: readonly string[]) =>
  [...found(file, names)].flatMap(([operation, given]) => (given.size > 1 ? [operation] : []));

test.each([
  { file: 'crapi.openapi.json', operations: 44 },
  { file: 'vampi.openapi.yml', operations: 14 },
])('all $operations operations of $file are each one endpoint, none merged with another', ({ file, operations }) => {
  const all = [...found(file, NAMES).values()].map((given) => [...given]);
  expect(all).toHaveLength(operations);
  expect(missed(file, NAMES)).toEqual([]);
  expect(new Set(all.flat()).size).toBe(operations);
});

test('of few names nothing says that they are variable: these need the specification', () => {
  expect(missed('crapi.openapi.json', FEW_NAMES)).toEqual([]);
  expect(missed('vampi.openapi.yml', FEW_NAMES)).toEqual([
    'get /users/v1/{username}',
    'delete /users/v1/{username}',
    'put /users/v1/{username}/email',
    'put /users/v1/{username}/password',
    'get /books/v1/{book_title}',
  ]);
  const all = [...found('vampi.openapi.yml', FEW_NAMES).values()].flatMap((given) => [...given]);
  expect(all.toSorted()).toEqual([...new Set(all)].toSorted());
});
