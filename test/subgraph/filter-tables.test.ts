import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

// Whoever adds a filter is told by the compiler what else it needs: each place that must know all fields is complete by type,
// in the server and in the elements.

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let copy: string;

/** A copy of the sources that the compiler checks like the project. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'api-sessions-types-'));
  const isSource = (path: string) => !/(\/(node_modules|dist)|\/test\/data)$/.test(path);
  for (const name of ['subgraph', 'web-components', 'test', 'tsconfig.json', 'package.json']) {
    await cp(join(ROOT, name), join(copy, name), { recursive: true, filter: isSource });
  }
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rm(copy, { recursive: true, force: true }));

async function change(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(copy, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(copy, file), text.replace(from, to));
}

const SERVER = {
  extends: './tsconfig.json',
  include: ['subgraph/filters', 'subgraph/graphql', 'subgraph/ingest', 'subgraph/statistics', 'test/support'],
};
const ELEMENTS = {
  extends: './web-components/tsconfig.json',
  include: ['web-components/state', 'web-components/i18n'],
};

/** The files in which the compiler finds an error, of these tables. */
async function filesWithErrors(config = SERVER): Promise<string[]> {
  await writeFile(join(copy, 'tsconfig.copy.json'), JSON.stringify(config));
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const { stdout } = await run(compiler, ['-p', 'tsconfig.copy.json', '--pretty', 'false'], { cwd: copy }).catch(
    (error: { stdout?: string }) => {
      if (error.stdout === undefined) throw error;
      return { stdout: error.stdout };
    },
  );
  return [...new Set([...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => file!))].sort();
}

test('a request filter that nobody knows yet fails wherever all of them must be known', async () => {
  await change(
    'subgraph/filters/filter.type.ts',
    'endpoint?: string | null;',
    'endpoint?: string | null;\n  novel?: string[] | null;',
  );
  expect(await filesWithErrors()).toEqual([
    'subgraph/filters/check-filter.ts',
    'subgraph/filters/request-condition.ts',
    'subgraph/filters/request-tokens.ts',
    'subgraph/graphql/filter.input.ts',
    'test/support/arbitraries.ts',
    'test/support/naive-filter.ts',
  ]);
});

test('a session filter likewise', async () => {
  await change(
    'subgraph/filters/filter.type.ts',
    'keys?: string[] | null;',
    'keys?: string[] | null;\n  novel?: string[] | null;',
  );
  expect(await filesWithErrors()).toEqual([
    'subgraph/filters/check-filter.ts',
    'subgraph/filters/session-condition.ts',
    'subgraph/graphql/filter.input.ts',
    'test/support/arbitraries.ts',
    'test/support/naive-filter.ts',
  ]);
});

test('a dimension likewise', async () => {
  await change('subgraph/filters/dimensions.ts', "  | 'ATTACK_TYPE'", "  | 'NOVEL'\n  | 'ATTACK_TYPE'");
  expect(await filesWithErrors()).toContain('subgraph/filters/dimensions.ts');
});

test('a plain field needs only the rules for what readers find, and what the tests know of it', async () => {
  await change(
    'subgraph/filters/request-fields.ts',
    'export const PLAIN_FIELDS = {',
    `export const PLAIN_FIELDS = {
  novels: { property: 'novel', column: 'novel', several: false, nullable: true, lowerCase: false,
    dimension: 'NOVEL', token: 'n', filterText: 'Novels.', dimensionText: 'Novel.', valueText: 'Novel.' },`,
  );
  expect(await filesWithErrors()).toEqual(['subgraph/ingest/readers/finish.ts', 'test/support/plain-fields.ts']);
});

const DOCUMENTS = 'web-components/data/document-types.generated.ts';
const TABLE = 'web-components/state/filter-fields.ts';

test('a field that the schema gives the requests, or the sessions, is a filter of the elements, or has a reason not to be one', async () => {
  expect(await filesWithErrors(ELEMENTS)).toEqual([]);
  await change(DOCUMENTS, 'export type SessionRequestFilter = {', '$&\n  readonly novel?: string | null;');
  expect(await filesWithErrors(ELEMENTS)).toEqual([TABLE]);
  await change(TABLE, 'interface NoRow {\n  request: {', "$&\n    novel: 'nobody asks for it';");
  expect(await filesWithErrors(ELEMENTS)).toEqual([]);
  await change(DOCUMENTS, 'export type SessionFilter = {', '$&\n  readonly novelty?: string | null;');
  expect(await filesWithErrors(ELEMENTS)).toEqual([TABLE]);
});

test('a field that the schema has no more, or that a row makes by now, has no reason either', async () => {
  await change(TABLE, 'interface NoRow {\n  request: {', "$&\n    gone: 'nobody asks for it';");
  expect(await filesWithErrors(ELEMENTS)).toEqual([TABLE]);
  await change(TABLE, "gone: 'nobody asks for it'", "hosts: 'nobody asks for it'");
  expect(await filesWithErrors(ELEMENTS)).toEqual([TABLE]);
});

test('a row more of the elements needs its name in every language, and a field of the schema', async () => {
  const row = "  novel: { ...listed, name: 'Novel', toFilter: (values: Values) => ({ methods: strings(values) }) },\n";
  await change(TABLE, '  request: {\n    ...request,', `${row}$&`);
  expect(await filesWithErrors(ELEMENTS)).toEqual(['web-components/i18n/de.ts']);
  await change(
    TABLE,
    "name: 'Novel', toFilter: (values: Values) => ({ methods:",
    'toFilter: (values: Values) => ({ novels:',
  );
  expect(await filesWithErrors(ELEMENTS)).toEqual(['web-components/i18n/de.ts', TABLE]);
});
