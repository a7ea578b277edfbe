import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONFIGURATION } from '../../subgraph/configuration.ts';
import { buildCli, Place } from '../support/cli.ts';

// What can be set is written once, beside the code that reads it: docs/configuration.md and --help are made of that.

test('the reference in docs/configuration.md and --help is what env.ts says', () => {
  // It says what to run, and ends with 1, where it is not.
  execFileSync(process.execPath, ['scripts/configuration.mjs', '--check'], { stdio: 'pipe' });
});

test('--help lists every variable that the server reads', async () => {
  buildCli();
  const place = await Place.on('embedded', null);
  const { stdout, code } = await place.run(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain(CONFIGURATION);
  const read = [...readFileSync('subgraph/env.ts', 'utf8').matchAll(/text\('([A-Z_0-9]+)'\)/g)].map(
    ([, name]) => name!,
  );
  expect(read.length).toBeGreaterThan(20);
  for (const name of read) expect(stdout).toMatch(new RegExp(`^  ${name} \\(.+\\)\\n {6}\\S`, 'm'));
  await place.remove();
});
