import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilers, HOSTS, hostsMissing, newFolder, ofHosts, pack, ROOT, run } from './support.ts';

// The elements in the templates of frameworks, and in editors, as the package brings their types.

const folder = newFolder();
const installed = join(folder, 'node_modules/@api-sessions/elements');
let text: (file: string) => string;

beforeAll(() => {
  const packed = pack('web-components');
  text = packed.text;
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(join(dirname(packed.tarball), 'package'), installed);
  for (const name of [
    'lit',
    '@lit',
    'lit-html',
    'lit-element',
    '@urql',
    '@0no-co',
    '@date-fns',
    'wonka',
    'react',
    '@types',
  ])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  for (const name of ['vue', '@vue', 'svelte'])
    symlinkSync(join(HOSTS, 'node_modules', name), join(folder, 'node_modules', name));
  // Beside the package itself as well, whose place is another one.
  symlinkSync(join(folder, 'node_modules'), join(dirname(packed.tarball), 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
const TEMPLATE_OPTIONS = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  noEmit: true,
  verbatimModuleSyntax: true,
};

describe.skipIf(hostsMissing())('templates', () => {
  test('Vue, strict: numbers as attributes, events with their class; what is wrong is told', () => {
    write(
      'App.vue',
      `<script setup lang="ts">
import type { SessionSelectEvent } from '@api-sessions/elements';
import type {} from '@api-sessions/elements/vue';
const open = (event: SessionSelectEvent) => event.id;
</script>
<template>
  <sessions-provider endpoint="/graphql"></sessions-provider>
  <session-list page-size="25" :refresh-seconds="30" order="-risk" @session-select="open"></session-list>
  <!-- @vue-expect-error no number -->
  <session-list page-size="many"></session-list>
</template>
`,
    );
    const compilerOptions = { ...TEMPLATE_OPTIONS, skipLibCheck: true };
    write(
      'tsconfig.vue.json',
      JSON.stringify({ compilerOptions, vueCompilerOptions: { strictTemplates: true }, files: ['App.vue'] }),
    );

    run(process.execPath, [ofHosts.resolve('vue-tsc/bin/vue-tsc.js'), '-p', join(folder, 'tsconfig.vue.json')], folder);
  });

  test('Svelte: attributes and properties, events with their class; what is wrong is told', () => {
    const page = (size: string) => `<script lang="ts">
  import type { SessionSelectEvent } from '@api-sessions/elements';
  import type {} from '@api-sessions/elements/svelte';
  const open = (event: SessionSelectEvent) => console.log(event.id);
</script>

<sessions-provider endpoint="/graphql"></sessions-provider>
<session-list page-size="${size}" refreshSeconds={30} onsession-select={open}></session-list>
`;
    write('tsconfig.svelte.json', JSON.stringify({ compilerOptions: { ...TEMPLATE_OPTIONS, skipLibCheck: true } }));
    const check = () =>
      run(
        process.execPath,
        [
          join(dirname(ofHosts.resolve('svelte-check/package.json')), 'bin/svelte-check'),
          ...['--workspace', folder, '--tsconfig', join(folder, 'tsconfig.svelte.json'), '--fail-on-warnings'],
        ],
        folder,
      );

    write('App.svelte', page('25'));
    check();
    write('App.svelte', page('many'));
    expect(check).toThrow(/"many"' is not assignable/);
  });

  test('the types of elements, JSX and React hold on TypeScript 5.4 and the newest, without skipLibCheck', () => {
    write(
      'page.tsx',
      `import { SessionList, type SessionSelectEvent } from '@api-sessions/elements';
import type {} from '@api-sessions/elements/jsx';
import { SessionList as ReactSessionList } from '@api-sessions/elements/react';
import type { SessionsWhereChangeEvent } from '@api-sessions/elements/session-filters';
import * as React from 'react';

export const list: SessionList = new SessionList();
list.addEventListener('session-select', (event) => (event as SessionSelectEvent).id);
export const where = (event: SessionsWhereChangeEvent) => event.type;
export const page = <ReactSessionList pageSize={25} onSessionSelect={(event) => event.id} />;
`,
    );
    const compilerOptions = { ...TEMPLATE_OPTIONS, jsx: 'react-jsx', skipLibCheck: false };
    write('tsconfig.page.json', JSON.stringify({ compilerOptions, files: ['page.tsx'] }));

    for (const compiler of compilers())
      run(process.execPath, [compiler, '-p', join(folder, 'tsconfig.page.json')], folder);
  });

  test('one React button is 12 KiB with esbuild, which splits: nothing of the other elements is loaded', () => {
    write(
      'button.js',
      `import { ExploreInSessionsButton } from '@api-sessions/elements/react/explore-in-sessions-button';
       console.log(ExploreInSessionsButton);`,
    );
    const { outputFiles, metafile } = ofHosts('esbuild').buildSync({
      entryPoints: [join(folder, 'button.js')],
      absWorkingDir: folder,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      outdir: 'out',
      write: false,
      metafile: true,
      external: ['react'],
      conditions: ['production'],
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    // The page and what it imports at once; what is loaded on demand is not counted.
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file) || !metafile.outputs[file]) return;
      loaded.add(file);
      for (const { kind, path } of metafile.outputs[file].imports) if (kind === 'import-statement') load(path);
    };
    load(Object.keys(metafile.outputs).find((file) => metafile.outputs[file].entryPoint === 'button.js')!);
    const sizes = outputFiles
      .filter(({ path }: { path: string }) => [...loaded].some((file) => path.endsWith(file)))
      .map(({ contents }: { contents: Uint8Array }) => gzipSync(contents).length);

    const total = sizes.reduce((sum: number, size: number) => sum + size, 0);
    console.log(`a React button with esbuild: ${total} bytes gzipped, without React`);
    expect(sizes).toHaveLength(loaded.size);
    expect(total).toBeGreaterThan(5_000);
    expect(total).toBeLessThan(12 * 1024);
  });

  test('one React button is 12 KiB with Rollup too', async () => {
    write(
      'rolled.js',
      `import { ExploreInSessionsButton } from '@api-sessions/elements/react/explore-in-sessions-button';
       console.log(ExploreInSessionsButton);`,
    );
    const { rollup } = await import(ofHosts.resolve('rollup'));
    const { nodeResolve } = ofHosts('@rollup/plugin-node-resolve');
    const rolled = await rollup({
      input: join(folder, 'rolled.js'),
      external: ['react'],
      plugins: [nodeResolve({ browser: true, exportConditions: ['production'] })],
      // It says of each `use client` that it passes over it; nothing else is to be said.
      onLog: (_level: string, { code, message }: { code: string; message: string }) =>
        expect.soft(code, message).toBe('MODULE_LEVEL_DIRECTIVE'),
    });
    const { output } = await rolled.generate({ format: 'es' });
    await rolled.close();
    // Rollup minifies nothing by itself.
    const { code } = ofHosts('esbuild').transformSync(output[0].code, {
      minify: true,
      define: { 'process.env.NODE_ENV': '"production"' },
    });

    const total = gzipSync(code).length;
    console.log(`a React button with Rollup: ${total} bytes gzipped, without React`);
    expect(output[0].imports.filter((name: string) => name !== 'react')).toEqual([]);
    expect(total).toBeGreaterThan(5_000);
    expect(total).toBeLessThan(12 * 1024);
  });
});

test('React components are for browsers, and say so to who renders on a server', () => {
  const { exports } = JSON.parse(text('package.json'));
  const { modules } = JSON.parse(text('dist/custom-elements.json'));
  const tags: string[] = modules.flatMap(({ declarations }: { declarations: { tagName: string }[] }) =>
    declarations.map(({ tagName }) => tagName),
  );

  for (const entry of ['./react', ...tags.map((tag) => `./react/${tag}`)])
    expect(text(exports[entry].slice(2)).startsWith("'use client'"), entry).toBe(true);
});

test('the manifest breaks no rule of its validator', async () => {
  const { validateCem } = await import('@wc-toolkit/cem-validator');

  await validateCem(JSON.parse(text('dist/custom-elements.json')), {
    packageJsonPath: './web-components/package.json',
  });
});

test('a page that embeds the explorer reaches every part of the elements inside', () => {
  const { modules } = JSON.parse(text('dist/custom-elements.json'));
  const partsOf = (tag: string): string[] =>
    modules
      .flatMap(
        ({ declarations }: { declarations: { tagName: string; cssParts?: { name: string }[] }[] }) => declarations,
      )
      .find(({ tagName }: { tagName: string }) => tagName === tag)
      .cssParts.map(({ name }: { name: string }) => name);
  const inside = Object.entries({
    filters: 'session-filters',
    timeline: 'session-timeline',
    list: 'session-list',
    detail: 'session-detail',
  }).flatMap(([part, tag]) => [part, ...partsOf(tag).map((name) => `${part}-${name}`)]);

  expect(partsOf('session-explorer').sort()).toEqual(inside.sort());
});

test('editors are told of every element, and language models too', () => {
  const { modules } = JSON.parse(text('dist/custom-elements.json'));
  const tags: string[] = modules.flatMap(({ declarations }: { declarations: { tagName: string }[] }) =>
    declarations.map(({ tagName }) => tagName),
  );
  const namesIn = (items: { name: string }[]) => items.map(({ name }) => name).sort();
  const described = JSON.parse(text('package.json'));

  expect(namesIn(JSON.parse(text('dist/vscode.html-custom-data.json')).tags)).toEqual(tags.sort());
  expect(
    JSON.parse(text('dist/vscode.css-custom-data.json')).properties.map(({ name }: { name: string }) => name),
  ).toContain('--sessions-requests-height');
  const webTypes = JSON.parse(text(described['web-types']));
  expect(webTypes).toMatchObject({ name: described.name, version: described.version });
  expect(namesIn(webTypes.contributions.html.elements)).toEqual(tags);
  for (const tag of tags) expect(text('dist/llms.txt')).toContain(`### \`<${tag}>\``);
});
