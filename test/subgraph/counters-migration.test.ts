import { expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { migrate } from '../../subgraph/db/migrate.ts';
import { moveRequests } from '../../subgraph/db/move-requests.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { digestOf } from '../support/digest.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';
import { putRequestsInWideRows, SINCE_WIDE_REQUESTS } from '../support/wide-requests.ts';

// A store of before there were counters of quarters of an hour, and of sessions without a value, counts what it has.

const MIGRATION = '20261129220000_counters';
const MIGRATIONS = [MIGRATION, ...SINCE_WIDE_REQUESTS];

const LINES: Line[] = Array.from({ length: 400 }, (_, index) => ({
  id: `r${index}`,
  time: new Date(Date.UTC(2024, 4, 11 + (index % 3)) + index * 197_123).toISOString(),
  sid: `session ${index % 40}`,
  path: index % 2 === 0 ? '/cart' : '/orders',
  host: index % 40 === 3 ? undefined : 'a.example',
  status: [200, 200, 304, 404, 503, undefined][index % 6],
  user: index % 40 < 5 ? undefined : `user ${index % 7}`,
  blocked: index % 17 === 0,
  durationMs: index % 50 === 1 ? 1_234.567 : index % 9 === 0 ? undefined : (index * 7.3) % 60,
  detections: index % 11 === 0 ? [{ type: 'sqli', falsePositive: index % 22 === 0 }] : [],
}));

/** As it was before. */
async function takeCountersAway(database: Database): Promise<void> {
  await putRequestsInWideRows(database);
  await database.pool.query(
    `DROP TABLE timeline_count; DELETE FROM facet_count WHERE dimension IN ('NO_VALUE', 'STATUS_CLASS');
     DELETE FROM "_prisma_migrations" WHERE migration_name = '${MIGRATION}'`,
  );
}

async function differencesOf({ pool }: Database): Promise<unknown[]> {
  const differences: unknown[] = [];
  await verify(pool, (difference) => differences.push(difference));
  return differences;
}

test.each(DATABASES)('%s: the migration makes of stored requests what their import makes of them', async (kind) => {
  const database = await openTestDatabase(kind);
  try {
    const tenant = newTenant();
    expect(await importLines(database, tenant, LINES)).toMatchObject({ accepted: LINES.length });
    const before = await digestOf(database, tenant);
    await takeCountersAway(database);
    expect(await migrate(database.pool)).toEqual(MIGRATIONS);
    await moveRequests(database.pool);
    expect(await differencesOf(database)).toEqual([]);
    expect(await digestOf(database, tenant)).toEqual(before);
    // A day that is counted already goes on.
    await importLines(database, tenant, [{ time: '2024-05-11T00:00:00Z', sid: 'session 1', durationMs: 5 }]);
    expect(await differencesOf(database)).toEqual([]);
  } finally {
    await database.close();
  }
});

test.skipIf(!DATABASES.includes('PostgreSQL'))(
  'a migration that is killed leaves nothing, and the next start completes it',
  async () => {
    const database = await openTestDatabase('PostgreSQL');
    const { pool } = database;
    try {
      const tenant = newTenant();
      await importLines(database, tenant, LINES);
      const before = await digestOf(database, tenant);
      await takeCountersAway(database);
      // Between its first statement and its last: it waits for the requests.
      const holder = await pool.connect();
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE request IN ACCESS EXCLUSIVE MODE');
      const migrated = migrate(pool).then(
        () => 'done',
        () => 'killed',
      );
      await expect
        .poll(async () => {
          const { rows } = await pool.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()`,
          );
          return rows.length;
        })
        .toBe(1);
      expect(await migrated).toBe('killed');
      await holder.query('ROLLBACK');
      holder.release();
      expect((await pool.query(`SELECT to_regclass('timeline_count') AS name`)).rows).toEqual([{ name: null }]);
      expect(await migrate(pool)).toEqual(MIGRATIONS);
      await moveRequests(pool);
      expect(await digestOf(database, tenant)).toEqual(before);
      expect(await differencesOf(database)).toEqual([]);
    } finally {
      await database.close();
    }
  },
);
