#!/usr/bin/env node
// Builds the package into dist: the manifest and what is generated from it (the reference in README.md too), the modules with
// their types, the single-file bundle.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateJsxTypes } from '@wc-toolkit/jsx-types';
import { build } from 'vite';
import { withoutCssComments } from './css-comments.mjs';
import { llmsText, writeEditorData } from './editor-data.mjs';
import { elementsOf, svelteTypes, vueTypes } from './framework-types.mjs';
import { analyzeElements, run } from './manifest.mjs';
import { writeReactEntry } from './react.mjs';
import { withReference } from './reference.mjs';

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(PACKAGE, 'dist');

const manifest = analyzeElements();
const elements = elementsOf(manifest);
rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST);
writeFileSync(join(DIST, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);

const readme = join(PACKAGE, 'README.md');
writeFileSync(readme, withReference(readFileSync(readme, 'utf8'), elements));

writeReactEntry(elements);
writeFileSync(join(DIST, 'vue.d.ts'), vueTypes(elements));
writeFileSync(join(DIST, 'svelte.d.ts'), svelteTypes(elements));
const described = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
writeEditorData(manifest, DIST, described);
writeFileSync(join(DIST, 'llms.txt'), llmsText(elements, described));
writeJsxTypes();

run('tsx', 'dist/cli.mjs', ['../scripts/safelist.ts', '--documents', 'dist/documents.json']);
run('typescript', 'bin/tsc', ['-p', 'tsconfig.build.json']);
withoutSourceNames();
withoutComments();

await build({
  configFile: join(PACKAGE, 'vite.config.mjs'),
  logLevel: 'warn',
});
writeFileSync(join(DIST, 'api-sessions.d.ts'), "export * from './define.js';\n");

function writeJsxTypes() {
  generateJsxTypes(manifest, {
    outdir: DIST,
    fileName: 'jsx.d.ts',
    globalTypePath: './index.js',
    includeDefaultDOMEvents: true,
  });
}

/** Declarations keep the names of the sources in their imports; the package has none. */
function withoutSourceNames() {
  for (const path of readdirSync(DIST, { recursive: true })) {
    if (!path.endsWith('.d.ts')) continue;
    const file = join(DIST, path);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(['"])(\.\.?\/[^'"\n]+)\.ts\1/g, '$1$2.js$1'));
  }
}

/** Hosts bundle the modules themselves. */
function withoutComments() {
  for (const path of readdirSync(DIST, { recursive: true })) {
    if (!path.endsWith('.js')) continue;
    const file = join(DIST, path);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, withoutCssComments(text));
  }
}
