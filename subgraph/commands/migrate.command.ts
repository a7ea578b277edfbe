import type pg from 'pg';
import { renewAppRoles, setUpAppRole } from '../db/app-role.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { isConfined } from '../db/row-security.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import type { Env } from '../env.ts';
import { StartupError } from '../startup-error.ts';

/** Options of `api-sessions migrate`. */
export interface MigrateCommandOptions {
  appRole?: string;
}

/** Brings the database schema up to date, the statistics of its tables, and application roles. */
export async function migrateCommand(
  { databaseUrl, dataDirectory }: Env,
  { appRole }: MigrateCommandOptions = {},
): Promise<void> {
  if (appRole !== undefined && databaseUrl === null) {
    throw new StartupError(
      'the embedded database has one owner and no roles beside it: --app-role is for PostgreSQL (DATABASE_URL)',
    );
  }
  const database = await openDatabase({ url: databaseUrl, dataDirectory, whenHeld: 'share' });
  try {
    const { migrated } = database;
    await keepStatistics(database.pool);
    console.log(migrated.length > 0 ? `applied ${migrated.join(', ')}` : 'the schema is up to date');
    if (appRole !== undefined) await setUp(database, appRole);
    else if (migrated.length > 0 && !database.embedded) await withClient(database, renewAppRoles);
  } finally {
    await database.close();
  }
}

async function setUp(database: Database, name: string): Promise<void> {
  if (isConfined(database.pool)) {
    throw new StartupError(
      `DATABASE_URL is of an application role already: --app-role ${name} is for the owner of the tables, or a superuser`,
    );
  }
  const { allTenants, isNew, tables } = await withClient(database, (client) => setUpAppRole(client, name));
  console.log(`role ${name}: sees one tenant at a time in ${tables} tables, as ${allTenants} all of them`);
  if (isNew) console.log(`it has no password yet: \\password ${name} in psql, then give the server its DATABASE_URL`);
}

async function withClient<Result>(
  { pool }: Database,
  work: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  return work(client).finally(() => client.release());
}
