import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCOPES } from '../../subgraph/auth/scope.type.ts';

// What docs/trust.md says is shown by tests that there are.

const TEXT = readFileSync('docs/trust.md', 'utf8');

test('it names every scope, and no other', () => {
  expect([...TEXT.matchAll(/^\| `([a-z]+(?::[a-z]+)?)` +\|/gm)].map(([, scope]) => scope)).toEqual([...SCOPES]);
});

test('every line of a table is shown by a test, and every test that it names is there', () => {
  const rows = [...TEXT.matchAll(/^\| (?!what holds|scope|-|`)(.*) \|$/gm)].map(([, row]) => row!);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => !/`test\/[^`]+`$/.test(row.trim()))).toEqual([]);
  const named = [...TEXT.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file!);
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});
