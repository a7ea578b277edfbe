import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const HOSTS = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

const REACT_19 = { react: 'react-19', 'react-dom': 'react-dom-19' };

/** What esbuild builds here, each of its folder in pages/. Those with `server` send their page rendered, and go on with it. */
export const LIGHT = [
  { name: 'plain', from: 'plain', main: 'main.js' },
  { name: 'React 18', from: 'react', main: 'main.jsx' },
  { name: 'React 18, rendered on a server', from: 'react', main: 'main.jsx', server: 'server.jsx' },
  { name: 'React 19', from: 'react', main: 'main.jsx', alias: REACT_19 },
  { name: 'React 19, rendered on a server', from: 'react', main: 'main.jsx', server: 'server.jsx', alias: REACT_19 },
  { name: 'Vue', from: 'vue', main: 'main.js' },
  { name: 'Vue, rendered on a server', from: 'vue', main: 'main.js', server: 'server.js' },
  { name: 'Svelte', from: 'svelte', main: 'main.js' },
  { name: 'Angular', from: 'angular', main: 'main.ts' },
  { name: 'a second Lit', from: 'lit-2', main: 'main.js' },
];

/** Lays pages, the packed elements and what is installed here and in the root side by side. */
export function layOut(folder, tarball) {
  const modules = join(folder, 'node_modules');
  const elements = join(modules, '@api-sessions/elements');
  mkdirSync(elements, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', elements, '--strip-components=1']);
  cpSync(join(HOSTS, 'pages'), join(folder, 'pages'), { recursive: true });
  // What both have is of the root; a framework finds what it needs from where it really is.
  for (const place of [join(HOSTS, '../node_modules'), join(HOSTS, 'node_modules')]) {
    for (const name of packagesIn(place)) {
      if (existsSync(join(modules, name)) || name.startsWith('@api-sessions/')) continue;
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(place, name), join(modules, name));
    }
  }
}

const packagesIn = (place) =>
  readdirSync(place)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => (name.startsWith('@') ? readdirSync(join(place, name)).map((one) => `${name}/${one}`) : [name]));

const svelte = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const { js, warnings } = require('svelte/compiler').compile(readFileSync(path, 'utf8'), { filename: path });
      return { contents: js.code, warnings: warnings.map(({ message }) => ({ text: message })) };
    });
  },
};

async function bundle(folder, { from, alias }, entry, options) {
  const result = await require('esbuild').build({
    entryPoints: [join(folder, 'pages', from, entry)],
    absWorkingDir: folder,
    outdir: 'out',
    write: false,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    conditions: ['production'],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    logLevel: 'silent',
    plugins: [svelte],
    alias,
    ...options,
  });
  return { files: result.outputFiles, metafile: result.metafile, warnings: result.warnings.map(({ text }) => text) };
}

/** Lines that a host writes, without empty ones; those of its server if it has one. */
export function linesOf({ from, main, server }) {
  const files = readdirSync(join(HOSTS, 'pages', from), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && (!main || server || !file.name.startsWith('server.')))
    .flatMap(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '').length;
}

/**
 * A host as its page is sent, with the framework of development, which says what it does not like.
 * @returns the document, its script, and what was said on the way
 */
export async function buildHost(folder, host) {
  const define = {
    'process.env.NODE_ENV': '"development"',
    // What Vue wants to be told by who bundles it.
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
  };
  const { files, warnings } = await bundle(folder, host, host.main, { define });
  let body =
    host.from === 'plain' ? readFileSync(join(folder, 'pages/plain/index.html'), 'utf8') : '<div id="root"></div>';
  if (host.server) {
    const server = await bundle(folder, host, host.server, {
      define,
      platform: 'node',
      banner: { js: "import { createRequire } from 'node:module';const require = createRequire('file:///');" },
    });
    warnings.push(...server.warnings);
    const args = ['--input-type=module', '-'];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      input: server.files[0].text,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${host.name}: ${stderr}`);
    if (stderr) warnings.push(stderr);
    body = `<div id="root">${stdout}</div>`;
  }
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parcel Works</title><link rel="icon" href="data:,"></head><body>${body}<script type="module" src="/main.js"></script></body></html>`;
  return { page, script: files[0].text, warnings };
}

/** Bytes, compressed, that a host loads at the start, without its framework. */
export async function sizeOf(folder, host) {
  const { files, metafile } = await bundle(folder, host, host.main, {
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    splitting: true,
    metafile: true,
    alias: {},
    external: ['react', 'react-dom', 'vue', 'svelte', '@angular/*', 'lit-2'],
  });
  return loadedAtStart(metafile.outputs, `pages/${host.from}/${host.main}`, files);
}

/** The sum of an entry and what it imports at once; what is loaded on demand is not counted. */
function loadedAtStart(outputs, entry, files) {
  const loaded = new Set();
  const load = (file) => {
    if (loaded.has(file) || !outputs[file]) return;
    loaded.add(file);
    for (const { kind, path } of outputs[file].imports) if (kind === 'import-statement') load(path);
  };
  load(Object.keys(outputs).find((file) => outputs[file].entryPoint === entry));
  return files
    .filter(({ path }) => [...loaded].some((file) => path.endsWith(file)))
    .reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
}
