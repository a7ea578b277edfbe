import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { StartupError } from '../startup-error.ts';

// The advisory lock that Prisma's own schema engine takes, so that both wait for each other.
export const MIGRATION_LOCK = 72707369;

/** The migrations beside the built code, or those of the repository when run from the sources. */
function migrationsFolder(): string {
  const built = fileURLToPath(new URL('../migrations', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
}

/**
 * Applies the migrations that the database lacks, each in a transaction of its own, and keeps Prisma's bookkeeping:
 * `prisma migrate deploy|status` and this function can be used on one database in any order.
 * @returns the names of the migrations applied now
 */
export async function migrate(pool: pg.Pool, folder = migrationsFolder()): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await applyMissing(client, folder);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => {});
    client.release();
  }
}

/** Whether these migrations, which were applied now, have made a database. */
export function isNew(applied: readonly string[]): boolean {
  return applied.includes('20261122000000_sessions');
}

/** How many of our migrations a database lacks. */
export async function countMissing(pool: pg.Pool, folder = migrationsFolder()): Promise<number> {
  const { rows } = await pool.query<{ name: string }>(
    'SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map(({ name }) => name));
  return namesIn(folder).filter((name) => !applied.has(name)).length;
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function applyMissing(client: pg.PoolClient, folder: string): Promise<string[]> {
  const applied = new Map((await appliedMigrations(client)).map((row) => [row.migration_name, row]));
  const known = namesIn(folder);
  const unknown = [...applied.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0 && unknown.length === applied.size) {
    throw new StartupError(
      `this database holds tables of another program (migration ${unknown[0]}): give api-sessions one of its own`,
    );
  }
  if (unknown.length > 0) {
    throw new StartupError(
      `the database schema is newer than this version of api-sessions (it has the migration ${unknown[0]}): use the newer version`,
    );
  }
  const now: string[] = [];
  for (const name of known) {
    const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
    const checksum = createHash('sha256').update(sql).digest('hex');
    const before = applied.get(name);
    if (!before) {
      await apply(client, name, sql, checksum);
      now.push(name);
    } else if (!before.finished_at) {
      throw new StartupError(`the migration ${name} failed before: repair it with "prisma migrate resolve"`);
    } else if (before.checksum !== checksum) {
      throw new StartupError(`the migration ${name} was changed after it was applied to this database`);
    }
  }
  return now;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

async function appliedMigrations(client: pg.PoolClient): Promise<AppliedMigration[]> {
  const { rows: tables } = await client.query<{ missing: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NULL AS missing`,
  );
  if (tables[0]?.missing) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  return rows;
}

// Made with the first migration: a database that turns out to be another program's keeps no trace of us.
const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

async function apply(client: pg.PoolClient, name: string, sql: string, checksum: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(BOOKKEEPING);
    await client.query(sql);
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    if ((error as { code?: string }).code === '42501') {
      throw new StartupError(
        `the database lacks the migration ${name}, which this user may not apply (${(error as Error).message}): run "api-sessions migrate" as the owner of the tables`,
      );
    }
    if ((error as { code?: string }).code === '42P07') {
      throw new StartupError(
        `this database holds tables of another program (${(error as Error).message}): give api-sessions one of its own`,
      );
    }
    throw new StartupError(`the migration ${name} failed: ${(error as Error).message}`);
  }
}
