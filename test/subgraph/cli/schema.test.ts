import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printSchema } from '../../../subgraph/schema.ts';
import { buildCli, Place } from '../../support/cli.ts';

// What a gateway team composes: the schema as it is printed for the environment of the server.

let place: Place;
beforeAll(async () => {
  buildCli();
  place = await Place.on('embedded', null);
});
afterAll(() => place.remove());

async function schema(words: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await place.run(['schema', ...words], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const FEDERATED = readFileSync('subgraph/schema.graphql', 'utf8');
const STANDALONE = await printSchema('standalone');

test('MODE says which one it is, standalone unless it is set, and --mode goes before it', async () => {
  expect(await schema([])).toBe(STANDALONE);
  expect(await schema([], { MODE: 'federated' })).toBe(FEDERATED);
  expect(await schema(['--mode', 'standalone'], { MODE: 'federated' })).toBe(STANDALONE);
  expect(await schema(['--mode', 'federated'])).toBe(FEDERATED);
});

test('the switches are in it', async () => {
  const env = { MODE: 'federated', SESSIONS_BUSINESS_FLOW_TYPE: 'SessionsFlow', SESSIONS_ATTACK_INTERFACE: '1' };
  const switched = await schema([], env);
  expect(switched).not.toMatch(/\bBusinessFlow\b/);
  expect(switched).toMatch(/type SessionsFlow @key\(fields: "code"\)/);
  expect(switched).toMatch(/type Attack @key\(fields: "id"\) @interfaceObject/);
  expect(switched).toMatch(/import: \[.*"@interfaceObject"\]/);
});

test('for gateways that check what a client may, each field says what it needs', async () => {
  const marked = await schema([], { MODE: 'federated', SESSIONS_AUTH_DIRECTIVES: '1' });
  expect(marked).toMatch(/import: \[.*"@authenticated", "@requiresScopes"\]/);
  expect(marked).toContain('query: String @requiresScopes(scopes: [["sessions:content"], ["admin"]])');
});

test.each([
  [['--mode', 'alone'], {}, 2, /It must be standalone or federated/],
  [['--mode', 'standalone'], { SESSIONS_ATTACK_INTERFACE: '1' }, 1, /SESSIONS_ATTACK_INTERFACE needs MODE=federated/],
])('%s with %o is refused in one line', async (words, env, exitCode, line) => {
  const { code, stdout, stderr } = await place.run(['schema', ...words], { env });
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
  expect(stderr).toMatch(/^api-sessions: [^\n]+\n$/);
  expect(stderr).toMatch(line);
});
