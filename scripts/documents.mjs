#!/usr/bin/env node
// Writes web-components/data/documents.generated.ts: the operations of web-components/data/documents/*.graphql, checked
// against the schema and packed, with the types of their variables and answers.
//   node scripts/documents.mjs            writes the file
//   node scripts/documents.mjs --check    fails when the file is not what it would write
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as operationsPlugin from '@graphql-codegen/typescript-operations';
import graphql from 'graphql';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, 'web-components/data/documents');
const TARGET = join(ROOT, 'web-components/data/documents.generated.ts');

const documents = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => ({ location: name, document: graphql.parse(readFileSync(join(FOLDER, name), 'utf8')) }));

const all = documents.flatMap(({ document }) => document.definitions);
const fragments = new Map(
  all.filter(({ kind }) => kind === 'FragmentDefinition').map((definition) => [definition.name.value, definition]),
);

const types = await codegen({
  filename: TARGET,
  schema: graphql.parse(readFileSync(join(ROOT, 'subgraph/schema.graphql'), 'utf8')),
  documents,
  plugins: [{ operations: {} }],
  pluginMap: { operations: operationsPlugin },
  config: {
    enumsAsTypes: true,
    enumType: 'string-literal',
    immutableTypes: true,
    skipTypename: true,
    useTypeImports: true,
    avoidOptionals: false,
    arrayInputCoercion: false,
    inputMaybeValue: 'T | null',
    scalars: { DateTime: 'string', ID: 'string' },
  },
});

const operations = all
  .filter(({ kind }) => kind === 'OperationDefinition')
  .map((operation) => {
    const { value } = operation.name;
    const text = [operation, ...fragmentsOf(operation)].map((node) => graphql.print(node)).join('\n');
    const packed = JSON.stringify(graphql.stripIgnoredCharacters(text));
    const type = `${value}${operation.operation === 'mutation' ? 'Mutation' : 'Query'}`;
    return `export const ${value}Document = ${packed} as TypedQuery<${type}, ${type}Variables>;\n`;
  });

const text = `// Written by scripts/documents.mjs from the operations in data/documents and subgraph/schema.graphql: do not edit.
import type { TypedQuery } from './typed-query.ts';

${types.trim()}

${operations.join('\n')}`;

if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('web-components/data/documents.generated.ts is not up to date: run "npm run documents"');
  process.exitCode = 1;
}

/** The fragments that a definition uses, through others too, each once. */
function fragmentsOf(definition, found = new Set()) {
  graphql.visit(definition, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (!fragment) throw new Error(`there is no fragment ${name.value}`);
      if (found.has(fragment)) return;
      found.add(fragment);
      fragmentsOf(fragment, found);
    },
  });
  return found;
}
