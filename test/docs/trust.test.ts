import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCOPES } from '../../subgraph/auth/scope.type.ts';

// docs/trust.md claims nothing that no test shows.

/** The rows of all tables, with the heading of the first column of theirs. */
const ROWS = rowsOf(readFileSync('docs/trust.md', 'utf8'));
const rows = (heading: string) => ROWS.filter((row) => row.heading === heading).map(({ text }) => text);

function rowsOf(text: string): { heading: string; text: string }[] {
  const tables = text.split(/\n\n+/).filter((block) => block.startsWith('| '));
  return tables.flatMap((table) => {
    const [head, , ...body] = table.trimEnd().split('\n');
    const heading = head!.split('|')[1]!.trim();
    return body.map((row) => ({ heading, text: row }));
  });
}

test('it has claims, each with a test', () => {
  expect(new Set(ROWS.map(({ heading }) => heading))).toEqual(new Set(['claim', 'scope', 'what holds']));
  expect(rows('claim').length).toBeGreaterThan(30);
  for (const row of rows('claim')) expect(row).toMatch(/^\| [A-Z][^|]+ \| `test\/[\w/.-]+\.test\.ts`: [^|]+ \|$/);
  expect(rows('what holds').length).toBeGreaterThan(8);
  for (const row of rows('what holds')) expect(row).toMatch(/`test\/[^`]+` +\|$/);
});

test('it names every scope, and no other', () => {
  expect(rows('scope').map((row) => /^\| `([^`]+)`/.exec(row)?.[1])).toEqual([...SCOPES]);
});

test.each(rows('claim').map((row) => /^\| (.+?) \| `(.+?)`: (.+) \|$/.exec(row)!.slice(1)))(
  '%s',
  (_claim, file, title) => {
    expect(existsSync(file!), file).toBe(true);
    // As a title stands in quotes, the whole of it or its beginning.
    const source = readFileSync(file!, 'utf8').replaceAll("\\'", "'");
    expect(
      [`'${title}`, `"${title}`].some((quoted) => source.includes(quoted)),
      title,
    ).toBe(true);
  },
);

test('every test that it names is there', () => {
  const named = [...readFileSync('docs/trust.md', 'utf8').matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file!);
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});
