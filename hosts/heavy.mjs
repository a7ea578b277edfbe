import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { linesOf } from './build.mjs';

/** Hosts that install hundreds of megabytes: by hand, and with a registry. */
const RECIPES = {
  Next: {
    from: 'next',
    dependencies: { next: '16.4.6', react: '19.3.0', 'react-dom': '19.3.0' },
    build: ['node_modules/next/dist/bin/next', 'build'],
    start: ['node_modules/next/dist/bin/next', 'start'],
    env: { NEXT_TELEMETRY_DISABLED: '1' },
    bare: { 'app/page.jsx': 'export default () => <h1>Parcel Works</h1>;\n' },
  },
  Nuxt: {
    from: 'nuxt',
    // The last that Node 20 runs.
    dependencies: { nuxt: '4.4.8', vue: '3.5.45' },
    build: ['node_modules/nuxt/bin/nuxt.mjs', 'build'],
    start: ['.output/server/index.mjs'],
    env: { NUXT_TELEMETRY_DISABLED: '1' },
    bare: {
      'app/app.vue': '<template><h1>Parcel Works</h1></template>\n',
      'app/plugins/sessions.client.ts': 'export default defineNuxtPlugin(() => {});\n',
    },
  },
};
export const HEAVY = Object.keys(RECIPES);

const PORT = process.env.PORT || '5290';

/**
 * Makes an application of its own of a recipe and the packed elements, builds and starts it.
 * @param graph address of an API Sessions server, which the application passes questions on to
 * @returns where it is, what its build warned of, its lines, and what its page loads at the start beyond that of the same application without elements, in bytes
 */
export async function startHeavy(name, folder, tarball, graph) {
  const { from, dependencies, build, start, env, bare } = RECIPES[name];
  const recipe = fileURLToPath(new URL(`pages/${from}`, import.meta.url));
  const place = join(folder, 'applications', from);
  mkdirSync(place, { recursive: true });
  cpSync(recipe, place, { recursive: true });
  const all = { '@api-sessions/elements': `file:${tarball}`, ...dependencies };
  writeFileSync(
    join(place, 'package.json'),
    JSON.stringify({ name: from, private: true, type: 'module', dependencies: all }),
  );
  const options = {
    cwd: place,
    encoding: 'utf8',
    env: { ...process.env, ...env, API_SESSIONS: new URL(graph).origin, PORT },
  };
  const run = (command, args) => {
    const { status, stdout, stderr } = spawnSync(command, args, options);
    if (status !== 0) throw new Error(`${name}: ${command} ${args.join(' ')}\n${stdout}${stderr}`);
    return stdout + stderr;
  };
  const serve = () => started(name, spawn(process.execPath, start, { ...options, stdio: 'inherit' }));
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']);

  for (const [path, text] of Object.entries(bare)) writeFileSync(join(place, path), text);
  run(process.execPath, build);
  const without = await serve();
  const bytes = await scriptsOf(without.address);
  await without.close();

  cpSync(recipe, place, { recursive: true });
  const said = run(process.execPath, build);
  const { address, close } = await serve();
  const warnings = said.split('\n').filter((line) => /\bwarn/i.test(line));
  return { address, warnings, lines: linesOf({ from }), size: (await scriptsOf(address)) - bytes, close };
}

/** Waits until a server that was started has a page. */
async function started(name, server) {
  const address = `http://localhost:${PORT}/`;
  const ended = new Promise((resolve) => server.once('close', resolve));
  const close = () => {
    server.kill();
    return ended;
  };
  const isThere = () =>
    fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
  for (let tries = 0; !(await isThere()); tries++) {
    if (tries > 100 || server.exitCode !== null) {
      await close();
      throw new Error(`${name}: no page at ${address}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { address, close };
}

/** Bytes, compressed, of all scripts that a page runs or imports at once; what it only fetches ahead (`prefetch`) is not counted. */
async function scriptsOf(address) {
  const page = await (await fetch(address)).text();
  const tags = page.match(/<script\b[^>]*>|<link\b[^>]*\brel="modulepreload"[^>]*>/g) ?? [];
  const paths = new Set(tags.flatMap((tag) => /\b(?:src|href)="([^"]+\.m?js(?:\?[^"]*)?)"/.exec(tag)?.[1] ?? []));
  const sizes = [...paths].map(async (path) => {
    const script = await (await fetch(new URL(path, address))).arrayBuffer();
    return gzipSync(Buffer.from(script)).length;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
