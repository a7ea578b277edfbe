import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  parse,
  print,
} from 'graphql';
import { expect, test } from 'vitest';
import type { Mode } from '../../subgraph/federation/mode.ts';
import { createSchema, printSchema } from '../../subgraph/schema.ts';

test('schema.graphql is what the code makes: npm run schema writes it', async () => {
  expect(readFileSync('subgraph/schema.graphql', 'utf8')).toBe(await printSchema('federated'));
});

// The snapshot beside this file is what a reviewer looks at when it changes. The rest is that of schema.graphql.
test('standalone, these types are others, and the rest is the same', async () => {
  const [federated, standalone] = [await definitionsOf('federated'), await definitionsOf('standalone')];
  expect([...federated.keys()].filter((name) => !standalone.has(name))).toEqual([]);
  const others = [...standalone].filter(([name, text]) => federated.get(name) !== text).map(([, text]) => text);
  await expect(`${others.join('\n\n')}\n`).toMatchFileSnapshot('schema.standalone.snapshot.txt');
});

async function definitionsOf(mode: Mode): Promise<Map<string, string>> {
  const { definitions } = parse(await printSchema(mode));
  return new Map(
    definitions.map((each) => ['name' in each ? (each.name?.value ?? each.kind) : each.kind, print(each)]),
  );
}

test.each(['standalone', 'federated'] as const)(
  'every type, field, argument and value has a sentence for its reader: %s',
  async (mode) => {
    expect(undescribed(await createSchema(mode))).toEqual([]);
    expect(undescribed(buildASTSchema(parse(await printSchema(mode)), { assumeValidSDL: true }))).toEqual([]);
  },
);

test('nothing at the root is non-null: a failure of one field costs that field', async () => {
  const schema = await createSchema('federated');
  for (const root of [schema.getQueryType()!, schema.getMutationType()!]) {
    const fields = Object.values(root.getFields());
    expect(fields.length).toBeGreaterThan(5);
    expect(fields.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)).toEqual([]);
  }
});

test('nor is what we add to types of other subgraphs', async () => {
  const schema = await createSchema('federated');
  for (const name of ['Attack', 'Endpoint']) {
    const { id: _key, ...ours } = (schema.getType(name) as GraphQLObjectType).getFields();
    expect(Object.values(ours).filter(({ type }) => isNonNullType(type))).toEqual([]);
  }
});

test('names of the contract are kept: what is here stands in it with the same type', async () => {
  const contract = readFileSync('test/data/contract.graphql', 'utf8').replace(/"[^"\n]*"/g, '');
  const schema = await createSchema('federated');
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInputObjectType(type))) continue;
    const [, body] = new RegExp(`(?:type|input) ${type.name}\\b[^{]*\\{([\\s\\S]*?)\\n?\\}`).exec(contract) ?? [];
    expect(body, type.name).toBeDefined();
    for (const field of Object.values(type.getFields())) {
      const pattern = new RegExp(`\\b${field.name}(?:\\([^)]*\\))?: ${escaped(String(field.type))}(?=[\\s}]|$)`);
      expect(body, `${type.name}.${field.name}: ${field.type}`).toMatch(pattern);
    }
  }
});

function escaped(text: string): string {
  return text.replace(/[[\]!]/g, '\\$&');
}

function undescribed(schema: GraphQLSchema): string[] {
  const missing: string[] = [];
  const look = (name: string, { description }: { description?: string | null }) => {
    if (!description) missing.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name)) continue;
    look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      for (const argument of 'args' in field ? field.args : []) {
        look(`${type.name}.${field.name}(${argument.name})`, argument);
      }
    }
  }
  return missing;
}
