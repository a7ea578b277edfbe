import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settle } from '../../subgraph/settling/settle.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { FORGET_KINDS, MAKE_KINDS } from '../support/before-kinds.ts';
import { DATABASES, openTestDatabase } from '../support/database.ts';
import { digestOf } from '../support/digest.ts';
import { importLines, type Line } from '../support/traffic.ts';

// A store that called every path an endpoint: the migration makes of it what an import makes now.

const MIGRATION = readFileSync('prisma/migrations/20261202100000_confirmed_endpoints/migration.sql', 'utf8');
const HOST = 'a.example';
const at = (second: number, path: string, status: number, more: Partial<Line> = {}): Line => ({
  time: `2024-05-12T10:00:${String(second % 60).padStart(2, '0')}Z`,
  sid: `s${second}`,
  host: HOST,
  method: 'GET',
  path,
  status,
  durationMs: second === 0 ? 900 : 20,
  ...more,
});
const LINES = [
  ...Array.from({ length: 60 }, (_, index) => at(index, '/tried', 404)),
  at(1, '/debug', 200),
  at(2, '/debug', 200, { time: '2024-05-13T10:00:00Z' }),
  at(3, '/blocked', 200, { blocked: true }),
  at(4, '/users/7', 404),
  at(5, '/elsewhere', 404, { host: 'b.example' }),
  at(6, '*', 404, { method: 'OPTIONS' }),
];

test.each(DATABASES)(
  '%s: the migration finds what is confirmed, and what is no shadow',
  { timeout: 240_000 },
  async (kind) => {
    const database = await openTestDatabase(kind);
    try {
      const tenant = 'before';
      const operations = [{ method: 'GET', host: HOST, path: '/users/{id}', tags: [] }];
      await changeSpecifications(database, tenant, { load: [{ name: 'Shop', version: '1', operations }] });
      await importLines(database, tenant, LINES);
      await settle(database, tenant, undefined, 'everything');
      const now = await digestOf(database, tenant);
      // As it was: every path an endpoint with a baseline, and a shadow of the specification.
      await database.pool.query(
        `UPDATE endpoint SET answered_on = '2024-05-12' WHERE path_template = '/tried';
         INSERT INTO baseline_due (tenant, endpoint_id, outcome, day, gained)
           SELECT tenant, endpoint_id, outcome, day, sum(samples) FROM endpoint_baseline GROUP BY 1, 2, 3, 4`,
      );
      await settle(database, tenant, undefined, 'everything');
      const { rows } = await database.pool.query('SELECT FROM request WHERE duration_deviation IS NOT NULL');
      expect(rows).toHaveLength(1);
      await database.pool.query(
        `UPDATE endpoint SET rogue = 'SHADOW' WHERE path_template IN ('/tried', '/blocked');
         ${FORGET_KINDS}
         ALTER TABLE endpoint DROP COLUMN confirmed, DROP COLUMN specified, DROP COLUMN answered_on`,
      );
      await database.pool.query(MIGRATION);
      await database.pool.query(MAKE_KINDS);
      await settle(database, tenant, undefined, 'everything');
      const differences: unknown[] = [];
      await verify(database.pool, (difference) => differences.push(difference));
      expect(differences).toEqual([]);
      expect(await digestOf(database, tenant)).toEqual(now);
    } finally {
      await database.close();
    }
  },
);
