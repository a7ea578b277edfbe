import { expect, test } from 'vitest';
import { migrate } from '../../subgraph/db/migrate.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { digestOf } from '../support/digest.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';
import { putValuesInRows, VALUES_IN_TOKENS } from '../support/values-in-rows.ts';

// A store whose sessions have each of their values in a row of its own keeps rows only of what is too much for tokens.

/** One session with more users than have tokens, others with few; values that look like something else. */
const LINES: Line[] = Array.from({ length: 600 }, (_, index) => ({
  id: `r${index}`,
  time: new Date(Date.UTC(2024, 4, 11 + (index % 2)) + index * 61_000).toISOString(),
  sid: index % 3 === 0 ? 'many' : `session ${index % 20}`,
  path: '/cart',
  host: index % 20 === 3 ? undefined : 'a.example',
  status: [200, 200, 404, 503, undefined][index % 5],
  user: index % 3 === 0 ? `user ${index}` : [undefined, '*', 'a:b', 'm:GET', 'ünï,"\\'][index % 5],
  sourceTags: [[], ['vpn'], ['vpn', 'tor, "x"']][index % 3],
  detections: index % 11 === 0 ? [{ type: 'sqli' }, { type: 'sqli' }, { type: 'xss', falsePositive: true }] : [],
}));

test.each(DATABASES)('%s: the migration makes of stored values what an import makes of them', async (kind) => {
  const database = await openTestDatabase(kind);
  const rows = async () => (await database.pool.query('SELECT 1 FROM session_value')).rowCount;
  const differences: unknown[] = [];
  try {
    const tenant = newTenant();
    expect(await importLines(database, tenant, LINES)).toMatchObject({ accepted: LINES.length });
    const [before, few] = [await digestOf(database, tenant), await rows()];
    expect(few).toBeGreaterThan(64);
    await putValuesInRows(database);
    expect(await rows()).toBeGreaterThan(few! + 100);
    expect(await migrate(database.pool)).toEqual([VALUES_IN_TOKENS]);
    expect(await digestOf(database, tenant)).toEqual(before);
    // What is there goes on, beyond the number of tokens as well.
    await importLines(
      database,
      tenant,
      Array.from({ length: 70 }, (_, index) => ({
        time: '2024-05-11T12:00:00Z',
        sid: 'session 1',
        user: `new ${index}`,
      })),
    );
    await verify(database.pool, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  } finally {
    await database.close();
  }
});
