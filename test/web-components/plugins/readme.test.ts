import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readPlugins } from '../../../web-components/plugins/core/registry.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const require = createRequire(import.meta.url);
const readme = readFileSync(join(ROOT, 'web-components/README.md'), 'utf8');
const section = readme.slice(readme.indexOf('## Plugins'), readme.indexOf('## Content security policy'));
const [example] = [...section.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);

/** What tsc says about a module of somebody who uses the package. */
function typeFaults(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-sessions-plugin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'es2024.string', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    paths: {
      '@api-sessions/elements/plugin': [join(ROOT, 'web-components/plugins/plugin.ts')],
      lit: [join(ROOT, 'node_modules/lit')],
    },
  };
  writeFileSync(join(folder, 'plugin.ts'), code);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['plugin.ts'] }));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
}

test('the example of the README has types, and those of its fragment are known', () => {
  expect(typeFaults(example!)).toBe('');
  expect(typeFaults(example!.replace('inventory?.owner ??', 'inventory?.ovner ??'))).toContain("Property 'ovner'");
  expect(typeFaults(example!.replace('session.users[0]', 'session.people[0]'))).toContain("Property 'people'");
  const asking = (field: string) =>
    example!.replace(
      'run: async ({ session }, host) => {',
      `run: async ({ session, unavailable }, host) => { if (unavailable.includes('${field}')) return;`,
    );
  expect(typeFaults(asking('acme_owner_endpoints'))).toBe('');
  expect(typeFaults(asking('acme_owner_endpoint'))).toContain('acme_owner_endpoint');
});

test('its fragment keeps the rules', () => {
  const [, session] = /session: `(.*?)`/s.exec(example!)!;
  const { problems } = readPlugins([{ id: 'acme-owner', apiVersion: 1, fragments: { session } }]);

  expect(problems).toEqual([]);
});

test('each point of the contract is in the table', () => {
  const contract = readFileSync(join(ROOT, 'web-components/plugins/core/contract.ts'), 'utf8');
  const points = [...contract.matchAll(/^ {2}readonly (\w+)\?: readonly (?:Column|Panel|Action|Link|Filter)</gm)];

  expect(points.map(([, name]) => name!).filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  expect(points).toHaveLength(9);
});
