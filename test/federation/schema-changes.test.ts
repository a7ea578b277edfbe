import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

// A break of the schema is found before a gateway of others finds it.

const folder = mkdtempSync(join(tmpdir(), 'api-sessions-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RELEASED = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

type Query {
  request(id: ID!): Request
}

type Request @key(fields: "id") {
  id: ID!
  host: String
  method: Method!
}

enum Method {
  GET
  POST
}
`;
const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n- Something else.\n\n## [0.0.1]\n\n- Without `Request.host`.\n';

/** What is said of a change of that schema, and the exit code. */
function compare(change: (schema: string) => string, changelog = CHANGELOG) {
  const files = { released: RELEASED, current: change(RELEASED), changelog };
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/schema-changes.mjs', ...paths], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const withoutHost = (schema: string) => schema.replace('  host: String\n', '');

test('nothing changed', () => {
  expect(compare((schema) => schema)).toEqual({
    status: 0,
    stdout: '0 breaking changes\n0 dangerous changes\n0 other changes\n',
    stderr: '',
  });
});

test('a field that is gone is a break, whatever an older release says of it', () => {
  const { status, stdout, stderr } = compare(withoutHost);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^1 breaking change\n +Field 'host' was removed from object type 'Request'\n/);
  expect(stderr).toContain('CHANGELOG.md does not name `Request.host` under Unreleased');
});

test('a break that the changelog names is reported and passes', () => {
  const told = CHANGELOG.replace('Something else.', 'Hosts have no `Request.host` any more.');
  const { status, stdout, stderr } = compare(withoutHost, told);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^1 breaking change\n/);
});

test('an argument that must be given from now on is a break', () => {
  const { status, stderr } = compare((schema) => schema.replace('request(id: ID!', 'request(id: ID!, tenant: ID!'));
  expect(status).toBe(1);
  expect(stderr).toContain('`Query.request.tenant`');
});

test('what is added is none, and a new value of an enum is dangerous', () => {
  const added = compare((schema) => `${schema}\ntype News { text: String! }\n`);
  expect(added).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("1 other change\n  Type 'News' was"),
  });
  const value = compare((schema) => schema.replace('POST', 'POST PUT'));
  expect(value).toMatchObject({ status: 0, stdout: expect.stringContaining('1 dangerous change\n') });
});
