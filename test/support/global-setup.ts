import type { TestProject } from 'vitest/node';
import { checkConnection, NoPostgres, startPostgresCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL server for this run, superuser; null: none on this machine, and it has been said loudly. */
    postgresUrl: string | null;
  }
}

/** Runs once before all tests: finds or starts the PostgreSQL server that tests get by `inject('postgresUrl')`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    await checkConnection(given).catch((error: Error) => {
      throw new Error(`TEST_DATABASE_URL is set, but nothing can be asked there: ${error.message}`);
    });
    project.provide('postgresUrl', given);
    return undefined;
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
    return undefined;
  }
}

/** On CI a skip is a failure. */
function isCi(): boolean {
  return !['', '0', 'false'].includes(process.env.CI ?? '');
}
