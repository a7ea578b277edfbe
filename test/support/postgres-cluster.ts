import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { throwawayPlace } from './run-folder.ts';

/** A PostgreSQL server of our own, in a temporary folder, gone when it is stopped or when this process ends, however it ends. */
export interface PostgresCluster {
  /** Superuser, database `postgres`; reached through a socket in the temporary folder. */
  url: string;
  stop(): Promise<void>;
}

/** Says why no cluster can be started on this machine. */
export class NoPostgres extends Error {}

const START_TIMEOUT_MS = 60_000;

export interface ClusterOptions {
  /** The folder of `initdb` and `postgres`; not given: what is installed. */
  binaries?: string;
  /** Where its data is, and stays: made when it is not there yet. Not given: they go with the server. */
  data?: string;
  /** Settings beside ours, by their names in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
}

/** Speed over durability: the data lives as long as the tests. */
const SETTINGS = {
  listen_addresses: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  log_min_messages: 'fatal',
};

/**
 * Owns the server: its standard input is a pipe that only the tests hold, so it ends at `stop()` and just as well when the
 * process of the tests is killed. Then the server goes (at once: nothing in it is worth a checkpoint, unless its data stays),
 * and its folder.
 * $1: the folder; $2: how the server is told to end; the rest: its command line.
 */
const KEEPER = `
folder=$1; signal=$2; shift 2
"$@" </dev/null & server=$!
cat >/dev/null
kill "-$signal" "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
`;

/** Starts a throwaway server from the binaries that are installed; throws NoPostgres when there are none. */
export async function startPostgresCluster(options: ClusterOptions = {}): Promise<PostgresCluster> {
  if (process.platform === 'win32') throw new NoPostgres('no throwaway server on Windows');
  const binaries = options.binaries ?? findPostgresBinaries();
  if (!binaries) throw new NoPostgres('no binaries found');

  const folder = mkdtempSync(join(throwawayPlace(), 'api-sessions-pg-'));
  try {
    const user = unprivilegedUser();
    if (user) chownSync(folder, user.uid, user.gid);
    return await start(binaries, folder, user, options);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The folder of `initdb` and `postgres`: from PATH, else the newest version in the places where systems put them. */
export function findPostgresBinaries(): string | null {
  const candidates = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...newestFirst('/usr/lib/postgresql', 'bin'), // Debian, Ubuntu
    ...newestFirst('/usr', 'bin', /^pgsql-/), // Fedora, RHEL
    ...newestFirst('/opt/homebrew/opt', 'bin', /^postgresql(@|$)/),
    ...newestFirst('/usr/local/opt', 'bin', /^postgresql(@|$)/),
    ...newestFirst('/Applications/Postgres.app/Contents/Versions', 'bin'),
    pgConfigFolder(),
  ];
  return (
    candidates.find((folder) => folder && ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ??
    null
  );
}

/** `parent/<name>/sub` for every name that matches, the highest version number first. */
function newestFirst(parent: string, sub: string, names = /./): string[] {
  if (!existsSync(parent)) return [];
  const version = (name: string) => Number(/\d+(\.\d+)?$/.exec(name)?.[0] ?? 0);
  return readdirSync(parent)
    .filter((name) => names.test(name))
    .sort((a, b) => version(b) - version(a))
    .map((name) => join(parent, name, sub));
}

function pgConfigFolder(): string | null {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; null: we are somebody else already. */
function unprivilegedUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // no such user: the next one
    }
  }
  throw new NoPostgres('running as root, and there is neither a user postgres nor a user nobody');
}

async function start(
  binaries: string,
  folder: string,
  user: User | null,
  options: ClusterOptions,
): Promise<PostgresCluster> {
  const data = options.data ?? join(folder, 'data');
  // Whatever points at another server (PGHOST, PGPORT, ...) stays outside.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  const as = { cwd: folder, env, ...user };

  if (options.data) {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    if (user) chownSync(data, user.uid, user.gid);
  }
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(join(binaries, 'initdb'), data, as);

  const log = join(folder, 'server.log');
  const output = openSync(log, 'a');
  const settings = Object.entries({ ...SETTINGS, ...options.settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = [join(binaries, 'postgres'), '-D', data, '-k', folder, '-p', '5432', ...settings];
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', folder, options.data ? 'INT' : 'QUIT', ...server], {
    ...as,
    // A session of its own: Ctrl-C in the terminal reaches the tests, and the tests end the server.
    detached: true,
    stdio: ['pipe', output, output],
  });
  // Neither holds the process of the tests up.
  keeper.unref();
  (keeper.stdin as Socket).unref();

  // `localhost` makes it a URL that every parser takes; the parameter decides.
  const url = `postgresql://postgres@localhost:5432/postgres?host=${encodeURIComponent(folder)}`;
  try {
    await untilReady(url, keeper);
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8').trim() : '';
    await end(keeper);
    throw new Error(`the throwaway PostgreSQL server did not start: ${said || (error as Error).message}`, {
      cause: error,
    });
  }
  return { url, stop: () => end(keeper) };
}

/** Unicode-aware character classes wherever the system has them; the order of bytes everywhere. */
function initialise(initdb: string, data: string, as: object): void {
  const run = (locale: string) =>
    execFileSync(
      initdb,
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`, '--no-sync'],
      {
        ...as,
        stdio: 'pipe',
      },
    );
  try {
    run('C.UTF-8');
  } catch {
    run('C');
  }
}

async function untilReady(url: string, keeper: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await checkConnection(url);
    } catch (error) {
      if (keeper.exitCode !== null || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Connects once; throws when nobody answers. */
export async function checkConnection(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end().catch(() => {});
  }
}

/** Lets go of the keeper and waits until it has cleaned up. */
function end(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    keeper.ref();
    keeper.once('exit', () => resolve());
    keeper.stdin?.end();
  });
}
