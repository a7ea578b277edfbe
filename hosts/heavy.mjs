import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesOf } from './build.mjs';

/** Hosts that install hundreds of megabytes: by hand, and with a registry. */
const RECIPES = {
  Next: {
    from: 'next',
    dependencies: { next: '16.4.6', react: '19.3.0', 'react-dom': '19.3.0' },
    build: ['node_modules/next/dist/bin/next', 'build'],
    start: ['node_modules/next/dist/bin/next', 'start'],
    env: { NEXT_TELEMETRY_DISABLED: '1' },
  },
  Nuxt: {
    from: 'nuxt',
    // The last that Node 20 runs.
    dependencies: { nuxt: '4.4.8', vue: '3.5.45' },
    build: ['node_modules/nuxt/bin/nuxt.mjs', 'build'],
    start: ['.output/server/index.mjs'],
    env: { NUXT_TELEMETRY_DISABLED: '1' },
  },
};
export const HEAVY = Object.keys(RECIPES);

const PORT = process.env.PORT || '5290';

/**
 * Makes an application of its own of a recipe and the packed elements, builds and starts it.
 * @param graph address of an API Sessions server, which the application passes questions on to
 */
export async function startHeavy(name, folder, tarball, graph) {
  const { from, dependencies, build, start, env } = RECIPES[name];
  const place = join(folder, 'applications', from);
  mkdirSync(place, { recursive: true });
  cpSync(fileURLToPath(new URL(`pages/${from}`, import.meta.url)), place, { recursive: true });
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
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']);
  const said = run(process.execPath, build);
  const server = spawn(process.execPath, start, { ...options, stdio: 'inherit' });
  const address = `http://localhost:${PORT}/`;
  const ended = new Promise((resolve) => server.once('close', resolve));
  const close = () => {
    server.kill();
    return ended;
  };
  for (
    let tries = 0;
    !(await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    ));
    tries++
  ) {
    if (tries > 100 || server.exitCode !== null) {
      await close();
      throw new Error(`${name}: no page at ${address}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const warnings = said.split('\n').filter((line) => /\bwarn/i.test(line));
  return { address, warnings, lines: linesOf({ from }), close };
}
