#!/usr/bin/env node
// Makes subgraph/ a package, before `npm pack` and `npm publish`: built, with the types of what it exports and the demo traffic. What is
// right already is not written again, for servers may be reading it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePublicTypes } from './public-types.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** Beside dist: the compiled server looks for it there first. */
const DEMO = join(ROOT, 'subgraph/demo');
/** What a server reads, and whose it is; not what made it. */
const SHIPPED = ['README.md', 'sessions.config.json', 'flows.json', 'openapi', 'traffic', 'licences'];

const build = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (build.status !== 0) process.exit(1);
writePublicTypes(join(ROOT, 'subgraph'), 'index');
const demo = filesIn(join(ROOT, 'demo')).filter((path) => SHIPPED.some((name) => path.split(/[\\/]/)[0] === name));
for (const path of existsSync(DEMO) ? filesIn(DEMO) : []) if (!demo.includes(path)) rmSync(join(DEMO, path));
for (const path of demo) write(join(DEMO, path), readFileSync(join(ROOT, 'demo', path)));

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, path)).isFile());
}

function write(file, content) {
  if (existsSync(file) && readFileSync(file).equals(content)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
