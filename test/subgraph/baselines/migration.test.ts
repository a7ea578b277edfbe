import { expect, test } from 'vitest';
import { migrate } from '../../../subgraph/db/migrate.ts';
import { moveRequests } from '../../../subgraph/db/move-requests.ts';
import { settleDeviations } from '../../../subgraph/settling/settle-deviations.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { DATABASES, openTestDatabase } from '../../support/database.ts';
import { digestOf } from '../../support/digest.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';
import { putRequestsInWideRows, SINCE_WIDE_REQUESTS } from '../../support/wide-requests.ts';

// A store of before there were baselines learns them from its requests.

/** What came of it later is built on its tables. */
const MIGRATIONS = ['20261123020000_baselines', '20261129221000_flat_import', ...SINCE_WIDE_REQUESTS];

const LINES: Line[] = Array.from({ length: 400 }, (_, index) => ({
  id: `r${index}`,
  time: `2024-05-${11 + (index % 3)}T10:00:00Z`,
  sid: `session ${index % 40}`,
  path: index % 2 === 0 ? '/cart' : '/orders',
  status: [200, 200, 200, 304, 404, undefined][index % 6],
  blocked: index % 17 === 0,
  durationMs: index % 50 === 1 ? 1_234.567 : (index * 7.3) % 60,
  sizeBytes: index % 4 === 0 ? undefined : index === 41 ? 9_007_199_254_740_991 : (index * index) % 2_048,
}));

test.each(DATABASES)('%s: the migration makes of stored requests what their import makes of them', async (kind) => {
  const database = await openTestDatabase(kind);
  try {
    const tenant = newTenant();
    expect(await importLines(database, tenant, LINES)).toMatchObject({ accepted: LINES.length });
    await settleDeviations(database, tenant);
    const before = await digestOf(database, tenant);
    const flagged = 'SELECT count(*)::int AS n FROM request WHERE duration_deviation IS NOT NULL';
    expect((await database.pool.query<{ n: number }>(flagged)).rows[0]!.n).toBeGreaterThan(0);

    await putRequestsInWideRows(database);
    await database.pool.query(
      `ALTER TABLE request DROP COLUMN duration_deviation, DROP COLUMN size_deviation;
       DROP INDEX request_endpoint_idx; DROP TABLE endpoint_baseline, baseline_due, baseline_settled;
       DROP INDEX request_seq_idx; DROP TABLE arrived_batch; ALTER TABLE session DROP COLUMN risk_state;
       DELETE FROM session_value WHERE dimension = 'DEVIATION'; DELETE FROM facet_count WHERE dimension = 'DEVIATION';
       UPDATE session SET tokens = array_remove(array_remove(tokens, 'd:SIZE'), 'd:DURATION');
       DELETE FROM "_prisma_migrations" WHERE migration_name IN ('${MIGRATIONS.join("', '")}')`,
    );
    expect(await migrate(database.pool)).toEqual(MIGRATIONS);
    await moveRequests(database.pool);

    const differences: unknown[] = [];
    expect((await verify(database.pool, (difference) => differences.push(difference))).due).toBe(2);
    await settleDeviations(database, tenant);
    expect((await verify(database.pool, (difference) => differences.push(difference))).due).toBe(0);
    expect(differences).toEqual([]);
    expect(await digestOf(database, tenant)).toEqual(before);
  } finally {
    await database.close();
  }
});
