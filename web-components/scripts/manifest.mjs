import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** The custom elements manifest of the sources as they are. */
export function analyzeElements() {
  // Of this process: others may be at it too.
  const folder = join(PACKAGE, 'generated', `manifest-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    const config = ['--config', 'custom-elements-manifest.config.mjs', '--outdir', relative(PACKAGE, folder)];
    run('@custom-elements-manifest/analyzer', 'cem.js', ['analyze', ...config]);
    return JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command of a package, and shows what it said only when it fails. */
export function run(name, bin, args) {
  const command = [join(dirname(require.resolve(`${name}/package.json`)), bin), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: PACKAGE, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  throw new Error(`${bin} failed`);
}
