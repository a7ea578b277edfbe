import fc from 'fast-check';
import { expect, test } from 'vitest';
import { siblingPlaces } from '../../subgraph/endpoints/sibling-places.ts';
import { VariablePlaces } from '../../subgraph/endpoints/variable-places.ts';

// What siblings say of a path: where many values stand that answered and look alike, they are a parameter.

const WORDS = 'red blue green black white old new tall small wide'.split(' ');
/** `red-blue-story-7` and so on: slugs of three words and more. */
const slugs = (count: number) =>
  Array.from({ length: count }, (_, n) => `${WORDS[n % 10]}-${WORDS[(n >> 1) % 10]}-story-${n}`);
const users = (count: number) => Array.from({ length: count }, (_, n) => `${'abcdefghij'[n % 10]}ser${n}`);
const get = (...paths: string[]) => paths.map((pathTemplate) => ({ method: 'GET', pathTemplate }));
const post = (...paths: string[]) => paths.map((pathTemplate) => ({ method: 'POST', pathTemplate }));
const below = (prefix: string, values: readonly string[], end = '') => values.map((each) => `${prefix}/${each}${end}`);
const named = (paths: Parameters<typeof siblingPlaces>[0], ...asked: string[]) => {
  const places = new VariablePlaces(siblingPlaces(paths));
  return asked.map((path) => places.generalise(path));
};

test('slugs under one place are one template, also those that never answered', () => {
  const paths = get('/blog', ...below('/blog', slugs(20_000)));
  expect(siblingPlaces(paths)).toEqual([{ prefix: '/blog', suffix: '', words: [], extensions: [] }]);
  expect(named(paths, '/blog/red-cat-story', '/blog/unheard-of', '/blog', '/')).toEqual([
    '/blog/{name}',
    '/blog/{name}',
    '/blog',
    '/',
  ]);
});

test('49 are none', () => {
  expect(siblingPlaces(get(...below('/blog', slugs(49))))).toEqual([]);
  expect(siblingPlaces(get(...below('/blog', slugs(50))))).toHaveLength(1);
});

test('what has a place of its own beside values stays a word', () => {
  const paths = [
    ...get(...below('/users', users(60)), ...below('/users', users(40), '/orders')),
    ...get('/users/me', '/users/_debug', '/users/tags', '/users/tags/red', '/users/tags/blue', '/users/groups/{int}'),
    ...post('/users/enrol', '/users/aser0/follow', '/users/bser1/follow', '/users/cser2/follow'),
  ];
  expect(
    named(
      paths,
      ...['/users/aser0', '/users/aser0/orders', '/users/aser0/follow', '/users/me', '/users/_debug', '/users/enrol'],
      ...['/users/tags', '/users/tags/red', '/users/groups/{int}'],
    ),
  ).toEqual([
    ...['/users/{name}', '/users/{name}/orders', '/users/{name}/follow', '/users/me', '/users/_debug', '/users/enrol'],
    ...['/users/tags', '/users/tags/red', '/users/groups/{int}'],
  ]);
});

test("an API's own words are no values, however many there are", () => {
  const lists = users(200);
  expect(siblingPlaces(get(...below('/shop/v2', lists), ...below('/shop/v2', lists, '/{int}')))).toEqual([]);
  expect(siblingPlaces(get(...below('', lists), ...below('/api', lists), ...below('/api/v1', lists)))).toEqual([]);
  expect(siblingPlaces(post(...below('/shop/rpc', lists)))).toEqual([]);
  const modules = lists.flatMap((each, n) => [`/shop/${each}`, `/shop/${each}/part${n}`]);
  expect(siblingPlaces(get(...modules))).toEqual([]);
});

test('at the root, and where an API begins, only names of three words and more are values', () => {
  const paths = get(...below('', slugs(60)), '/health-check', '/orders', '/login');
  expect(named(paths, '/my-first-post', '/health-check', '/orders', '/login')).toEqual([
    '/{name}',
    '/health-check',
    '/orders',
    '/login',
  ]);
});

test('files are told apart by their extension, and positions below a parameter are looked at together', () => {
  const paths = get(
    ...below('/data', users(60), '.csv'),
    '/data/readme.txt',
    ...below('/people', users(70)),
    ...users(70).map((user) => `/people/${user}.of${user}`),
    ...users(5).map((user) => `/people/${user}.vcard`),
    ...users(80).flatMap((user, n) => [`/users/${user}/albums`, `/users/${user}/albums/trip${n}`]),
  );
  expect(
    named(
      paths,
      '/data/other.csv',
      '/data/readme.txt',
      '/users/aser0/albums',
      '/users/x/albums/y',
      '/people/john.smith',
      '/people/x.vcard',
    ),
  ).toEqual([
    '/data/{name}.csv',
    '/data/readme.txt',
    '/users/{name}/albums',
    '/users/{name}/albums/{name}',
    '/people/{name}',
    '/people/x.vcard',
  ]);
});

test('the order of the paths means nothing, and a template is its own', () => {
  const segment = fc.constantFrom(...users(70), 'me', '{int}', 'tags', 'orders', 'a.csv', 'a-b-c', '');
  const path = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    pathTemplate: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
  });
  fc.assert(
    fc.property(fc.array(path, { maxLength: 60 }), fc.nat(), (drawn, cut) => {
      const paths = [...drawn, ...get(...below('/users', users(60)), ...below('/tags/orders', users(60)))];
      const places = siblingPlaces(paths);
      const at = cut % paths.length;
      expect(siblingPlaces([...paths.slice(at).toReversed(), ...paths.slice(0, at), ...paths.slice(0, 9)])).toEqual(
        places,
      );
      const all = new VariablePlaces(places);
      for (const { pathTemplate } of paths) {
        expect(all.generalise(all.generalise(pathTemplate))).toBe(all.generalise(pathTemplate));
      }
    }),
  );
});
