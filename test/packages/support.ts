import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const HOSTS = join(ROOT, 'hosts');
/** What is installed for hosts. */
export const ofHosts = createRequire(join(HOSTS, 'package.json'));

/** Whether compilers and frameworks of hosts are not installed here, which is said loudly. On CI that is an error. */
export function hostsMissing(): boolean {
  if (existsSync(join(HOSTS, 'node_modules/publint'))) return false;
  const missing =
    'hosts are not installed ("npm ci --prefix hosts"): the tests of packages as others check and bundle them';
  if (process.env.CI) throw new Error(`CI runs everything, but would have to skip this: ${missing}`);
  process.stderr.write(`SKIPPED: ${missing}\n`);
  return true;
}

/** The oldest TypeScript that the types are for, and the newest. */
export function compilers(): string[] {
  const newest = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  return [ofHosts.resolve('typescript-5.4/bin/tsc'), newest];
}

/** Runs a command to its end, and gives what it said on standard output. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** What `npm pack` makes of a workspace. */
export interface Packed {
  tarball: string;
  /** Names inside, without `package/`. */
  files: string[];
  /** The text of one of them. */
  text(file: string): string;
}

export function pack(workspace: 'subgraph' | 'web-components'): Packed {
  const folder = newFolder();
  run('npm', ['pack', '--silent', '--pack-destination', folder], join(ROOT, workspace));
  const tarball = join(folder, readdirSync(folder)[0]!);
  run('tar', ['-xzf', tarball], folder);
  const files = run('tar', ['-tzf', tarball], folder)
    .split('\n')
    .filter(Boolean)
    .map((path) => path.replace(/^package\//, ''));
  return { tarball, files, text: (file) => readFileSync(join(folder, 'package', file), 'utf8') };
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'api-sessions-packages-'));

/** Installs packages in a folder of a stranger. */
export function install(folder: string, dependencies: Record<string, string>): void {
  write(folder, 'package.json', JSON.stringify({ name: 'stranger', private: true, type: 'module', dependencies }));
  run('npm', ['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund'], folder);
}

export function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
