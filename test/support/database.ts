import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../subgraph/db/database.ts';

export type DatabaseKind = 'embedded' | 'PostgreSQL';

/** The databases that every test of the store runs on. Without a server the global setup has said what is skipped. */
export const DATABASES: readonly DatabaseKind[] = inject('postgresUrl') ? ['embedded', 'PostgreSQL'] : ['embedded'];

/** A database of its own for a test file, with the current schema. */
export async function openTestDatabase(
  kind: DatabaseKind,
  options: Pick<DatabaseOptions, 'queryTimeoutMs'> = {},
): Promise<Database> {
  if (kind === 'embedded') return openDatabase({ url: null, dataDirectory: null, ...options });
  const url = await createPostgresDatabase();
  const database = await openDatabase({ url, dataDirectory: null, ...options });
  return {
    ...database,
    async close() {
      await database.close();
      await dropPostgresDatabase(url);
    },
  };
}

/** An empty database on the test server; drop it with `dropPostgresDatabase`. */
export async function createPostgresDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropPostgresDatabase(url: string): Promise<void> {
  await onServer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(serverUrl());
  await client.connect();
  await client.query(statement);
  await client.end();
}

function serverUrl(): string {
  const url = inject('postgresUrl');
  if (!url) throw new Error('no PostgreSQL server: the tests that need one are to be skipped');
  return url;
}
