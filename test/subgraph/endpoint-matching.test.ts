import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../subgraph/endpoints/endpoint-matching.ts';
import { fits, piecesOf } from '../../subgraph/endpoints/path-pattern.ts';
import { readSpecification } from '../../subgraph/endpoints/read-openapi.ts';
import { ANY_HOST, type Specification } from '../../subgraph/endpoints/specification.type.ts';

const HOST = 'api.example';

function catalogue(paths: string[], host = HOST): Catalogue {
  return new Catalogue([specification('a', '1', paths, host)]);
}

function specification(name: string, version: string, operations: string[], host = HOST): Specification {
  return {
    name,
    version,
    operations: operations.map((each) => {
      const [method = '', path = ''] = each.split(' ');
      return { method, host, path, tags: [] };
    }),
  };
}

describe('the most specific path wins', () => {
  const paths = [
    'GET /users/{id}',
    'GET /users/me',
    'POST /users/search',
    'GET /users/{id}/orders/{order}',
    'GET /users/me/orders/{order}',
    'GET /files/{name}.json',
    'GET /files/{name}',
    'GET /files/v{major}.{minor}',
    'GET /jobs/{id}:cancel',
    'GET /',
    'GET /trailing/',
    'GET /a%20b/{x}',
  ];
  it.each([
    ['GET', '/users/7', '/users/{id}'],
    ['GET', '/users/me', '/users/me'],
    ['GET', '/users/search', '/users/{id}'],
    ['POST', '/users/search', '/users/search'],
    ['POST', '/users/7', null],
    ['get', '/users/7', null],
    ['GET', '/users', null],
    ['GET', '/users/7/orders', null],
    ['GET', '/users/me/orders/1', '/users/me/orders/{order}'],
    ['GET', '/users/you/orders/1', '/users/{id}/orders/{order}'],
    ['GET', '/files/a.json', '/files/{name}.json'],
    ['GET', '/files/.json', '/files/{name}'],
    ['GET', '/files/v1.2', '/files/v{major}.{minor}'],
    ['GET', '/files/v1', '/files/{name}'],
    ['GET', '/jobs/7:cancel', '/jobs/{id}:cancel'],
    ['GET', '/jobs/7', null],
    ['GET', '/', '/'],
    ['GET', '//users///7/', '/users/{id}'],
    ['GET', '/users;v=1/7;a=b', '/users/{id}'],
    ['GET', '/us%65rs/%37', '/users/{id}'],
    ['GET', '/users/a%2Fb', '/users/{id}'],
    ['GET', '/trailing', '/trailing/'],
    ['GET', '/a b/1', '/a%20b/{x}'],
    ['GET', '/users/%zz', '/users/{id}'],
    ['OPTIONS', '*', null],
  ])('%s %s is %s', (method, path, template) => {
    expect(catalogue(paths).match(method, HOST, path)?.operation.path ?? null).toBe(template);
  });

  it.each([
    ['HEAD', '/users/7', '/users/{id}'],
    ['HEAD', '/users/search', '/users/{id}'],
    ['OPTIONS', '/users/7', '/users/{id}'],
    ['OPTIONS', '/users/search', '/users/search'],
    ['OPTIONS', '/users', null],
    ['TRACE', '/users/7', null],
    ['CONNECT', '/users/7', null],
    ['head', '/users/7', null],
  ])('of what HTTP itself adds: %s %s is %s', (method, path, template) => {
    expect(catalogue(paths).match(method, HOST, path)?.operation.path ?? null).toBe(template);
  });

  it('asks a path for its own HEAD and OPTIONS first, and gives OPTIONS no tags of others', () => {
    const known = new Catalogue([
      {
        name: 'a',
        version: '1',
        operations: [
          { method: 'POST', host: HOST, path: '/a/{first}', tags: ['write'] },
          { method: 'GET', host: HOST, path: '/a/{second}', tags: ['read'] },
          { method: 'OPTIONS', host: HOST, path: '/b', tags: ['own'] },
          { method: 'POST', host: HOST, path: '/b', tags: ['write'] },
          { method: 'POST', host: HOST, path: '/c/{id}', tags: ['write'] },
        ],
      },
    ]);
    const match = (method: string, path: string) => {
      const { operation } = known.match(method, HOST, path) ?? {};
      return operation && [operation.path, operation.tags];
    };
    expect(match('HEAD', '/a/1')).toEqual(['/a/{second}', ['read']]);
    expect(match('OPTIONS', '/a/1')).toEqual(['/a/{second}', []]);
    expect(match('OPTIONS', '/b')).toEqual(['/b', ['own']]);
    expect(match('OPTIONS', '/c/1')).toEqual(['/c/{id}', []]);
    expect(match('HEAD', '/c/1')).toBeUndefined();
  });

  it('takes the asterisk for no path, whatever fits it', () => {
    for (const method of ['OPTIONS', 'GET']) expect(catalogue(['GET /{any}']).match(method, HOST, '*')).toBeNull();
  });

  it('finds every path of the real specifications under itself', () => {
    for (const file of ['crapi.openapi.json', 'vampi.openapi.yml']) {
      const read = readSpecification(readFileSync(`test/data/openapi/${file}`, 'utf8'), file);
      const known = new Catalogue([read]);
      for (const { method, host, path } of read.operations) {
        expect(known.match(method, host, path)?.operation.path).toBe(path);
        expect(known.match(method, host, path.replace(/\{[^}]+\}/g, '42'))?.operation.path).toBe(path);
      }
    }
  });
});

describe('hosts and versions', () => {
  it('goes by the host, and by any host where none is named', () => {
    const known = new Catalogue([
      specification('any', '1', ['GET /{all}'], ANY_HOST),
      specification('own', '1', ['GET /{x}', 'GET /x/{y}']),
    ]);
    const path = (host: string | null, asked: string) => known.match('GET', host, asked)?.operation.path;
    expect(path(HOST, '/7')).toBe('/{x}');
    expect(path('other.example', '/7')).toBe('/{all}');
    expect(path(null, '/7')).toBe('/{all}');
    expect(path('other.example', '/x/1')).toBeUndefined();
    expect(known.covers(null)).toBe(true);
    const only = catalogue(['GET /{x}']);
    expect([only.covers(HOST), only.covers('other.example'), only.covers(null)]).toEqual([true, false, false]);
  });

  it('asks current versions first, whatever older ones know', () => {
    const known = new Catalogue([
      specification('a', '1', ['GET /old/{id}', 'GET /both']),
      specification('a', '2', ['GET /both', 'GET /{x}/new']),
      specification('b', '1', ['GET /old/{id}/b']),
    ]);
    const match = (path: string) => {
      const found = known.match('GET', HOST, path);
      return found && [found.operation.path, found.current];
    };
    expect(match('/old/7')).toEqual(['/old/{id}', false]);
    expect(match('/old/new')).toEqual(['/{x}/new', true]);
    expect(match('/both')).toEqual(['/both', true]);
    expect(match('/old/7/b')).toEqual(['/old/{id}/b', true]);
    expect(match('/nowhere')).toBeNull();
  });
});

describe('against a plain matcher', () => {
  const text = fc.constantFrom('a', 'b', 'ab', 'a.b', 'v1');
  const segment = fc.oneof(text, fc.constantFrom('{x}', '{y}', '{x}.b', 'a{y}', '{x}.{y}', 'v{x}'));
  const template = fc.array(segment, { maxLength: 4 }).map((each) => `/${each.join('/')}`);
  const operation = fc.tuple(fc.constantFrom('GET', 'POST'), template).map((each) => each.join(' '));
  const path = fc
    .array(fc.oneof(text, fc.constantFrom('c', 'a.', '.b', 'xa.b')), { maxLength: 4 })
    .map((each) => `/${each.join('/')}`);

  it('gives the same', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 20 }),
        fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'TRACE'),
        path,
        (known, method, asked) => {
          expect(catalogue(known).match(method, HOST, asked)?.operation.path ?? null).toBe(naive(known, method, asked));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('does not depend on the order of paths that differ', () => {
    const distinct = fc.uniqueArray(operation, { selector: (each) => each.replace(/\{.\}/g, '{}'), maxLength: 20 });
    const shuffled = distinct.chain((known) =>
      fc.tuple(fc.constant(known), fc.shuffledSubarray(known, { minLength: known.length })),
    );
    fc.assert(
      fc.property(shuffled, path, ([one, other], asked) => {
        expect(catalogue(one).match('GET', HOST, asked)).toEqual(catalogue(other).match('GET', HOST, asked));
      }),
      { numRuns: 1000 },
    );
  });

  /** All that fit, by regular expression; the first in the order of the documentation. */
  function naive(known: string[], method: string, asked: string): string | null {
    const segments = (each: string) => each.split('/').filter((part) => part !== '');
    // HEAD goes with GET, OPTIONS with anything, but of equal paths with GET
    const answers = (own: string | undefined) =>
      own === method || (method === 'HEAD' && own === 'GET') || method === 'OPTIONS';
    const gets = (each: string) => Number(method !== 'OPTIONS' || each.startsWith('GET '));
    const fitting = known
      .toSorted((one, other) => gets(other) - gets(one))
      .map((each) => each.split(' '))
      .filter(([own, pattern = '']) => {
        const expression = pattern.replace(/[.]/g, '\\.').replace(/\{.\}/g, '[^/]+');
        return answers(own) && new RegExp(`^${expression}$`).test(asked);
      })
      .map(([, pattern = '']) => pattern);
    const rank = (part: string) => {
      const literal = part.replace(/\{.\}/g, '');
      return [
        part === literal ? 0 : 1,
        -literal.length,
        -part.split('{').length,
        part.replace(/\{.\}/g, '{}'),
      ] as const;
    };
    const compare = (one: string, other: string) => {
      const [a, b] = [segments(one), segments(other)];
      for (const [index, part] of a.entries()) {
        const [x, y] = [rank(part), rank(b[index]!)];
        for (const at of [0, 1, 2, 3] as const) if (x[at] !== y[at]) return x[at] < y[at] ? -1 : 1;
      }
      return 0;
    };
    // Sorting is stable: of equal paths the first stays first.
    return fitting.sort(compare)[0] ?? null;
  }
});

describe('hostile paths', () => {
  it('fits in linear time', () => {
    const started = performance.now();
    const pieces = piecesOf('{a}-{b}-{c}-{d}-x');
    for (let round = 0; round < 20; round++) expect(fits(pieces, '-'.repeat(200_000))).toBe(false);
    const known = catalogue(['GET /{a}-{b}-{c}-x/{d}', 'GET /{a}/{b}/{c}']);
    expect(known.match('GET', HOST, '/a'.repeat(200_000))).toBeNull();
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('never throws', () => {
    const known = catalogue(['GET /{a}/{b}.json', 'GET /x']);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (path) => void known.match('GET', HOST, `/${path}`)));
  });
});
