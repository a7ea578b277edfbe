import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../../subgraph/db/database.ts';
import { auditOf, expectVerified, judge } from '../../support/actions.ts';
import { DATABASES, dropPostgresDatabase } from '../../support/database.ts';
import { openGraph } from '../../support/graph.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// The statements of docs/actions.md keep the audit trail from the user of the server, who owned the whole database.

const [, RECIPE = ''] = /```sql\n(BEGIN;\n.*?COMMIT;\n)```/s.exec(readFileSync('docs/actions.md', 'utf8')) ?? [];

const REFUSED = [
  `UPDATE audit SET actor = 'nobody'`,
  'DELETE FROM audit',
  'TRUNCATE audit',
  'DROP TABLE audit',
  'DROP TABLE audit CASCADE',
  'ALTER TABLE audit RENAME TO gone',
  'ALTER TABLE audit DISABLE TRIGGER ALL',
  'ALTER TABLE audit DISABLE TRIGGER audit_append_only',
  'DROP TRIGGER audit_append_only ON audit',
  'DROP FUNCTION refuse_change_of_audit() CASCADE',
  `CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
  `CREATE RULE forget AS ON INSERT TO audit DO INSTEAD NOTHING`,
  `SELECT setval('audit_seq_seq', 1)`,
  'DROP SCHEMA public CASCADE',
  'ALTER SCHEMA public RENAME TO gone',
  'ALTER TABLE audit SET SCHEMA pg_temp',
  'CREATE SCHEMA sessions',
  'SET ROLE sessions_audit',
  'DROP DATABASE sessions',
  'ALTER DATABASE sessions OWNER TO sessions',
];

test.runIf(DATABASES.includes('PostgreSQL'))(
  'who owned the database can add to the audit trail, and only that; everything else goes on',
  async () => {
    const name = `owner_${randomUUID().replaceAll('-', '')}`;
    /** The statements of the page with names of this test. */
    const named = (sql: string) => sql.replace(/\bsessions_audit\b/g, `${name}_audit`).replace(/\bsessions\b/g, name);
    const serverUrl = inject('postgresUrl')!;
    const inside = new URL(serverUrl);
    inside.pathname = `/${name}`;
    const url = new URL(inside);
    url.username = name;
    const asSuperuser = async (at: string, ...statements: string[]) => {
      const client = new pg.Client(at);
      await client.connect();
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.end();
      }
    };
    const open = () => openDatabase({ url: url.href, dataDirectory: null, retentionDays: null });
    const tenant = newTenant();
    const judgeAs = async (database: Database, what: 'mark' | 'unmark') => {
      const graph = await openGraph(database);
      expect(await judge(graph, tenant, what, 'r1.1')).toHaveProperty('affectedRequests');
      const entries = await auditOf(graph, tenant);
      await graph.app.close();
      return entries.length;
    };
    const line = (id: string, time: string) => ({ id, time, sid: id, detections: [{ type: 'sqli' }] });

    await asSuperuser(serverUrl, `CREATE ROLE ${name} LOGIN`, `CREATE DATABASE ${name} OWNER ${name}`);
    try {
      const before = await open();
      await importLines(before, tenant, [line('r1', '2024-05-12T10:00:00Z')]);
      expect(await judgeAs(before, 'mark')).toBe(1);
      await before.close();

      await asSuperuser(inside.href, named(RECIPE));
      const client = new pg.Client(url.href);
      await client.connect();
      for (const statement of REFUSED.map(named)) {
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
      }
      await client.end();

      const after = await open();
      expect(after.migrated).toEqual([]);
      // Of another day: its partition is a table that the user makes.
      await importLines(after, tenant, [line('r2', '2024-06-20T10:00:00Z')]);
      expect(await judgeAs(after, 'unmark')).toBe(2);
      await expectVerified(after);
      // What a later version brings along is applied as ever.
      await after.pool.query(
        'CREATE TABLE of_a_later_version (a TEXT); ALTER TABLE rule ADD COLUMN of_a_later_version TEXT',
      );
      await after.close();
    } finally {
      await dropPostgresDatabase(inside.href);
      await asSuperuser(serverUrl, `DROP ROLE IF EXISTS ${name}`, `DROP ROLE IF EXISTS ${name}_audit`);
    }
  },
);
