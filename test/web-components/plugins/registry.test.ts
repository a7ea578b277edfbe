import { expect, test } from 'vitest';
import { type Problem, readPlugins } from '../../../web-components/plugins/core/registry.ts';

const render = () => 'shown';
const good = { id: 'acme', apiVersion: 1 };
const problems = (...offered: unknown[]) =>
  readPlugins(offered).problems.map(({ pluginId, point, error }: Problem) => `${pluginId} ${point}: ${error.message}`);
const kept = (...offered: unknown[]) => readPlugins(offered).plugins.map(({ id }) => id);

test.each([
  ['a factory', () => good],
  ['nothing', null],
  ['no id', { apiVersion: 1 }],
  ['an id with capitals', { id: 'Acme', apiVersion: 1 }],
  ['an id that ends in a dash', { id: 'acme-', apiVersion: 1 }],
  ['no version', { id: 'acme' }],
  ['a version to come', { id: 'acme', apiVersion: 2 }],
  [
    'a getter that throws',
    {
      id: 'acme',
      get apiVersion() {
        throw new Error('no');
      },
    },
  ],
])('%s is no plugin; the others stay', (_what, offered) => {
  expect(kept(offered, { ...good, id: 'other' })).toEqual(['other']);
  expect(problems(offered, good)).toHaveLength(1);
});

test('an unknown version is named with those that are known', () => {
  expect(problems({ id: 'acme', apiVersion: 2 })).toEqual([
    'acme plugin: it is written for version 2 of plugins; these elements know 1',
  ]);
});

test('of two plugins with one id the first stays', () => {
  const { plugins } = readPlugins([good, { ...good, columns: [] }]);

  expect(plugins.map(({ source }) => source)).toEqual([good]);
  expect(problems(good, { ...good })).toEqual(['acme plugin: there is another plugin with the id "acme"']);
});

test.each([
  ['columns', { title: 'Owner', render }, 'its id must be in kebab-case: ""'],
  ['columns', { id: 'owner', render }, 'it needs a title'],
  ['columns', { id: 'owner', title: 'Owner' }, 'it needs a function "render"'],
  ['columns', { id: 'owner', title: 'Owner', render, orderBy: 'owner' }, 'the server does not sort by "owner"'],
  ['columns', { id: 'owner', title: 'Owner', render, order: 'first' }, 'its order must be a number'],
  ['requestPanels', { id: 'owner', title: 'Owner', render, when: true }, 'its "when" must be a function'],
  ['sessionPanels', { id: 'owner', title: 'Owner', render, load: 'x' }, 'its "load" must be a function'],
  ['sessionActions', { id: 'owner', title: 'Owner' }, 'it needs a function "run"'],
  ['requestActions', { id: 'owner', title: 'Owner', run: 'x' }, 'it needs a function "run"'],
  ['links', { id: 'owner', title: 'Owner' }, 'it needs a function "href"'],
  ['detectionLinks', { id: 'owner', title: 'Owner' }, 'it needs a function "href"'],
  ['filters', { id: 'owner', title: 'Owner', render, toWhere: render, format: render }, 'it needs a function "parse"'],
])('in %s, %o is left out: %s', (kind, item, message) => {
  const fine = {
    id: 'fine',
    title: 'Fine',
    render,
    run: render,
    href: render,
    toWhere: render,
    format: render,
    parse: render,
  };
  const { plugins, problems: found } = readPlugins([{ ...good, [kind]: [item, fine] }]);

  expect(found.map(({ error }) => error.message)).toEqual([message]);
  expect(plugins[0]!.contributions[kind as 'columns'].map(({ id }) => id)).toEqual(['fine']);
});

test('a list that is none is left out', () => {
  expect(problems({ ...good, columns: {} })).toEqual(['acme columns: it must be a list']);
});

test('one id twice in a kind is one too many; in two kinds it is not', () => {
  const column = { id: 'owner', title: 'Owner', render };

  expect(problems({ ...good, columns: [column, { ...column }] })).toEqual([
    'acme columns.owner: there is another one with the id "owner"',
  ]);
  expect(problems({ ...good, columns: [column], sessionPanels: [column] })).toEqual([]);
});

test.each([
  ['fragment acme_x on Session { acme_ids: id }', null],
  ['fragment acme_x on Session { acme_endpoints: endpoints(first: 3) { id inventory { owner { name } } } }', null],
  ['fragment acme_x on Session { acme_ids: id @include(if: true) ... on Session { acme_key: key } }', null],
  ['fragment x on Session { acme_ids: id }', 'its name must begin with "acme_"'],
  ['fragment acme_x on Request { acme_ids: id }', 'it must be on Session, not on Request'],
  ['fragment acme_x on Session { id }', 'its field "id" needs an alias that begins with "acme_": acme_id: id'],
  ['fragment acme_x on Session { ... on Session { id } }', 'its field "id" needs an alias'],
  ['fragment acme_x on Session { acme_a: a { b { c { d { e } } } } }', '"e" is more than 4 levels deep'],
  ['fragment acme_x on Session { acme_a: a @defer }', 'it may use no directives but @include and @skip: @defer'],
  ['fragment acme_x on Session @hot { acme_a: a }', 'it may have no directives'],
  ['fragment acme_x on Session { acme_a: a @skip(if: $b) }', 'it may use no variables, such as $b'],
  ['fragment acme_x on Session { acme_a: a(first: $n) }', 'it may use no variables, such as $n'],
  ['fragment acme_x on Session { acme_a: a ...SessionRow }', 'it may not use other fragments'],
  [
    'fragment acme_x on Session { acme_a: a } fragment acme_y on Session { acme_b: b }',
    'it must be one fragment, alone',
  ],
  ['{ sessions { id } }', 'it must be one fragment, alone'],
  ['fragment acme_x on', ''],
])('a fragment %s: %s', (session, message) => {
  const { plugins, problems: found } = readPlugins([{ ...good, fragments: { session } }]);

  expect(found.map(({ point }) => point)).toEqual(message === null ? [] : ['fragments.session']);
  if (message) expect(found[0]!.error.message).toContain(message);
  expect(plugins[0]!.fragments).toHaveLength(message === null ? 1 : 0);
});

test('names of subgraphs go with the fragment, one or a list; anything else is told', () => {
  const session = 'fragment acme_x on Session { acme_a: a acme_b: b }';
  const read = (subgraphs: unknown) => readPlugins([{ ...good, fragments: { session }, subgraphs }]);

  expect(read({ acme_a: 'inventory', acme_b: ['inventory', 'bills'] }).plugins[0]!.fragments[0]!.subgraphs).toEqual({
    acme_a: ['inventory'],
    acme_b: ['inventory', 'bills'],
  });
  const { problems } = read({ acme_a: 7 });
  expect(problems.map(({ point, error }) => [point, error.message])).toEqual([
    ['fragments.session', 'subgraphs.acme_a must be the name of a subgraph, or a list of names'],
  ]);
});

test('a fragment may be a document of another library', () => {
  const name = (value: string) => ({ kind: 'Name', value });
  const field = { kind: 'Field', alias: name('acme_ids'), name: name('id') };
  const definition = {
    kind: 'FragmentDefinition',
    name: name('acme_x'),
    typeCondition: { kind: 'NamedType', name: name('Session') },
    selectionSet: { kind: 'SelectionSet', selections: [field] },
  };
  const session = { kind: 'Document', definitions: [definition] };

  const { plugins } = readPlugins([{ ...good, fragments: { session } }]);

  expect(plugins[0]!.fragments[0]!.text.replace(/\s+/g, ' ')).toBe('fragment acme_x on Session { acme_ids: id }');
});
