#!/usr/bin/env node
// Writes web-components/data/documents.generated.ts: the operations of web-components/data/documents/*.graphql, checked
// against the schema and packed, with the types of their variables and answers. Those of an open session are in a file
// beside it (detail-documents), so that they are loaded with it: a bundle has a file as a whole. Types are in a third one
// (document-types).
//   node scripts/documents.mjs            writes the file
//   node scripts/documents.mjs --check    fails when the file is not what it would write
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as operationsPlugin from '@graphql-codegen/typescript-operations';
import graphql from 'graphql';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, 'web-components/data/documents');
const TARGET = join(ROOT, 'web-components/data/documents.generated.ts');
const TYPES_TARGET = join(ROOT, 'web-components/data/document-types.generated.ts');
const DETAIL_TARGET = join(ROOT, 'web-components/data/detail-documents.generated.ts');
const OF_DETAIL = ['session-detail.graphql', 'session-endpoints.graphql', 'session-statistics.graphql'];

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

const WRITTEN =
  '// Written by scripts/documents.mjs from the operations in data/documents and subgraph/schema.graphql: do not edit.';
const isOfDetail = ({ location }) => OF_DETAIL.includes(location);

write(TYPES_TARGET, `${WRITTEN}\n${types.trim()}\n`);
const [ofDetail, others] = [documents.filter(isOfDetail), documents.filter((each) => !isOfDetail(each))].map(packed);
write(DETAIL_TARGET, `${WRITTEN}\n${importsOf(ofDetail)}\n${ofDetail}`);
write(
  TARGET,
  `${WRITTEN}
${importsOf(others)}
export * from './detail-documents.generated.ts';
export type * from './document-types.generated.ts';

${others}`,
);

/** The operations of some documents as constants. */
function packed(some) {
  const operations = some
    .flatMap(({ document }) => document.definitions)
    .filter(({ kind }) => kind === 'OperationDefinition')
    .map((operation) => {
      const { value } = operation.name;
      const text = [operation, ...fragmentsOf(operation)].map((node) => graphql.print(node)).join('\n');
      const type = `${value}${operation.operation === 'mutation' ? 'Mutation' : 'Query'}`;
      const code = JSON.stringify(graphql.stripIgnoredCharacters(text));
      return `export const ${value}Document = ${code} as TypedQuery<${type}, ${type}Variables>;\n`;
    });
  return operations.join('\n');
}

/** The types that constants have. */
function importsOf(constants) {
  const names = new Set([...constants.matchAll(/ as TypedQuery<(\w+), (\w+)>;$/gm)].flatMap(([, ...types]) => types));
  const lines = [...names].sort().map((name) => `  ${name},\n`);
  return `import type {\n${lines.join('')}} from './document-types.generated.ts';\nimport type { TypedQuery } from './typed-query.ts';\n`;
}

function write(target, text) {
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${relative(ROOT, target)} is not up to date: run "npm run documents"`);
    process.exitCode = 1;
  }
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
