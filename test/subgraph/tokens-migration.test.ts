import { expect, test } from 'vitest';
import { migrate } from '../../subgraph/db/migrate.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { digestOf } from '../support/digest.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// An older store has the tokens of its sessions in a column called facets.

const MIGRATION = '20261129204500_tokens';

test.each(DATABASES)('%s: the column and its indexes get their name, and no row is written', async (kind) => {
  const database = await openTestDatabase(kind);
  const { pool } = database;
  // A row that is written again has another place or version, and a table that is, another file.
  const places = async () =>
    (await pool.query('SELECT tableoid::regclass::text, ctid::text, xmin::text FROM session ORDER BY 1, 2')).rows;
  const files = async () =>
    (await pool.query(`SELECT oid, relfilenode FROM pg_class WHERE relname LIKE 'session%' ORDER BY oid`)).rows;
  const indexes = async () =>
    (
      await pool.query<{ name: string }>(
        `SELECT indexname AS name FROM pg_indexes WHERE indexdef LIKE '%USING gin%' AND tablename LIKE 'session%' ORDER BY 1`,
      )
    ).rows.map(({ name }) => name);
  try {
    const tenant = newTenant();
    const lines = [11, 12].flatMap((day) =>
      ['s1', 's2'].map((sid) => ({ time: `2024-05-${day}T10:00:00Z`, sid, path: `/of/${sid}` })),
    );
    expect(await importLines(database, tenant, lines)).toMatchObject({ accepted: 4 });
    const before = { digest: await digestOf(database, tenant), places: await places(), files: await files() };
    const names = ['session_20240511_tokens_idx', 'session_20240512_tokens_idx', 'session_tokens_idx'];
    expect(await indexes()).toEqual(names);

    await pool.query('ALTER TABLE session RENAME COLUMN tokens TO facets');
    await pool.query('ALTER TABLE session_tokens_idx RENAME COLUMN tokens TO facets');
    for (const name of names) await pool.query(`ALTER INDEX ${name} RENAME TO ${name.replace('tokens', 'facets')}`);
    await pool.query(`DELETE FROM "_prisma_migrations" WHERE migration_name = '${MIGRATION}'`);
    expect(await migrate(pool)).toEqual([MIGRATION]);

    expect(await indexes()).toEqual(names);
    expect({ digest: await digestOf(database, tenant), places: await places(), files: await files() }).toEqual(before);
    const differences: unknown[] = [];
    await verify(pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
    expect(await importLines(database, tenant, [{ time: '2024-05-13T10:00:00Z', sid: 's1', path: '/more' }])).toEqual(
      expect.objectContaining({ accepted: 1 }),
    );
  } finally {
    await database.close();
  }
});
