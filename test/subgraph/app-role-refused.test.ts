import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setUpAppRole } from '../../subgraph/db/app-role.ts';
import { asUser, createPostgresDatabase, DATABASES, dropAppRole, dropPostgresDatabase } from '../support/database.ts';

// Row-level security that would not hold is not set up.

describe.runIf(DATABASES.includes('PostgreSQL'))('roles that would not be held are refused', () => {
  let url: string;
  const name = `app_${randomUUID().replaceAll('-', '')}`;
  const tried = async (as: string, ...before: string[]) => {
    const [owner, client] = [new pg.Client(url), new pg.Client(as)];
    await owner.connect();
    for (const statement of before) await owner.query(statement);
    await client.connect();
    try {
      return await setUpAppRole(client, name).then(
        () => 'set up',
        (error: Error) => error.message,
      );
    } finally {
      await client.end();
      await owner.end();
    }
  };
  beforeAll(async () => {
    url = await createPostgresDatabase('tables');
  });
  afterAll(async () => {
    await dropPostgresDatabase(url);
    await dropAppRole(name);
  });

  test.each([
    [`ALTER ROLE ${name} BYPASSRLS`, /would not hold the role app_\w+: it has BYPASSRLS/],
    [`ALTER ROLE ${name} SUPERUSER NOBYPASSRLS`, /it is a superuser/],
    [`ALTER ROLE ${name} NOSUPERUSER CREATEROLE`, /it has CREATEROLE/],
    [
      `ALTER ROLE ${name} NOCREATEROLE INHERIT`,
      /inherits what app_\w+_all_tenants may \(ALTER ROLE app_\w+ NOINHERIT\)/,
    ],
  ])('a role that was there before is refused where nothing would hold it: %s', async (statement, message) => {
    expect(
      await tried(url, `DO $$ BEGIN CREATE ROLE ${name} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$`, statement),
    ).toMatch(message);
  });

  test('whoever may not set it up hears who may', async () => {
    expect(await tried(asUser(url, name), `ALTER ROLE ${name} NOINHERIT`)).toMatch(
      /may not set up the role .* connect as the owner of the tables, with CREATEROLE, or have a superuser do it/,
    );
  });

  test('an owner who is no superuser hears what a superuser has to say first', async () => {
    const owner = `${name}_owner`;
    const own =
      'DO $$ DECLARE t RECORD; BEGIN FOR t IN SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = '.concat(
        `'public'::regnamespace AND relkind IN ('r', 'p') LOOP EXECUTE format('ALTER TABLE %s OWNER TO ${owner}', t.name); END LOOP; END $$`,
      );
    expect(await tried(asUser(url, owner), `CREATE ROLE ${owner} LOGIN CREATEROLE`, own)).toMatch(
      /superuser has said once in this database: ALTER FUNCTION pg_catalog\.arrayoverlap\(anyarray, anyarray\) LEAKPROOF; ALTER FUNCTION/,
    );
    await connectedOwner(`REASSIGN OWNED BY ${owner} TO postgres`, `DROP OWNED BY ${owner}`, `DROP ROLE ${owner}`);
  });

  const connectedOwner = async (...statements: string[]) => {
    const client = new pg.Client(url);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
});
