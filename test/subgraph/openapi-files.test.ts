import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpecification } from '../../subgraph/endpoints/read-openapi.ts';
import { StartupError } from '../../subgraph/startup-error.ts';

const real = (file: string) => readFileSync(`test/data/openapi/${file}`, 'utf8');
const HEAD = 'openapi: 3.0.3\ninfo: { title: Shop, version: 1 }\n';
const read = (yaml: string, host?: string) => readSpecification(HEAD + yaml, 'shop.yaml', { host });
const lines = (yaml: string, host?: string) =>
  read(yaml, host).operations.map(({ method, host: on, path }) => `${method} ${on}${path}`);

describe('real specifications', () => {
  it('reads VAmPI (YAML)', () => {
    const { name, version, operations } = readSpecification(real('vampi.openapi.yml'), 'vampi.openapi.yml');
    expect([name, version, operations.length]).toEqual(['VAmPI', '0.1', 14]);
    expect(operations).toContainEqual({
      method: 'DELETE',
      host: 'localhost:5000',
      path: '/users/v1/{username}',
      tags: ['users'],
    });
  });

  it('reads crAPI (JSON), and the same written as YAML', () => {
    const json = readSpecification(real('crapi.openapi.json'), 'crapi.openapi.json');
    expect([json.name, json.version, json.operations.length]).toEqual(['OWASP crAPI API', '1-oas3', 44]);
    expect(json.operations[0]).toEqual({
      method: 'POST',
      host: 'localhost:8888',
      path: '/identity/api/auth/signup',
      tags: ['Identity / Auth'],
    });
    // Every JSON text is YAML.
    expect(readSpecification(real('crapi.openapi.json'), 'crapi.yaml')).toEqual(json);
  });
});

describe('servers', () => {
  const paths = 'paths:\n  /pets: { get: {} }\n';
  it.each([
    ['none', '', undefined, ['GET */pets']],
    ['none, with a host', '', 'API.example:443', ['GET api.example/pets']],
    ['a relative URL', 'servers: [{ url: /v2/ }]', undefined, ['GET */v2/pets']],
    ['a relative URL, with a host', 'servers: [{ url: v2 }]', 'api.example', ['GET api.example/v2/pets']],
    ['an absolute URL', 'servers: [{ url: "https://Api.Example:443/v2" }]', undefined, ['GET api.example/v2/pets']],
    ['a port', 'servers: [{ url: "http://api.example:8080" }]', undefined, ['GET api.example:8080/pets']],
    ['no scheme', 'servers: [{ url: //api.example/v2 }]', undefined, ['GET api.example/v2/pets']],
    [
      'an absolute URL and another host',
      'servers: [{ url: "http://localhost/v2" }]',
      'api.example',
      ['GET localhost/v2/pets', 'GET api.example/v2/pets'],
    ],
    [
      'several',
      'servers: [{ url: "https://a.example/v1" }, { url: "https://b.example" }]',
      undefined,
      ['GET a.example/v1/pets', 'GET b.example/pets'],
    ],
    [
      'variables',
      'servers: [{ url: "https://{region}.example/{base}", variables: { region: { default: eu, enum: [eu, us] }, base: { default: v1 } } }]',
      undefined,
      ['GET eu.example/v1/pets', 'GET us.example/v1/pets'],
    ],
  ])('%s', (_, servers, host, expected) => {
    expect(lines(`${servers}\n${paths}`, host)).toEqual(expected);
  });

  it('of a path or an operation go before those of the document', () => {
    expect(
      lines(`servers: [{ url: /root }]
paths:
  /a:
    servers: [{ url: /path }]
    get: { servers: [{ url: /operation }] }
    post: {}
  /b: { get: {} }
`),
    ).toEqual(['GET */operation/a', 'POST */path/a', 'GET */root/b']);
  });
});

describe('paths', () => {
  it('follows references inside the document, keeps tags, and leaves extensions and queries out', () => {
    const { operations } = read(`
paths:
  x-note: { get: {} }
  /a: { $ref: '#/components/pathItems/Shared' }
  /b: { $ref: '#/paths/~1a', delete: { tags: [own] } }
  /c?action=x: { get: { tags: [one] } }
  /c?action=y: { get: { tags: [two] } }
components: { pathItems: { Shared: { get: { tags: [shared, 7] }, parameters: [] } } }
`);
    expect(operations.map(({ method, path, tags }) => [method, path, tags])).toEqual([
      ['GET', '/a', ['shared', '7']],
      ['GET', '/b', ['shared', '7']],
      ['DELETE', '/b', ['own']],
      ['GET', '/c', ['one', 'two']],
    ]);
  });

  it('reads merge keys, anchors and an unquoted version', () => {
    const text = 'openapi: 3.1\npaths:\n  /a: &a { get: {} }\n  /b: { <<: *a, post: {} }\n';
    const { name, operations } = readSpecification(text, 'x.yaml');
    expect(name).toBe('x.yaml');
    expect(operations.map(({ method, path }) => method + path)).toEqual(['GET/a', 'GET/b', 'POST/b']);
  });
});

describe('what cannot be read is refused with its place', () => {
  it.each([
    ['a.yaml', 'openapi: 3.0.0\npaths:\n  /a: [\n', /^a\.yaml:4:1: not YAML: /],
    ['a.yaml', 'openapi: 3.0.0\npaths:\n  /a: {}\n  /a: {}\n', /^a\.yaml:4:3: not YAML: Map keys must be unique/],
    ['a.yaml', 'a: 1\n---\nb: 2\n', /^a\.yaml:2:1: not YAML: /],
    ['a.json', '{\n "openapi": "3.0.0",\n}', /^a\.json:3:1: not JSON: expected a property name/],
    ['a', '{ "openapi": "3.0.0" ', /^a:1:22: not JSON: /],
    ['a.yaml', '', /^a\.yaml: \/ is empty/],
    ['a.yaml', 'just text', /^a\.yaml: \/ must be an object/],
    ['a.yaml', '- a', /^a\.yaml: \/ must be an object/],
    ['a.yaml', 'swagger: "2.0"', /^a\.yaml: \/swagger says Swagger 2\.0: convert it/],
    ['a.yaml', 'info: {}', /^a\.yaml: \/openapi is missing/],
    ['a.yaml', 'openapi: 3.2.0', /^a\.yaml: \/openapi is 3\.2\.0: OpenAPI 3\.0 and 3\.1 can be read/],
    ['a.yaml', 'openapi: 4', /^a\.yaml: \/openapi is 4/],
    ['a.yaml', `${HEAD}paths: []`, /^a\.yaml: \/paths must be an object/],
    ['a.yaml', `${HEAD}`, /^a\.yaml: \/paths has no operation/],
    ['a.yaml', `${HEAD}paths: { users: { get: {} } }`, /^a\.yaml: \/paths\/users must begin with "\/"/],
    ['a.yaml', `${HEAD}paths: { /users/get: [] }`, /^a\.yaml: \/paths\/~1users~1get must be an object/],
    ['a.yaml', `${HEAD}paths: { /users: { get: yes } }`, /^a\.yaml: \/paths\/~1users\/get must be an object/],
    ['a.yaml', `${HEAD}paths: { /a~b: { get: { tags: x } } }`, /^a\.yaml: \/paths\/~1a~0b\/get\/tags must be a list/],
    ['a.yaml', `${HEAD}paths: { "/a/{id": { get: {} } }`, /^a\.yaml: \/paths\/~1a~1\{id has a brace/],
    ['a.yaml', `${HEAD}paths: { "/a\\0": { get: {} } }`, /has a character that no name may have/],
    [
      'a.yaml',
      `${HEAD}paths: { /a: { $ref: ./a.yaml } }`,
      /\/paths\/~1a\/\$ref refers to another document \(\.\/a\.yaml\): bundle/,
    ],
    [
      'a.yaml',
      `${HEAD}paths: { /a: { $ref: "#/nowhere" } }`,
      /\/paths\/~1a\/\$ref refers to #\/nowhere, which is not there/,
    ],
    ['a.yaml', `${HEAD}paths: { /a: { $ref: "#/paths/~1a" } }`, /\/paths\/~1a\/\$ref refers to itself/],
    [
      'a.yaml',
      `${HEAD}servers: [{ url: "http://{x}/" }]\npaths: { /a: { get: {} } }`,
      /\/servers\/0\/url has the variable \{x\}/,
    ],
    ['a.yaml', `${HEAD}servers: [{}]\npaths: { /a: { get: {} } }`, /\/servers\/0\/url must be a text/],
  ])('%s %j', (fileName, text, message) => {
    expect(() => readSpecification(text, fileName)).toThrow(message);
    expect(() => readSpecification(text, fileName)).toThrow(StartupError);
  });

  it('aliases that blow up', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`)}]`)
      .join('\n')}`;
    expect(() => readSpecification(bomb, 'bomb.yaml')).toThrow(
      /^bomb\.yaml: not readable as YAML: Excessive alias count/,
    );
  });

  it('whatever the text, it is read or refused in one line', () => {
    const line = fc.constantFrom(
      'openapi: 3.0.0',
      'paths:',
      '  /a:',
      '    get: {}',
      '  - x',
      '{',
      '}',
      '[',
      '"',
      '\t',
      '&a',
      '*a',
      '\0',
      '? x',
    );
    const text = fc.oneof(
      fc.array(line, { maxLength: 8 }).map((each) => each.join('\n')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('a.yaml', 'a.json', 'a'), (each, fileName) => {
        try {
          readSpecification(each, fileName);
        } catch (error) {
          expect(error).toBeInstanceOf(StartupError);
          expect((error as Error).message).not.toContain('\n');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
