import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { circlesOf, folderOf, type Import, importsOf, readSources, withoutComments } from '../support/imports.ts';

// "Who may import whom" of the architecture, checked on the import lines. A rule looks at where an import is written and
// what it names, so that files to come are covered; a new folder needs a place in FOLDERS first.

const SUBGRAPH = join(import.meta.dirname, '../../subgraph');

const FEATURES = [
  'sessions',
  'requests',
  'attacks',
  'endpoints',
  'endpoint-parameters',
  'business-flows',
  'statistics',
  'timelines',
  'projections',
  'capabilities',
  'export',
  'baselines',
  'actions',
  'views',
];
/** Layers below the features; generated is Prisma's client. */
const FOLDERS = [
  ...FEATURES,
  'commands',
  'specifications',
  'settling',
  'retention',
  'verify',
  'pushes',
  'ingest',
  'store',
  'risk',
  'filters',
  'graphql',
  'federation',
  'auth',
  'scopes',
  'db',
  'values',
  'pages',
  'admission',
  'logging',
  'metrics',
  'health',
  'http',
  'workers',
  'mounting',
  'generated',
];
/** What requests go through on their way in, and what follows from them. */
const WAY_IN = ['pushes', 'ingest', 'store', 'settling', 'retention', 'risk', 'verify', 'specifications'];
const NO_SOURCES = ['dist', 'node_modules', 'bin'];

interface Rule {
  name: string;
  /** Which imports break it. */
  breaks: (line: Import) => boolean;
}

const isFeature = (path: string) => FEATURES.includes(folderOf(path));
const isIn = (path: string, ...folders: string[]) => folders.includes(folderOf(path));
const isKind = (path: string, ...kinds: string[]) => kinds.some((kind) => path.endsWith(`.${kind}.ts`));
const isFile = (path: string, ...names: string[]) => names.some((name) => path === `${name}.ts`);
/** GraphQL, whether ours or a package's. */
const isGraphql = ({ to, isPackage }: Import) =>
  isPackage
    ? /^(graphql($|[/-])|type-graphql|@apollo\/|@graphql-tools\/|@as-integrations\/|dataloader)/.test(to)
    : isIn(to, 'graphql');

const RULES: Rule[] = [
  {
    name: 'no import leaves subgraph/: prisma, test and the elements are other houses',
    breaks: ({ to, isPackage }) => !isPackage && to.startsWith('..'),
  },
  {
    name: 'a feature imports another feature by its *.type.ts only',
    breaks: ({ from, to }) =>
      isFeature(from) && isFeature(to) && folderOf(from) !== folderOf(to) && !isKind(to, 'type'),
  },
  {
    name: 'main, cli and index are entrances: cli serves through main, hosts through index, and nobody else imports them',
    breaks: ({ from, to }) => isFile(to, 'cli', 'index') || (isFile(to, 'main') && !isFile(from, 'cli')),
  },
  {
    name: 'only the entrances import the server',
    breaks: ({ from, to }) => isFile(to, 'server') && !isFile(from, 'main', 'cli', 'index'),
  },
  {
    name: 'only the server, what hosts import, and the command that prints it import the schema',
    breaks: ({ from, to }) => isFile(to, 'schema') && !isFile(from, 'server', 'index', 'commands/schema.command'),
  },
  {
    name: 'what is below the context knows its type only',
    breaks: ({ from, to, typeOnly }) => isFile(to, 'context') && from.includes('/') && !typeOnly,
  },
  {
    name: 'the layers below the features do not know them, but for the *.type.ts that graphql shows',
    breaks: ({ from, to }) =>
      isIn(from, 'filters', 'db', 'auth', 'scopes', 'pages', 'graphql', 'federation') &&
      isFeature(to) &&
      !(isIn(from, 'graphql') && isKind(to, 'type')),
  },
  {
    name: 'filters and db know no GraphQL, but for the inputs that filters declares in *.type.ts and *.args.ts',
    breaks: (line) =>
      isIn(line.from, 'filters', 'db') &&
      isGraphql(line) &&
      !(isIn(line.from, 'filters') && line.isPackage && isKind(line.from, 'type', 'args')),
  },
  {
    name: 'db is the lowest layer but for values, which know nobody, and the log, which knows only these',
    breaks: ({ from, to, isPackage }) =>
      !isPackage &&
      ((isIn(from, 'logging') && !isIn(to, 'logging', 'values')) ||
        (isIn(from, 'db') &&
          !isIn(to, 'db', 'values', 'logging', 'generated') &&
          !isFile(to, 'errors', 'startup-error')) ||
        (isIn(from, 'values') && !isIn(to, 'values') && !isFile(to, 'startup-error'))),
  },
  {
    name: 'the way in knows no resolvers, loaders and arguments',
    breaks: ({ from, to }) => isIn(from, ...WAY_IN) && isKind(to, 'resolver', 'loaders', 'args', 'reference'),
  },
  {
    name: 'commands are run by cli alone, but for each other',
    breaks: ({ from, to }) => isIn(to, 'commands') && !isIn(from, 'commands') && !isFile(from, 'cli'),
  },
  {
    name: 'a repository takes and returns plain rows: no GraphQL, and nothing above it',
    breaks: (line) =>
      isKind(line.from, 'repository', 'sql') &&
      (isGraphql(line) || isKind(line.to, 'resolver', 'loaders', 'reference', 'args')),
  },
  {
    name: 'loaders do not know the resolvers above them',
    breaks: ({ from, to }) => isKind(from, 'loaders') && isKind(to, 'resolver', 'reference'),
  },
  {
    name: 'session-key and endpoint-matching are pure: no database',
    breaks: ({ from, to, typeOnly }) =>
      /(^|\/)(session-key|endpoint-matching)\.ts$/.test(from) &&
      (isIn(to, 'db', 'generated') || /^(pg|@prisma\/client)($|\/)/.test(to)) &&
      !typeOnly,
  },
  {
    name: 'Prisma and pg are reached through db, repositories, loaders, filters and the way in; resolvers see neither',
    breaks: ({ from, to, typeOnly }) =>
      (isKind(from, 'resolver', 'reference') || isIn(from, 'pages', 'graphql')) &&
      (isIn(to, 'generated') || /^(pg|@prisma\/.*)$/.test(to)) &&
      !typeOnly,
  },
];

const SOURCES = readSources(SUBGRAPH, [...NO_SOURCES, 'generated']);
const IMPORTS = [...SOURCES].flatMap(([file, source]) => importsOf(file, source));

test('every folder of the subgraph has a place in the rules', () => {
  const folders = readdirSync(SUBGRAPH).filter((name) => statSync(join(SUBGRAPH, name)).isDirectory());
  // demo: what a package has of it, copied.
  expect(folders.filter((name) => ![...FOLDERS, ...NO_SOURCES, 'demo'].includes(name))).toEqual([]);
});

test.each(RULES)('$name', ({ breaks }) => {
  expect(IMPORTS.filter(breaks).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('no folders import each other in a circle by value', () => {
  const values = IMPORTS.filter(({ isPackage, typeOnly }) => !isPackage && !typeOnly);
  expect(circlesOf(values.map(({ from, to }) => [folderOf(from), folderOf(to)]))).toEqual([]);
});

test('no files import each other in a circle, types among them', () => {
  const files = IMPORTS.filter(({ isPackage }) => !isPackage);
  expect(circlesOf(files.map(({ from, to }) => [from, to]))).toEqual([]);
});

test('circles are found', () => {
  expect(
    circlesOf([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['c', 'd'],
      ['d', 'd'],
    ]),
  ).toEqual([['a', 'b', 'c']]);
});

test('only env.ts reads the environment', () => {
  const reads = /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|\benv\b[^;=]*\}\s*=\s*(globalThis\.)?process\b/;
  const imports = /import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"](node:)?process['"]/;
  const readers = [...SOURCES].filter(([, source]) => {
    const code = withoutComments(source);
    return reads.test(code) || imports.test(code);
  });
  expect(readers.map(([file]) => file).filter((file) => file !== 'env.ts')).toEqual([]);
});

test('the import lines are read right', () => {
  const source = `
    import './a.ts';
    import type { B } from './b.ts';
    import {
      c, // a remark
      type C,
    } from '../db/c.ts';
    export * from "./d.ts";
    export { e } from './e.ts';
    const f = await import('./f.ts');
    const worker = new Worker(new URL('./g.mjs', import.meta.url));
    // import { no } from './no.ts';
    /* import './neither.ts' */
    import pg from 'pg';
  `;
  expect(importsOf('ingest/x.ts', source).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
    ['ingest/a.ts', false],
    ['ingest/b.ts', true],
    ['db/c.ts', false],
    ['ingest/d.ts', false],
    ['ingest/e.ts', false],
    ['pg', false],
    ['ingest/f.ts', false],
    ['ingest/g.mjs', false],
  ]);
});

test('the rules find what they forbid', () => {
  const broken = (from: string, to: string) =>
    RULES.some(({ breaks }) => importsOf(from, `import { x } from '${to}';`).some(breaks));
  expect(broken('sessions/sessions.resolver.ts', '../attacks/attacks.repository.ts')).toBe(true);
  expect(broken('sessions/sessions.resolver.ts', '../attacks/attack.type.ts')).toBe(false);
  expect(broken('filters/tokens.ts', '../sessions/session.type.ts')).toBe(true);
  expect(broken('db/client.ts', 'graphql')).toBe(true);
  expect(broken('ingest/store.ts', '../sessions/sessions.resolver.ts')).toBe(true);
  expect(broken('requests/requests.resolver.ts', '../context.ts')).toBe(true);
  expect(broken('requests/requests.repository.ts', '../graphql/cursor.ts')).toBe(true);
  expect(broken('requests/requests.repository.ts', '../filters/sql.ts')).toBe(false);
  expect(broken('ingest/endpoint-matching.ts', '../db/client.ts')).toBe(true);
  expect(broken('env.ts', '../../test/support/x.ts')).toBe(true);
});
