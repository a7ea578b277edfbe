import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { migrate } from '../../subgraph/db/migrate.ts';
import { PLAIN_FIELDS } from '../../subgraph/filters/request-fields.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { openTestDatabase } from '../support/database.ts';
import { openGraph } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';
import { putValuesInRows, VALUES_IN_TOKENS } from '../support/values-in-rows.ts';

// A plain field that a store did not have: nothing is known of it in requests that are stored, and a filter says so.

/** `..._request_field_<column>`: the migration that adds a plain field, once there are stores without it. */
const MIGRATION = /_request_field_(\w+)$/;

const LINES: Line[] = ['one', 'two'].map((sid, index) => ({
  time: `2024-05-12T10:00:0${index}Z`,
  sid,
  // tokens on both sides of any other
  sourceTags: ['\u{1f600}', '\uffee', 'tor'],
  user: 'alice',
}));

test('requests of before a field was known have no value of it, and are found so', async () => {
  const database = await openTestDatabase('embedded');
  const graph = await openGraph(database);
  try {
    const tenant = newTenant();
    expect(await importLines(database, tenant, LINES)).toMatchObject({ accepted: 2 });
    await settle(database, tenant);
    for (const migration of readdirSync('prisma/migrations').filter((name) => MIGRATION.test(name))) {
      const [, column] = MIGRATION.exec(migration)!;
      const [name, field] = Object.entries(PLAIN_FIELDS).find(([, each]) => each.column === column)!;
      await putValuesInRows(database);
      await database.pool.query(`ALTER TABLE request DROP COLUMN ${column}`);
      await database.pool.query('UPDATE session SET tokens = array_remove(tokens, $1)', [`${field.token}:`]);
      await database.pool.query('DELETE FROM "_prisma_migrations" WHERE migration_name = $1', [migration]);
      expect(await migrate(database.pool)).toEqual([migration, VALUES_IN_TOKENS]);

      const { sessions } = await graph.query<{ sessions: { totalCount: { value: number } } }>(
        tenant,
        'query ($filter: SessionFilter) { sessions(filter: $filter) { totalCount { value } } }',
        { filter: { requests: [{ [name]: [null] }] } },
      );
      expect([name, sessions.totalCount.value]).toEqual([name, 2]);
    }
    const differences: unknown[] = [];
    await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  } finally {
    await graph.app.close();
    await database.close();
  }
});
