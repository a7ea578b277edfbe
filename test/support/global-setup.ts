import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { checkConnection, NoPostgres, startPostgresCluster } from './postgres-cluster.ts';
import { CONTENTS, makeRunFolder, templateName } from './run-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL server for this run, superuser; null: none on this machine, and it has been said loudly. */
    postgresUrl: string | null;
    /** A folder for what the tests of this run make and share (test/support/once.ts). */
    runFolder: string;
  }
}

/** Runs once before all tests; what it provides is there for them by `inject`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runFolder = makeRunFolder();
  project.provide('runFolder', runFolder);
  const endPostgres = await providePostgres(project, runFolder);
  return async () => {
    await endPostgres();
    const trust = join(runFolder, 'trust.txt');
    if (existsSync(trust)) process.stdout.write(`\n${readFileSync(trust, 'utf8')}`);
    rmSync(runFolder, { recursive: true, force: true });
  };
}

/** Finds or starts the PostgreSQL server. Returns how to leave it. */
async function providePostgres(project: TestProject, runFolder: string): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    await checkConnection(given).catch((error: Error) => {
      throw new Error(`TEST_DATABASE_URL is set, but nothing can be asked there: ${error.message}`);
    });
    project.provide('postgresUrl', given);
    return () => dropTemplates(given, runFolder);
  }

  try {
    const cluster = await startPostgresCluster();
    project.provide('postgresUrl', cluster.url);
    return () => cluster.stop();
  } catch (error) {
    if (!(error instanceof NoPostgres)) throw error;
    const skipped = `all tests on a PostgreSQL server: ${error.message}; install postgresql or set TEST_DATABASE_URL`;
    if (isCi()) throw new Error(`CI runs everything, but would have to skip ${skipped}`);
    process.stderr.write(`SKIPPED: ${skipped}\n`);
    project.provide('postgresUrl', null);
    return async () => {};
  }
}

async function dropTemplates(url: string, runFolder: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  for (const content of CONTENTS) {
    await client.query(`DROP DATABASE IF EXISTS ${templateName(runFolder, content)} WITH (FORCE)`);
  }
  await client.end();
}

/** On CI a skip is a failure. */
function isCi(): boolean {
  return !['', '0', 'false'].includes(process.env.CI ?? '');
}
