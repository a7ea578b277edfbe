import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { circlesOf, folderOf, type Import, importsOf, readSources } from '../support/imports.ts';

// "Who may import whom" of the elements, checked on the import lines. A new room needs a place in BELOW or in ELEMENTS first.

const PACKAGE = join(import.meta.dirname, '../../web-components');
/** What is built, and what builds it. */
const NO_ROOMS = ['dist', 'node_modules', 'generated', 'scripts'];

/** Rooms that know no element, with those that each may import by value, beside itself. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  state: [],
  // The English names of filters stand in their table.
  i18n: ['state'],
  data: [],
  shared: ['state', 'i18n', 'data'],
  performance: ['shared'],
  pivots: ['shared', 'state', 'i18n'],
  notices: ['shared', 'i18n'],
  downloads: ['shared', 'i18n', 'data'],
  'plugins/core': ['shared', 'state', 'data'],
};
/** What the package shows of plugins, to hosts as to its own plugins. */
const PLUGIN_FACE = 'plugins/plugin.ts';
/** Plugins that come with the package, and what those have in common that show what an owner says. */
const GUESTS = ['actions', 'attack-links', 'discovery', 'owner', 'risk'].map((name) => `plugins/${name}`);
const ELEMENTS = [
  'session-explorer',
  'session-list',
  'session-filters',
  'session-detail',
  'session-request',
  'session-statistics',
  'session-timeline',
  'explore-in-sessions-button',
  'provider',
  'plugins',
];

/** Elements that have others in them, which they import. All others meet through events, properties and context. */
const CONTAINS: Readonly<Record<string, readonly string[]>> = {
  'session-explorer/session-explorer.ts': [
    'session-filters/session-filters.ts',
    'session-list/session-list.ts',
    'session-detail/session-detail.ts',
    'session-timeline/session-timeline.ts',
  ],
  'session-detail/session-detail.ts': [
    'session-detail/requests/session-request-table.ts',
    'session-statistics/session-statistics.ts',
    'session-timeline/session-timeline.ts',
  ],
  'session-detail/requests/session-request-table.ts': [
    'session-detail/endpoints/session-endpoint-table.ts',
    'session-request/session-request.ts',
  ],
  'provider/sessions-provider.ts': ['plugins/sessions-plugin.ts'],
};

/** Tested in Node, beside those of state/: neither Lit nor the data layer, whomever they import. */
const PURE = [
  'plugins/core/combine-filters.ts',
  'plugins/core/fragments/compose-document.ts',
  'plugins/core/fragments/unanswered.ts',
  'session-timeline/brush.ts',
  'session-timeline/marks.ts',
  'performance/measured.ts',
];
const isPure = (path: string): boolean => path.startsWith('state/') || PURE.includes(path);

const SOURCES = readSources(PACKAGE, NO_ROOMS);
const IMPORTS = [...SOURCES].flatMap(([file, source]) => importsOf(file, source));
const ELEMENT_FILES = elementFiles(SOURCES);

/** The files in which an element is written. */
function elementFiles(sources: ReadonlyMap<string, string>): string[] {
  const isElement = /^export class \w+ extends (SessionsElement|FilteredElement|BaseElement|LitElement)\b/m;
  return [...sources].filter(([, source]) => isElement.test(source)).map(([file]) => file);
}

/** The folder of a file: of plugins, the core and each plugin are rooms of their own. */
const roomOf = (path: string): string =>
  /^plugins\/[^/]+\//.test(path) ? path.split('/').slice(0, 2).join('/') : folderOf(path);

const isLit = (name: string): boolean => /^(lit|lit-html|lit-element|@lit\/[^/]+)($|\/)/.test(name);
const isDataPackage = (name: string): boolean => /^@urql\//.test(name);

/** What is there at run time when this file is, with the way to it. */
function reachedFrom(
  file: string,
  imports: readonly Import[],
  way: readonly string[] = [],
): (Import & { way: string })[] {
  if (way.includes(file)) return [];
  const here = [...way, file];
  return imports
    .filter(({ from, typeOnly }) => from === file && !typeOnly)
    .flatMap((line) => [
      { ...line, way: [...here, line.to].join(' -> ') },
      ...(line.isPackage ? [] : reachedFrom(line.to, imports, here)),
    ]);
}

const impure = (file: string, imports: readonly Import[]): string[] =>
  reachedFrom(file, imports)
    .filter(({ to, isPackage }) => (isPackage ? isLit(to) || isDataPackage(to) : folderOf(to) === 'data'))
    .map(({ way }) => way);

interface Rule {
  name: string;
  /** Which imports break it. */
  breaks: (line: Import) => boolean;
}

const RULES: Rule[] = [
  {
    name: 'no import leaves web-components/',
    breaks: ({ to, isPackage }) => !isPackage && to.startsWith('..'),
  },
  {
    name: 'define and index are entrances: nobody inside imports them',
    breaks: ({ from, to }) => (to === 'index.ts' && from !== 'define.ts') || to === 'define.ts',
  },
  {
    name: 'a room imports by value only what is below it',
    breaks: ({ from, to, isPackage, typeOnly }) => {
      const below = BELOW[roomOf(from)];
      return !isPackage && !typeOnly && below !== undefined && ![roomOf(from), ...below].includes(roomOf(to));
    },
  },
  {
    name: 'words know no Lit, but for its types',
    breaks: ({ from, to, typeOnly }) => roomOf(from) === 'i18n' && isLit(to) && !typeOnly,
  },
  {
    name: 'an element imports the class of another one only if it has it inside',
    breaks: ({ from, to }) =>
      isElementOf(to) &&
      !(from === 'define.ts' || from === 'index.ts') &&
      !(from.endsWith('/define.ts') && roomOf(from) === roomOf(to)) &&
      !CONTAINS[from]?.includes(to),
  },
  {
    name: 'a plugin imports of plugins what a host could, itself, and what owners say',
    breaks: ({ from, to, isPackage }) =>
      !isPackage &&
      GUESTS.includes(roomOf(from)) &&
      folderOf(to) === 'plugins' &&
      to !== PLUGIN_FACE &&
      ![roomOf(from), 'plugins/owner'].includes(roomOf(to)),
  },
  {
    name: 'a plugin knows no element, and none of what elements are made of but what is shared',
    breaks: ({ from, to, isPackage }) =>
      !isPackage &&
      GUESTS.includes(roomOf(from)) &&
      folderOf(to) !== 'plugins' &&
      !['shared', 'i18n', 'data'].includes(roomOf(to)),
  },
  {
    name: 'nobody but the package itself knows the plugins that come with it',
    breaks: ({ from, to }) => GUESTS.includes(roomOf(to)) && !GUESTS.includes(roomOf(from)) && from !== 'index.ts',
  },
];

/** The file of an element, or the one that registers it. */
function isElementOf(path: string): boolean {
  return ELEMENT_FILES.includes(path) || /^[^/]+\/define\.ts$/.test(path);
}

test('every folder of the elements has a place in the rules', () => {
  const foldersIn = (inside: string) =>
    readdirSync(join(PACKAGE, inside)).filter((name) => statSync(join(PACKAGE, inside, name)).isDirectory());
  const rooms = [...foldersIn(''), ...foldersIn('plugins').map((name) => `plugins/${name}`)];
  const known = [...Object.keys(BELOW), ...ELEMENTS, ...GUESTS, ...NO_ROOMS];
  expect(rooms.filter((room) => !known.includes(room))).toEqual([]);
});

test('the elements are found by their classes', () => {
  expect(ELEMENT_FILES).toEqual(
    expect.arrayContaining([...Object.keys(CONTAINS), ...Object.values(CONTAINS).flat(), 'plugins/sessions-plugin.ts']),
  );
});

test.each(RULES)('$name', ({ breaks }) => {
  expect(IMPORTS.filter(breaks).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('pure files reach neither Lit nor the data layer', () => {
  const pure = [...SOURCES.keys()].filter(isPure);
  // One that was moved is still one of them.
  expect(pure).toEqual(expect.arrayContaining(PURE));
  expect(pure.length).toBeGreaterThan(10);
  expect(pure.flatMap((file) => impure(file, IMPORTS))).toEqual([]);
});

test('no folders import each other in a circle by value', () => {
  const values = IMPORTS.filter(({ isPackage, typeOnly }) => !isPackage && !typeOnly);
  expect(circlesOf(values.map(({ from, to }) => [roomOf(from), roomOf(to)]))).toEqual([]);
  expect(circlesOf(values.map(({ from, to }) => [folderOf(from), folderOf(to)]))).toEqual([]);
});

test('no files import each other in a circle, types among them', () => {
  const files = IMPORTS.filter(({ isPackage }) => !isPackage);
  expect(circlesOf(files.map(({ from, to }) => [from, to]))).toEqual([]);
});

test('the rules find what they forbid', () => {
  /** Names of the rules that an import breaks. */
  const broken = (from: string, to: string, type = '') =>
    RULES.filter(({ breaks }) => importsOf(from, `import ${type} { x } from '${to}';`).some(breaks)).map(
      ({ name }) => name,
    );
  const [leaves, entrances, rooms, words, classes, contract, parts, guests] = RULES.map(({ name }) => name);

  expect(broken('shared/x.ts', '../../subgraph/values/printable.ts')).toContain(leaves);
  expect(broken('session-list/session-list.ts', '../index.ts')).toEqual([entrances]);
  expect(broken('define.ts', './index.ts')).toEqual([]);

  expect(broken('state/x.ts', '../shared/printable.ts')).toEqual([rooms]);
  expect(broken('pivots/pivots.ts', '../session-list/cells.ts')).toEqual([rooms]);
  expect(broken('notices/notice.ts', '../session-detail/table-view.ts')).toEqual([rooms]);
  expect(broken('notices/notice.ts', '../plugins/core/plugin-view.ts', 'type')).toEqual([]);
  expect(broken('shared/x.ts', '../plugins/core/plugin-host.ts')).toEqual([rooms]);
  expect(broken('plugins/core/x.ts', '../risk/risk.ts')).toEqual([rooms, guests]);
  expect(broken('plugins/core/x.ts', '../../session-list/cells.ts')).toEqual([rooms]);
  expect(broken('plugins/core/x.ts', '../../session-list/cells.ts', 'type')).toEqual([]);

  expect(broken('i18n/language.ts', 'lit')).toEqual([words]);
  expect(broken('i18n/language.ts', 'lit', 'type')).toEqual([]);

  expect(broken('session-filters/session-filters.ts', '../session-list/session-list.ts')).toEqual([classes]);
  expect(broken('session-filters/session-filters.ts', '../session-list/session-list.ts', 'type')).toEqual([classes]);
  expect(broken('session-filters/session-filters.ts', '../session-list/define.ts')).toEqual([classes]);
  expect(broken('session-explorer/session-explorer.ts', '../session-list/session-list.ts')).toEqual([]);
  expect(broken('session-list/define.ts', './session-list.ts')).toEqual([]);

  expect(broken('plugins/risk/risk.ts', '../core/contract.ts', 'type')).toEqual([contract]);
  expect(broken('plugins/risk/risk.ts', '../actions/actions.ts')).toEqual([contract]);
  expect(broken('plugins/risk/risk.ts', '../sessions-plugin.ts')).toEqual([classes, contract]);
  expect(broken('plugins/risk/risk.ts', '../plugin.ts')).toEqual([]);
  expect(broken('plugins/discovery/discovery.ts', '../owner/owner-facts.ts')).toEqual([]);
  expect(broken('plugins/risk/risk.ts', '../../pivots/pivots.ts')).toEqual([parts]);
  expect(broken('plugins/risk/risk.ts', '../../shared/format.ts')).toEqual([]);
  expect(broken('session-request/request-endpoint.ts', '../plugins/discovery/discovery.ts')).toEqual([guests]);
});

test('an element is found by what it extends', () => {
  const sources = new Map([
    ['a/a.ts', 'export class A extends SessionsElement {}'],
    ['b/b.ts', 'export class B extends LitElement implements Host {}'],
    ['shared/element.ts', 'export abstract class SessionsElement extends BaseElement {}'],
    ['c/c.ts', 'interface Host extends HTMLElement {}'],
  ]);
  expect(elementFiles(sources)).toEqual(['a/a.ts', 'b/b.ts']);
});

test('what a pure file reaches through others is found, and types are not', () => {
  const imports = [
    ...importsOf(
      'state/a.ts',
      `import { b } from './b.ts'; import type { Query } from '../data/documents.generated.ts';`,
    ),
    ...importsOf('state/b.ts', `import { a } from './a.ts'; import { c } from '../shared/c.ts';`),
    ...importsOf('shared/c.ts', `import { html } from 'lit'; import { client } from '../data/client.ts';`),
  ];
  expect(impure('state/a.ts', imports)).toEqual([
    'state/a.ts -> state/b.ts -> shared/c.ts -> lit',
    'state/a.ts -> state/b.ts -> shared/c.ts -> data/client.ts',
  ]);
});

test('the core of plugins and each plugin are rooms of their own', () => {
  expect(
    ['plugins/plugin.ts', 'plugins/core/guard.ts', 'plugins/risk/risk.ts', 'data/client.ts', 'index.ts'].map(roomOf),
  ).toEqual(['plugins', 'plugins/core', 'plugins/risk', 'data', 'index.ts']);
});
