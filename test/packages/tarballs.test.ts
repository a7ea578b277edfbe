import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostsMissing, ofHosts, type Packed, pack, ROOT, readJson } from './support.ts';

// What is published, as those see it who look before they install: registries, linters of packages, lawyers.

const WORKSPACES = ['subgraph', 'web-components'] as const;
const packed = new Map<string, Packed>();

beforeAll(() => {
  for (const workspace of WORKSPACES) packed.set(workspace, pack(workspace));
}, 300_000);
afterAll(() => {
  for (const { tarball } of packed.values()) rmSync(dirname(tarball), { recursive: true, force: true });
});

describe.each(WORKSPACES)('the package of %s', (workspace) => {
  const files = () => packed.get(workspace)!.files;
  const text = (file: string) => packed.get(workspace)!.text(file);

  test('says whose it is, where it comes from, and is published with its provenance', () => {
    const described = JSON.parse(text('package.json'));

    expect(described).toMatchObject({
      license: 'Apache-2.0',
      repository: { type: 'git', directory: workspace },
      publishConfig: { access: 'public', provenance: true },
    });
    for (const field of ['description', 'homepage', 'bugs', 'repository', 'keywords', 'engines', 'exports'])
      expect(described[field], field).toBeTruthy();
    // One address, in three places.
    expect(described.homepage).toBe(`${described.bugs.replace(/\/issues$/, '')}#readme`);
    expect(described.repository.url).toBe(`git+${described.bugs.replace(/\/issues$/, '')}.git`);
  });

  test('has README, licence and what others made in it; beside each bundle lie the licences of what is inside', () => {
    expect(files()).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'THIRD-PARTY.md']));
    expect(text('LICENSE')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));

    const bundles = files().filter((file) => file.endsWith('/api-sessions.js'));
    expect(bundles).toHaveLength(1);
    for (const bundle of bundles) {
      const licences = text(bundle.replace(/\.js$/, '.licenses.md'));
      for (const name of ['lit ', 'lit-html', '@urql/core', '@0no-co/graphql.web', '@lit/context', '@date-fns/tz'])
        expect(licences).toContain(`## ${name}`);
    }
    // Every place that is named is there.
    for (const [, place] of text('THIRD-PARTY.md').matchAll(/`((?:dist|demo)\/[^`]+)`/g))
      expect(
        files().some((file) => file === place || file.startsWith(`${place}/`)),
        place,
      ).toBe(true);
  });

  test('has no maps, whose sources are elsewhere, no stamps of the build, no tests and no TypeScript to compile', () => {
    const unwanted = /\.map$|\.sources$|\.test\.|(^|\/)(test|node_modules)\//;
    expect(files().filter((file) => unwanted.test(file))).toEqual([]);
    // The console has an example in TypeScript, which is to be read.
    const sources = files().filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !file.includes('/examples/'));
    expect(sources).toEqual([]);
    const scripts = files().filter((file) => /\.m?js$/.test(file));
    expect(scripts.filter((file) => /^\/\/# sourceMappingURL=/m.test(text(file)))).toEqual([]);
  });
});

describe.skipIf(hostsMissing())('linters of packages find nothing', () => {
  test.each(WORKSPACES)('publint: %s', async (workspace) => {
    const { publint } = await import(ofHosts.resolve('publint'));
    const tarball = new Uint8Array(readFileSync(packed.get(workspace)!.tarball));

    const { messages } = await publint({ strict: true, pack: { tarball: tarball.buffer } });

    expect(messages).toEqual([]);
  });

  test.each(WORKSPACES)('are the types wrong? %s, as modules and by bundlers', async (workspace) => {
    const { checkPackage, createPackageFromTarballData } = await import(ofHosts.resolve('@arethetypeswrong/core'));
    const tarball = new Uint8Array(readFileSync(packed.get(workspace)!.tarball));

    const { problems, entrypoints } = await checkPackage(createPackageFromTarballData(tarball), {
      excludeEntrypoints: ['./schema.graphql'],
    });

    expect(Object.keys(entrypoints).length).toBeGreaterThan(1);
    // Modules alone, which is what Node 20.19 can require too; without exports, as TypeScript 4 looks, there is only the main entry.
    const others = problems.filter(
      ({ kind, resolutionKind }: { kind: string; resolutionKind: string }) =>
        resolutionKind !== 'node10' && kind !== 'CJSResolvesToESM',
    );
    expect(others).toEqual([]);
  });
});

test('versions of Lit, urql and graphql are ranges: a host has one copy of each', () => {
  const dependencies = WORKSPACES.map((name) => readJson(join(ROOT, name, 'package.json')).dependencies);
  const [ofSubgraph, ofElements] = dependencies;

  expect(ofSubgraph.graphql).toMatch(/^\^/);
  for (const name of ['lit', '@urql/core', '@lit/context', '@lit/react']) expect(ofElements[name], name).toMatch(/^\^/);
});
