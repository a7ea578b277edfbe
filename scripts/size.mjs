#!/usr/bin/env node
// What each entry of @api-sessions/elements costs a page: bundled with everything it needs, minified, gzip -9, in KiB.
// Chunks that are loaded later are listed and not counted. Fails when an entry is over its budget.
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { cssComments } from '../web-components/scripts/css-comments.mjs';

const ELEMENTS = join(dirname(dirname(fileURLToPath(import.meta.url))), 'web-components');

/** KiB, of what a page loads before the element shows anything. A list knows where boxes stand; what they do is loaded where they are wanted. */
const BUDGETS = {
  'explore-in-sessions-button': 9,
  'session-list': 44,
  'session-explorer': 61,
};

let over = false;
for (const [name, budget] of Object.entries(BUDGETS)) {
  const entry = join(ELEMENTS, name, 'define.ts');
  const { first, later } = split(await chunksOf(entry));
  const size = first.reduce((sum, chunk) => sum + gzipped(chunk), 0);
  const verdict = size > budget * 1024 ? 'OVER' : 'ok';
  over ||= verdict === 'OVER';
  console.log(`${name.padEnd(28)} ${kib(size)} of ${String(budget).padStart(3)} KiB gzip  ${verdict}`);
  for (const chunk of later) console.log(`    later: ${chunkName(chunk).padEnd(26)} ${kib(gzipped(chunk))}`);
}
process.exitCode = over ? 1 : 0;

async function chunksOf(entry) {
  const [{ output }] = await build({
    root: ELEMENTS,
    configFile: false,
    logLevel: 'warn',
    plugins: [cssComments],
    resolve: { conditions: ['module', 'browser', 'production'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: 'es2022',
      write: false,
      lib: { entry, formats: ['es'] },
      rolldownOptions: { preserveEntrySignatures: false, output: { minify: true, comments: false } },
    },
  });
  return output.filter(({ type }) => type === 'chunk');
}

/** What the entry imports at once, through others too, and the rest. */
function split(chunks) {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set();
  const take = (chunk) => {
    if (first.has(chunk)) return;
    first.add(chunk);
    for (const file of chunk.imports) take(byFile.get(file));
  };
  take(chunks.find(({ isEntry }) => isEntry));
  return { first: [...first], later: chunks.filter((chunk) => !first.has(chunk)) };
}

function gzipped({ code }) {
  return gzipSync(code, { level: 9 }).length;
}

function kib(bytes) {
  return (bytes / 1024).toFixed(1).padStart(5);
}

function chunkName({ name, facadeModuleId }) {
  return facadeModuleId ? basename(facadeModuleId, '.ts') : name;
}
