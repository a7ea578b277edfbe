import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// What comes into an installation is what was looked at: exact versions, checksums, no code that runs when it is installed. That
// nothing is missing without it, and that engines are right, image.test.ts shows by installing.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}
const { packages } = JSON.parse(text('package-lock.json')) as { packages: Record<string, Locked> };
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

test('every package has a checksum, and none is tied to an address', () => {
  expect(installed.length).toBeGreaterThan(100);
  for (const [path, { integrity, resolved }] of installed) {
    expect(integrity, path).toMatch(/^sha512-/);
    expect(resolved, path).toBeUndefined();
  }
});

test('versions are exact, but for what a host of a package may have already: the lock file says which we test', () => {
  const SHARED = /^(graphql|lit|@lit\/\w+|@urql\/core|@0no-co\/graphql\.web|@date-fns\/tz)$/;
  for (const file of ['package.json', 'subgraph/package.json', 'web-components/package.json']) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text(file));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (SHARED.test(name) && file !== 'package.json') continue;
      expect(version, `${name} in ${file}`).toMatch(/^(\d+\.\d+\.\d+[\w.-]*|file:scripts\/[\w-]+)$/);
    }
  }
});

test('install scripts are not needed; whoever adds a package that has one looks whether it works without', () => {
  // Whose steps are run by a test (image.test.ts).
  expect(text('Dockerfile')).toContain('npm ci --ignore-scripts');
  const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  expect(withScript.map((path) => path.replace(/^.*node_modules\//, '')).sort()).toEqual([
    // Says something about versions.
    '@apollo/protobufjs',
    // Gets engines, which only "prisma migrate" has a use for, and gets then.
    '@prisma/engines',
    // Checks its binary, which is a package of its own.
    'esbuild',
    // Looks at the version of Node.
    'prisma',
    // Looks for a binary as well.
    'rs-module-lexer',
  ]);
});

test('what is shipped can be listed, as CycloneDX, under our name', () => {
  const bom = JSON.parse(execFileSync(process.execPath, ['scripts/sbom.mjs'], { cwd: ROOT, encoding: 'utf8' }));
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: {
      component: { type: 'application', name: 'api-sessions', licenses: [{ license: { id: 'Apache-2.0' } }] },
    },
  });
  const names = bom.components.map(({ group, name }: { group?: string; name: string }) =>
    group ? `${group}/${name}` : name,
  );
  for (const name of ['fastify', 'pg', 'lit', '@apollo/server', '@prisma/client']) expect(names).toContain(name);
  for (const name of ['vitest', 'vite', '@biomejs/biome']) expect(names).not.toContain(name);
});
