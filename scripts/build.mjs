#!/usr/bin/env node
// Builds the subgraph into subgraph/dist and the console into subgraph/dist/console, each when anything that it is made of has
// changed.
//   node scripts/build.mjs            when nothing has changed: says nothing and returns at once
//   node scripts/build.mjs --force    builds both in any case
// Standard output stays empty (`npm run --silent cli -- sessions --json | jq` must work); progress and errors go to standard error.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringPrismaRuntime } from './prisma-runtime.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SUBGRAPH = join(ROOT, 'subgraph');
const CONSOLE = join(ROOT, 'console');
const ELEMENTS = join(ROOT, 'web-components');
const DIST = join(SUBGRAPH, 'dist');
/** In the folder of each product: hash of the sources that it was built from. */
const STAMP = '.sources';
/** Products that are not committed: Prisma's client, and what a build needs while it runs. */
const GENERATED = join(SUBGRAPH, 'generated');
const LOCK = join(GENERATED, 'build.lock');
const LOCK_PATIENCE_MS = 5 * 60_000;

const require = createRequire(import.meta.url);

/** Folders that are no sources. */
const NO_SOURCES = new Set(['dist', 'node_modules', 'generated', 'demo']);
/** Needed to build, not to run. */
const NOT_SHIPPED = new Set(['package.json', 'tsconfig.json', 'README.md', 'LICENSE', 'THIRD-PARTY.md']);

/** What is built, in this order: the second lies inside the first. `make` fills a new folder. */
const PRODUCTS = [
  {
    name: 'subgraph',
    target: DIST,
    sources: ['prisma.config.ts', 'prisma', 'subgraph'],
    make: makeSubgraph,
  },
  {
    name: 'console',
    target: join(DIST, 'console'),
    sources: ['console', 'web-components'],
    make: makeConsole,
  },
];

class BuildError extends Error {}

try {
  await main(process.argv.includes('--force'));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`build: ${error.message}\n`);
  process.exitCode = 1;
}

async function main(force) {
  if (!existsSync(join(ROOT, 'node_modules/typescript'))) throw new BuildError('run "npm ci" first');
  const due = () => PRODUCTS.filter((product) => force || !upToDate(product));
  if (due().length === 0) return;

  const unlock = await lock();
  try {
    // Another process may have built it while this one waited.
    for (const product of due()) build(product);
  } finally {
    unlock();
  }
}

function upToDate({ target, sources }) {
  const stamp = join(target, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(sources);
}

function build({ name, target, sources, make }) {
  // Of the sources as they are now: what changes during the build is built the next time.
  const hash = hashOf(sources);
  const started = Date.now();
  process.stderr.write(`build: the ${name} ...\n`);

  // Made beside the product and moved into place: whoever starts meanwhile finds the old one or the new one, not a part.
  const fresh = join(GENERATED, `${name}-${process.pid}`);
  const old = join(GENERATED, `${name}-${process.pid}-old`);
  try {
    rmSync(fresh, { recursive: true, force: true });
    make(fresh);
    writeFileSync(join(fresh, STAMP), hash);

    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
  process.stderr.write(`build: the ${name}, done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

function makeSubgraph(target) {
  generateClient();
  runNode(require.resolve('typescript/package.json'), 'bin/tsc', ['-p', 'subgraph/tsconfig.json', '--outDir', target]);
  bringPrismaRuntime(join(target, 'generated/prisma'));
  copyAssets(target);
  cpSync(join(ROOT, 'prisma/migrations'), join(target, 'migrations'), { recursive: true });
  // It has a stamp of its own, and need not be made anew.
  const pages = join(DIST, 'console');
  if (existsSync(pages)) cpSync(pages, join(target, 'console'), { recursive: true });
}

/** The pages as they are, and the elements as one file. */
function makeConsole(target) {
  const config = relative(ROOT, join(ELEMENTS, 'vite.config.mjs'));
  runNode(require.resolve('vite/package.json'), 'bin/vite.js', ['build', '-c', config, '--outDir', target]);
  for (const file of sourceFiles(CONSOLE)) cpSync(file, join(target, relative(CONSOLE, file)));
}

/** Prisma's client; its start costs seconds, so only when the schema or Prisma's version is not that of the client at hand. */
function generateClient() {
  const schema = readFileSync(join(ROOT, 'prisma/schema.prisma'), 'utf8');
  const { version } = require('prisma/package.json');
  const client = join(GENERATED, 'prisma/internal/class.ts');
  // The client carries the schema that it was made from. Should a later Prisma write it otherwise, we generate each time.
  const text = existsSync(client) ? readFileSync(client, 'utf8') : '';
  if (text.includes(JSON.stringify(schema)) && text.includes(JSON.stringify(version))) return;
  runNode(require.resolve('prisma/package.json'), 'build/index.js', ['generate']);
}

/** Runs a command of a package, and shows what it said only when it fails. */
function runNode(packageJson, bin, args) {
  const command = [join(dirname(packageJson), bin), ...args];
  // Tests and developers set another one, with which libraries are bundled as they are for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status, error, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', env });
  if (status === 0) return;
  throw new BuildError(`${bin} ${args[0]} failed\n${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

/** tsc writes what it compiles; everything else of the sources that is read at run time (pages, tables, workers) is copied. */
function copyAssets(target) {
  for (const file of sourceFiles(SUBGRAPH)) {
    const path = relative(SUBGRAPH, file);
    if (path.endsWith('.ts') || path.startsWith('bin') || NOT_SHIPPED.has(path)) continue;
    const to = join(target, path);
    if (!existsSync(to)) cpSync(file, to, { recursive: true });
  }
}

/** Of the names and contents of everything that a build of these files and folders reads. */
function hashOf(sources) {
  const hash = createHash('sha256');
  const paths = [
    'package-lock.json',
    'tsconfig.json',
    'scripts/build.mjs',
    'scripts/prisma-runtime.mjs',
    ...sources,
  ].map((path) => join(ROOT, path));
  const files = paths.flatMap((path) => (statSync(path).isDirectory() ? sourceFiles(path) : [path]));
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Every file under a folder, in a stable order. */
function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NO_SOURCES.has(entry.name) && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    });
}

/** One build at a time on this tree; waits for another one, and takes over from one that died. Returns how to let go. */
async function lock() {
  mkdirSync(GENERATED, { recursive: true });
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      // After Ctrl-C in the middle of a build the lock names a dead process, and the next build takes over.
      return () => rmSync(LOCK, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (abandoned()) rmSync(LOCK, { force: true });
    else if (Date.now() > deadline)
      throw new BuildError(`another build does not end; if there is none, remove ${LOCK}`);
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The process that holds the lock is gone. */
function abandoned() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    // Created, and not written yet: a moment's patience.
    if (!pid) return Date.now() - statSync(LOCK).mtimeMs > 5_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // ESRCH: no such process; EPERM: somebody else's, alive; ENOENT: let go of meanwhile, so try again.
    return error.code === 'ESRCH';
  }
}
