import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { inject } from 'vitest';
import { setUpAppRole } from '../../subgraph/db/app-role.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../subgraph/db/database.ts';
import { roleOfAllTenants } from '../../subgraph/db/row-security.ts';
import { newFolder } from './once.ts';
import { copyEmbedded, copyOnServer, onServer, urlOf } from './prepared.ts';
import type { Content } from './run-folder.ts';

export type DatabaseKind = 'embedded' | 'PostgreSQL';

/** PostgreSQL, as the role that row-level security holds. */
export const APP_ROLE = 'application role';

/** The databases that every test of the store runs on. Without a server the global setup has said what is skipped. */
export const DATABASES: readonly DatabaseKind[] = inject('postgresUrl') ? ['embedded', 'PostgreSQL'] : ['embedded'];

export interface TestDatabaseOptions extends Pick<DatabaseOptions, 'queryTimeoutMs' | 'endpointsPerHost'> {
  content?: Content;
}

/** A database of its own for a test file, with the current schema. */
export async function openTestDatabase(
  kind: DatabaseKind | typeof APP_ROLE,
  { content = 'tables', ...options }: TestDatabaseOptions = {},
): Promise<Database> {
  if (kind === 'embedded') {
    const dataDirectory = newFolder('embedded-');
    await copyEmbedded(content, dataDirectory);
    const database = await openDatabase({ url: null, dataDirectory, ...options });
    return closing(database, async () => rmSync(dataDirectory, { recursive: true, force: true }));
  }
  const url = await createPostgresDatabase(content);
  if (kind === APP_ROLE) {
    const role = await createAppRole(url);
    const database = await openDatabase({ url: role.url, dataDirectory: null, ...options });
    return closing(database, async () => {
      await dropPostgresDatabase(url);
      await role.drop();
    });
  }
  const database = await openDatabase({ url, dataDirectory: null, ...options });
  return closing(database, () => dropPostgresDatabase(url));
}

/** An application role in a database of the test server. Roles are of the whole server: drop it after the database. */
export async function createAppRole(url: string): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `app_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client(url);
  await client.connect();
  await setUpAppRole(client, name).finally(() => client.end());
  return { name, url: asUser(url, name), drop: () => dropAppRole(name) };
}

export async function dropAppRole(name: string): Promise<void> {
  await onServer(`DROP ROLE IF EXISTS ${name}, ${roleOfAllTenants(name)}`);
}

/** The same database, for another user. */
export function asUser(url: string, user: string): string {
  const other = new URL(url);
  other.username = user;
  return other.href;
}

function closing(database: Database, then: () => Promise<void>): Database {
  return {
    ...database,
    async close() {
      await database.close();
      await then();
    },
  };
}

/**
 * A database on the test server; drop it with `dropPostgresDatabase`.
 * @param content null: it is empty
 */
export async function createPostgresDatabase(content: Content | null = null): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  if (content) await copyOnServer(content, name);
  else await onServer(`CREATE DATABASE ${name}`);
  return urlOf(name);
}

export async function dropPostgresDatabase(url: string): Promise<void> {
  await onServer(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}
