import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, Place } from '../../support/cli.ts';
import { asUser, DATABASES, dropAppRole } from '../../support/database.ts';

// How an operator gives the server a role that sees one tenant.

beforeAll(buildCli);

let place: Place;
const name = `app_${randomUUID().replaceAll('-', '')}`;
afterEach(async () => {
  await place.remove();
  if (DATABASES.includes('PostgreSQL')) await dropAppRole(name);
});

test('the embedded database has no roles, and says so', async () => {
  place = await Place.on('embedded');
  expect(await place.run(['migrate', '--app-role', 'sessions_app'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr:
      'api-sessions: the embedded database has one owner and no roles beside it: --app-role is for PostgreSQL (DATABASE_URL)\n',
  });
});

test.each(['Sessions', 'sessions-app', '1st', 'pg_app', 'a'.repeat(51), 'x"; DROP TABLE request'])(
  'a role cannot be called %j',
  async (wrong) => {
    place = await Place.on('embedded', null);
    expect(await place.run(['migrate', '--app-role', wrong])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--app-role.* must be 1 to 50 lower-case letters, digits or _/),
    });
  },
);

describe.runIf(DATABASES.includes('PostgreSQL'))('on PostgreSQL', () => {
  test('it is set up in one command, and again without harm; then server, import and verify work as that role', async () => {
    place = await Place.on('PostgreSQL');
    const first = await place.run(['migrate', '--app-role', name]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      new RegExp(
        `^the schema is up to date\nrole ${name}: sees one tenant at a time in \\d+ tables, as ${name}_all_tenants all of them\n` +
          'it has no password yet: .+\n$',
      ),
    );
    expect((await place.run(['migrate', '--app-role', name])).stdout).not.toContain('password');

    const env = { DATABASE_URL: asUser(place.env.DATABASE_URL!, name) };
    expect(await place.run(['migrate', '--app-role', name], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^api-sessions: DATABASE_URL is of an application role already: .*the owner/),
    });
    const { address } = await place.serve({ ...env, DEMO: '0' });
    const file = place.write(
      'a.ndjson',
      JSON.stringify({ time: '2024-05-12T10:00:00Z', method: 'GET', path: '/', host: 'a' }),
    );
    expect((await place.import([file, '--tenant', 'shop'], { env })).accepted).toBe(1);
    const ask = async (tenant: string) => {
      const headers = { 'x-sessions-tenant': tenant, 'content-type': 'application/json' };
      const body = JSON.stringify({ query: '{ sessions { totalCount { value } } }' });
      return (await fetch(`${address}/graphql`, { method: 'POST', headers, body })).json();
    };
    expect(await ask('shop')).toEqual({ data: { sessions: { totalCount: { value: 1 } } } });
    expect(await ask('other')).toEqual({ data: { sessions: { totalCount: { value: 0 } } } });
    expect(await place.run(['verify'], { env })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^1 requests in 1/),
    });
    expect(
      (
        await place.run(
          ['token', 'create', '--tenant', 'shop', '--actor', 'a', '--scopes', 'admin', '--expires', '1h'],
          { env },
        )
      ).code,
    ).toBe(0);
  });

  test('a database that lacks a migration says that its owner has to apply it', async () => {
    place = await Place.on('PostgreSQL');
    await place.run(['migrate', '--app-role', name]);
    await place.query(`DELETE FROM "_prisma_migrations" WHERE migration_name LIKE '20261201100000%'`);
    expect(await place.run(['verify'], { env: { DATABASE_URL: asUser(place.env.DATABASE_URL!, name) } })).toMatchObject(
      {
        code: 1,
        stderr: expect.stringMatching(
          /^api-sessions: the database lacks the migration 20261201100000_\w+, which this user may not apply \(.+\): run "api-sessions migrate" as the owner of the tables\n$/,
        ),
      },
    );
  });
});
