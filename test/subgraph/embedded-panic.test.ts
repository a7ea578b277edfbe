import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../subgraph/db/database.ts';
import { isDatabaseAway } from '../../subgraph/db/database-away.ts';
import { newFolder } from '../support/once.ts';
import { copyEmbedded } from '../support/prepared.ts';

// The embedded database cannot write its log, as when its disk is full: PostgreSQL panics then. It was silent from that
// moment on, and whoever asked it waited for ever.

test('a database that panics says so to everybody, and is there again when it can write', async () => {
  const dataDirectory = newFolder('panic-');
  await copyEmbedded('tables', dataDirectory);
  const database = await openDatabase({ url: null, dataDirectory });
  onTestFinished(async () => {
    await database.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });
  const { pool } = database;
  await pool.query('CREATE TABLE kept AS SELECT 1 AS one');

  const log = join(dataDirectory, 'postgres', 'pg_wal');
  renameSync(log, `${log}-away`);
  // Whoever writes next needs another file of the log.
  await pool.query('SELECT pg_switch_wal()');
  const broken = await Promise.all([
    pool.query('CREATE TABLE lost AS SELECT 2 AS two').catch((error) => error),
    pool.query('CREATE TABLE found AS SELECT 3 AS three').catch((error) => error),
  ]);
  expect(broken.map(isDatabaseAway)).toEqual([true, true]);
  const meanwhile = await pool.query('SELECT 1').catch((error) => error);
  expect(isDatabaseAway(meanwhile)).toBe(true);

  renameSync(`${log}-away`, log);
  await expect.poll(() => pool.query('SELECT one FROM kept').then(({ rows }) => rows, String)).toEqual([{ one: 1 }]);
  await expect(pool.query('SELECT two FROM lost')).rejects.toThrow('does not exist');
});
