import { appendFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../subgraph/db/database.ts';
import { decideDemo, importDemo } from '../../subgraph/ingest/demo.ts';
import { once } from './once.ts';
import { type Content, templateName } from './run-folder.ts';
import { TEST_SECRET } from './traffic.ts';

// Traffic of tests is of the past, and kept for ever unless they say otherwise. A new database takes a second or two, the demo traffic ten: both are made once for a run of the tests, and copied.

/** The day after its last: the days of the demo are then those of the originals. */
const DAY_AFTER_RECORDED = new Date('2024-05-19T00:00:00Z');

/** To clear the memory for 128 MB of pages takes longer than most tests take to ask what they ask. */
const SMALL = 'shared_buffers = 16MB\n';

/** The data folder of an embedded database, to be copied. */
export function prepareEmbedded(content: Content): Promise<string> {
  return once(content, async (draft) => {
    if (content !== 'tables') await copyEmbedded('tables', draft);
    await fill(content, await openDatabase({ url: null, dataDirectory: draft, retentionDays: null }));
    if (content === 'tables') appendFileSync(join(draft, 'postgres/postgresql.conf'), SMALL);
  });
}

/** Fills the data folder of a new embedded database. */
export async function copyEmbedded(content: Content, dataDirectory: string): Promise<void> {
  const prepared = await prepareEmbedded(content);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  cpSync(join(prepared, 'postgres'), join(dataDirectory, 'postgres'), { recursive: true });
}

/** Creates a database on the test server. */
export async function copyOnServer(content: Content, name: string): Promise<void> {
  const template = templateName(inject('runFolder'), content);
  await once(`postgres-${content}`, async (draft) => {
    // Of a test that was stopped in the middle.
    await onServer(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    if (content === 'tables') await onServer(`CREATE DATABASE ${template}`);
    else await copyOnServer('tables', template);
    await fill(content, await openDatabase({ url: urlOf(template), dataDirectory: null, retentionDays: null }));
    mkdirSync(draft);
  });
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
}

async function fill(content: Content, database: Database): Promise<void> {
  try {
    if (content === 'tables') return;
    await decideDemo(database, true, content === 'demo' ? new Date() : DAY_AFTER_RECORDED);
    await importDemo(database, 'default', TEST_SECRET);
  } finally {
    await database.close();
  }
}

/** Runs a statement on the test server, outside of the databases of tests. */
export async function onServer(statement: string): Promise<void> {
  const client = new pg.Client(serverUrl());
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Connection string of a database on the test server. */
export function urlOf(name: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function serverUrl(): string {
  const url = inject('postgresUrl');
  if (!url) throw new Error('no PostgreSQL server: the tests that need one are to be skipped');
  return url;
}
