#!/usr/bin/env node
// Compares the schema with that of the last release and prints what has changed. Fails on a breaking change that CHANGELOG.md
// does not name under Unreleased: clients and gateways of others must have been told.
//   node scripts/schema-changes.mjs [RELEASED CURRENT CHANGELOG]
// A release renews what it compares with: cp subgraph/schema.graphql subgraph/schema.released.graphql
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiffRule, diff } from '@graphql-inspector/core';
import graphql from 'graphql';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DEFAULTS = ['subgraph/schema.released.graphql', 'subgraph/schema.graphql', 'CHANGELOG.md'];
const given = process.argv.slice(2);
const [released, current, changelog] = given.length > 0 ? given : DEFAULTS.map((path) => join(ROOT, path));

const changes = await diff(read(released), read(current), [
  DiffRule.simplifyChanges,
  DiffRule.ignoreDescriptionChanges,
]);
for (const [level, title] of [
  ['BREAKING', 'breaking'],
  ['DANGEROUS', 'dangerous'],
  ['NON_BREAKING', 'other'],
]) {
  const messages = changes.filter(({ criticality }) => criticality.level === level).map(({ message }) => message);
  console.log(`${messages.length} ${title} change${messages.length === 1 ? '' : 's'}`);
  for (const message of messages) console.log(`  ${message}`);
}

const [, unreleased = ''] =
  /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readFileSync(changelog, 'utf8')) ?? [];
const untold = changes.filter(
  ({ criticality, path }) => criticality.level === 'BREAKING' && !unreleased.includes(`\`${path}\``),
);
for (const { path, message } of untold) {
  console.error(`breaking, and CHANGELOG.md does not name \`${path}\` under Unreleased: ${message}`);
}
process.exitCode = untold.length > 0 ? 1 : 0;

/** Directives of the federation are not defined in it. */
function read(path) {
  return graphql.buildASTSchema(graphql.parse(readFileSync(path, 'utf8')), { assumeValidSDL: true });
}
