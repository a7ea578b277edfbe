import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A server that is measured, as a process of its own. */
export interface Candidate {
  name: string;
  kind: 'ours' | 'PostGraphile';
  /** Of GraphQL. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

/** What PostGraphile 5 runs on; ours does on this one too, to be compared. */
const NODE = '24.21.0';
const START_MS = 60_000;

/** The node that servers run on: the one that is named, this one if it is new enough, else one of npm's. */
export function newNode(path: string | null): string {
  if (path) return resolve(path);
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const asked = ['--yes', '-p', `node@${NODE}`, 'node', '-p', 'process.execPath'];
  return execFileSync('npx', asked, { encoding: 'utf8' }).trim();
}

export function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
}

export interface OursOptions {
  name: string;
  node: string;
  /** A folder that is built: this one, or that of another version. */
  root: string;
  databaseUrl: string;
  workers: number;
  /** A CPU profile is written there when it ends; null: none. */
  profile: string | null;
}

/** The product as it is built, with one caller who may ask as many at once as all may. */
export function startOurs({ name, node, root, databaseUrl, workers, profile }: OursOptions): Promise<Candidate> {
  const cli = join(root, 'subgraph/bin/api-sessions.mjs');
  const place = profile ? resolve(profile) : '';
  const folder = place.slice(0, place.lastIndexOf('/'));
  const profiling = profile
    ? ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${place.slice(folder.length + 1)}`]
    : [];
  const env = {
    DATABASE_URL: databaseUrl,
    SESSIONS_HASH_SECRET: 'a secret of the bench',
    NODE_ENV: 'production',
    LOG_FORMAT: 'text',
    PORT: '0',
    DEMO: '0',
    RATE_LIMIT_PER_MINUTE: '0',
    MAX_QUESTIONS_PER_CALLER: '20',
    ...(workers > 1 ? { WORKERS: String(workers) } : {}),
  };
  return start(name, 'ours', spawn(node, [...profiling, cli, 'serve'], { env: withPath(env), stdio: 'pipe' }));
}

export function startPostGraphile(node: string, databaseUrl: string): Promise<Candidate> {
  const folder = new URL('../postgraphile/', import.meta.url).pathname;
  if (!existsSync(join(folder, 'node_modules')))
    throw new Error('PostGraphile is not installed: npm ci --prefix bench/postgraphile, or --no-postgraphile');
  const url = new URL(databaseUrl);
  // As ours has it.
  url.searchParams.set('options', '-c jit=off');
  const env = { DATABASE_URL: url.href, NODE_ENV: 'production', GRAPHILE_ENV: 'production' };
  return start(
    'PostGraphile',
    'PostGraphile',
    spawn(node, [join(folder, 'serve.mjs')], { env: withPath(env), stdio: 'pipe' }),
  );
}

function withPath(env: Record<string, string>): Record<string, string> {
  return { PATH: process.env.PATH ?? '', ...env };
}

/** Both tell the address on which they answer. */
async function start(name: string, kind: Candidate['kind'], child: ChildProcess): Promise<Candidate> {
  const url = await addressOf(child);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { name, kind, url, pid: child.pid!, stop };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = '';
    const late = setTimeout(() => failed(new Error(`a server did not start: ${said}`)), START_MS);
    const read = (piece: Buffer) => {
      said += piece.toString();
      const [address] = /http:\/\/[\d.:]+\/graphql/.exec(said) ?? [];
      if (!address) return;
      clearTimeout(late);
      found(address);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (code) => failed(new Error(`a server ended with ${code}: ${said}`)));
  });
}
