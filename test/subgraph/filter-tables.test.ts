import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

// Whoever adds a filter is told by the compiler what else it needs: each place that must know all fields is complete by type.

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
let copy: string;

/** A copy of the sources that the compiler checks like the project. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'api-sessions-types-'));
  const isSource = (path: string) => !/(^|\/)(node_modules|dist|data)$/.test(path);
  for (const name of ['subgraph', 'test', 'tsconfig.json', 'package.json']) {
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

/** The files in which the compiler finds an error, of these tables. */
async function filesWithErrors(): Promise<string[]> {
  const config = {
    extends: './tsconfig.json',
    include: ['subgraph/filters', 'subgraph/graphql', 'subgraph/ingest', 'subgraph/statistics', 'test/support'],
  };
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

test('a plain field needs only what knows no table: the store that reads and writes it, and the plain evaluation', async () => {
  await change(
    'subgraph/filters/request-fields.ts',
    'export const PLAIN_FIELDS = {',
    `export const PLAIN_FIELDS = {
  novels: { property: 'novel', column: 'novel', several: false, nullable: true, lowerCase: false,
    dimension: 'NOVEL', token: 'n', filterText: 'Novels.', dimensionText: 'Novel.' },`,
  );
  expect(await filesWithErrors()).toEqual([
    'subgraph/store/columns.ts',
    'subgraph/store/part-tallies.ts',
    'subgraph/store/session-tally.ts',
    'test/support/arbitraries.ts',
    'test/support/naive-filter.ts',
  ]);
});
