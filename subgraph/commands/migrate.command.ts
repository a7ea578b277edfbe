import { openDatabase } from '../db/database.ts';
import { keepStatistics } from '../db/table-statistics.ts';
import type { Env } from '../env.ts';

/** Brings the database schema up to date, and the statistics of its tables. */
export async function migrateCommand({ databaseUrl, dataDirectory }: Env): Promise<void> {
  const database = await openDatabase({ url: databaseUrl, dataDirectory, whenHeld: 'share' });
  const { migrated } = database;
  await keepStatistics(database.pool);
  await database.close();
  console.log(migrated.length > 0 ? `applied ${migrated.join(', ')}` : 'the schema is up to date');
}
