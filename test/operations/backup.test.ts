import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../subgraph/db/database.ts';
import { buildCli, digestOf, Place } from '../support/cli.ts';
import { createPostgresDatabase, DATABASES, dropPostgresDatabase } from '../support/database.ts';
import { newFolder } from '../support/once.ts';
import { findPostgresBinaries } from '../support/postgres-cluster.ts';

// Backup and restore as docs/operating.md tells them, word by word: what comes back is what was there, and the tool says so.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [, section = ''] =
  /\n### Backup and restore\n([\s\S]*?)\n### /.exec(readFileSync(join(ROOT, 'docs/operating.md'), 'utf8')) ?? [];
const [backup, restore] = [...section.matchAll(/```shell\n([\s\S]*?)```/g)].map(([, commands]) => commands!);

/** Where it is not in PATH, beside the server. */
const tools = findPostgresBinaries() ?? '';
const hasTools = ['pg_dump', 'pg_restore'].every(
  (name) => existsSync(join(tools, name)) || spawnSync(name, ['--version']).status === 0,
);

describe.runIf(DATABASES.includes('PostgreSQL') && hasTools)('a database that is put back', () => {
  test('is the one that was dumped, and fit for use', async () => {
    buildCli();
    const place = await Place.on('PostgreSQL');
    const lines = Array.from({ length: 40 }, (_, n) => ({
      time: `2026-11-2${n % 3}T12:00:${String(n).padStart(2, '0')}Z`,
      method: 'GET',
      path: `/orders/${n}`,
      ip: `203.0.113.${n % 4}`,
      status: n % 5 === 0 ? 403 : 200,
      durationMs: 10 + n,
      ...(n % 5 === 0 ? { detections: [{ type: 'sqli', payload: "1' or 1=1", action: 'BLOCKED' }] } : {}),
    }));
    const log = place.write('requests.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    await place.import([log]);
    const before = await digestOf(place);
    const restored = await createPostgresDatabase();
    const folder = newFolder('backup-');
    const env = {
      ...place.env,
      PATH: `${process.env.PATH}:${tools}`,
      RESTORED_URL: restored,
      NODE: process.execPath,
    };
    // What a person runs as "npm run -s cli --" is this program, built.
    const command = (text: string) =>
      text.replaceAll('npm run -s cli --', `"$NODE" "${ROOT}subgraph/bin/api-sessions.mjs"`);
    const run = (text: string) =>
      spawnSync('/bin/sh', ['-e', '-c', command(text)], { cwd: folder, env, encoding: 'utf8' });
    expect(run(backup!)).toMatchObject({ status: 0, stderr: '' });
    const { status, stdout, stderr } = run(restore!);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('the schema is up to date');
    expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ requests: 40, differences: 0 });

    const database = await openDatabase({ url: restored, dataDirectory: null });
    const counts = await database.pool.query('SELECT count(*)::int AS n FROM request');
    expect(counts.rows).toEqual([{ n: 40 }]);
    await database.close();
    // Table by table, row by row.
    const there = Object.create(place, { query: { value: queryOf(restored) } }) as Place;
    expect(await digestOf(there)).toEqual(before);
    await dropPostgresDatabase(restored);
    await place.remove();
  });
});

function queryOf(url: string) {
  return async (statement: string) => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
}
