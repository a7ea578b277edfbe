import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { pathTemplate } from '../../subgraph/endpoints/path-template.ts';

// What is found of an API without its specification: traffic that calls every operation is given templates by its paths alone,
// and the specification says afterwards which are right.

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
const NAMES = ['alice', 'bob', 'name1', 'bookTitle77'];

/** What clients send for a parameter. */
function valuesOf({ name, schema }: Parameter): string[] {
  if (schema?.type === 'integer') return ['1', '7', '42', '12345'];
  if (schema?.format === 'uuid') return UUIDS;
  return name === 'postId' ? IDS : NAMES;
}

/** The templates that the calls of each operation are given: `get /users/{id}` to one or more. */
function found(file: string): Map<string, Set<string>> {
  const { paths } = parse(readFileSync(`${DATA}/${file}`, 'utf8')) as { paths: Record<string, Item> };
  const templates = new Map<string, Set<string>>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS.filter((each) => each in item)) {
      const own = (item[method] as { parameters?: Parameter[] }).parameters ?? [];
      const parameters = [...(item.parameters ?? []), ...own].filter((each) => each.in === 'path');
      const calls = parameters.reduce(
        (sent, parameter) =>
          sent.flatMap((each) => valuesOf(parameter).map((value) => each.replace(`{${parameter.name}}`, value))),
        [path],
      );
      templates.set(`${method} ${path}`, new Set(calls.map((call) => `${method} ${pathTemplate(call)}`)));
    }
  }
  return templates;
}

const missed = (file: string) => [...found(file)].flatMap(([operation, given]) => (given.size > 1 ? [operation] : []));

test.each(['crapi.openapi.json', 'vampi.openapi.yml'])(
  'no two operations of %s are merged into one endpoint',
  (file) => {
    const all = [...found(file).values()].flatMap((given) => [...given]);
    expect(all.toSorted()).toEqual([...new Set(all)].toSorted());
  },
);

test('operations whose parameters are numbers, ids or hashes are each one endpoint', () => {
  expect(found('crapi.openapi.json').size).toBe(44);
  expect(missed('crapi.openapi.json')).toEqual([]);
});

test('names and titles are no variables by themselves: these need the specification', () => {
  expect(found('vampi.openapi.yml').size).toBe(14);
  expect(missed('vampi.openapi.yml')).toEqual([
    'get /users/v1/{username}',
    'delete /users/v1/{username}',
    'put /users/v1/{username}/email',
    'put /users/v1/{username}/password',
    'get /books/v1/{book_title}',
  ]);
});
