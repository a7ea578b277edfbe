import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// docs/trust.md claims nothing that no test shows.

const ROWS = readFileSync('docs/trust.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (claim|---) /.test(line));

test('it has claims, each with a test', () => {
  expect(ROWS.length).toBeGreaterThan(30);
  for (const row of ROWS) expect(row).toMatch(/^\| [A-Z][^|]+ \| `test\/[\w/.-]+\.test\.ts`: [^|]+ \|$/);
});

test.each(ROWS.map((row) => /^\| (.+?) \| `(.+?)`: (.+) \|$/.exec(row)!.slice(1)))('%s', (_claim, file, title) => {
  expect(existsSync(file!), file).toBe(true);
  // As a title stands in quotes, the whole of it or its beginning.
  const source = readFileSync(file!, 'utf8').replaceAll("\\'", "'");
  expect(
    [`'${title}`, `"${title}`].some((quoted) => source.includes(quoted)),
    title,
  ).toBe(true);
});
