import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliver } from '../../subgraph/actions/outbox/delivery.ts';
import { renewAppRoles, WITHOUT_POLICY } from '../../subgraph/db/app-role.ts';
import { type Database, openDatabase } from '../../subgraph/db/database.ts';
import { writeRetention } from '../../subgraph/db/kept-days.ts';
import { asTenant } from '../../subgraph/db/row-security.ts';
import { underTenantLock } from '../../subgraph/db/tenant-lock.ts';
import { AnswerMeter, NO_ANSWER_LIMITS } from '../../subgraph/graphql/cost/answer-meter.ts';
import { meterReads } from '../../subgraph/graphql/cost/read-meter.ts';
import { dropExpired } from '../../subgraph/retention/drop-expired.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import { askWith, bearer, giveToken } from '../support/access.ts';
import { act, auditOf, expectVerified, judge } from '../support/actions.ts';
import { createAppRole, createPostgresDatabase, DATABASES, dropPostgresDatabase } from '../support/database.ts';
import { exportSession, sessionOf } from '../support/export.ts';
import { createTestServer, type Graph, openGraph } from '../support/graph.ts';
import { Receiver, WEBHOOK_SECRET } from '../support/receiver.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// Row-level security: whatever a statement forgets, the role of the server reads and writes one tenant.

describe.runIf(DATABASES.includes('PostgreSQL'))('connected as the application role', () => {
  let ownerUrl: string;
  let role: Awaited<ReturnType<typeof createAppRole>>;
  let database: Database;
  let graph: Graph;
  const [ours, theirs] = [newTenant(), newTenant()];

  const connected = async <Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
    const client = new pg.Client(url);
    await client.connect();
    return work(client).finally(() => client.end());
  };
  const asOwner = async (statement: string) => (await connected(ownerUrl, (client) => client.query(statement))).rows;
  const TABLES = `SELECT t.relname AS name, t.relkind AS kind, t.relrowsecurity AS secure,
      EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = t.oid AND a.attname = 'tenant') AS "hasTenant",
      (SELECT json_object_agg(p.polname, pg_get_expr(p.polqual, p.polrelid)) FROM pg_policy AS p WHERE p.polrelid = t.oid) AS policies
    FROM pg_class AS t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition ORDER BY 1`;
  const tablesOfTenants = async () =>
    (await asOwner(TABLES)).filter(({ hasTenant }) => hasTenant).map(({ name }) => name as string);

  /** Something in every table that has a tenant. */
  const work = async (tenant: string) => {
    const line = (id: string, second: number) => ({
      id,
      time: `2024-05-12T10:00:0${second}Z`,
      sid: 'one',
      method: 'POST',
      path: `/orders/${second}`,
      user: 'ann',
      status: 200,
      durationMs: 12,
      detections: [{ type: 'sqli', attackId: 'a-1', parameter: 'ARGS:id' }],
      content: { requestBody: { mediaType: 'text/plain', text: 'secret' } },
    });
    await importLines(database, tenant, [line('r1', 0), line('r2', 1)]);
    await judge(graph, tenant, 'mark', 'r1.1');
    const sessionId = await sessionOf(graph, tenant, 'r2');
    expect(await act(graph, tenant, 'block', { sessionId, reason: 'attacks' })).toHaveProperty('session');
    expect(await act(graph, tenant, 'createRule', { requestId: 'r2', kind: 'VIRTUAL_PATCH' })).toHaveProperty('rule');
    await settle(database, tenant);
    return sessionId;
  };

  beforeAll(async () => {
    ownerUrl = await createPostgresDatabase('tables');
    role = await createAppRole(ownerUrl);
    database = await openDatabase({ url: role.url, dataDirectory: null });
    graph = await openGraph(database, { actor: 'ann' });
    for (const tenant of [ours, theirs]) await work(tenant);
  });
  afterAll(async () => {
    await graph?.app.close();
    await database?.close();
    await dropPostgresDatabase(ownerUrl);
    await role.drop();
  });

  test('every table with a tenant has policies, and every other one says why not', async () => {
    for (const { name, hasTenant, secure, policies } of await asOwner(TABLES)) {
      if (!hasTenant) expect(Object.keys(WITHOUT_POLICY), name).toContain(name);
      else
        expect({ name, secure, policies }).toEqual({
          name,
          secure: true,
          policies: {
            [role.name]: `(tenant = current_setting('api_sessions.tenant'::text, true))`,
            [`${role.name}_all_tenants`]: 'true',
          },
        });
    }
  });

  test('a statement that forgets the tenant reads nothing of another, in any table, and nothing at all where none is named', async () => {
    const seen = async (client: pg.Client, table: string) =>
      (await client.query(`SELECT DISTINCT tenant FROM "${table}" ORDER BY 1`)).rows.map(({ tenant }) => tenant);
    const filled: string[] = [];
    await connected(role.url, async (client) => {
      for (const table of await tablesOfTenants()) {
        expect(await seen(client, table), table).toEqual([]);
        await client.query('BEGIN');
        await client.query(`SELECT set_config('api_sessions.tenant', $1, true)`, [ours]);
        const tenants = await seen(client, table);
        if (tenants.length > 0) filled.push(table);
        expect([[], [ours]], table).toContainEqual(tenants);
        await client.query('COMMIT');
        // After the commit the setting is empty, and not null.
        expect((await client.query(`SELECT current_setting('api_sessions.tenant') AS now`)).rows).toEqual([
          { now: '' },
        ]);
        expect(await seen(client, table), table).toEqual([]);
      }
    });
    const both = await Promise.all(
      (await tablesOfTenants()).map(
        async (table) => [table, (await asOwner(`SELECT FROM "${table}"`)).length] as const,
      ),
    );
    // Nothing was hidden from the tenant itself.
    expect(filled).toEqual(both.filter(([, rows]) => rows > 0).map(([table]) => table));
    for (const table of ['session', 'request', 'detection', 'request_content', 'audit', 'outbox', 'rule'])
      expect(filled).toContain(table);
  });

  test('so it is in the server: questions that forget it, with and without Prisma, and work under the lock of a tenant', async () => {
    const reads = (tenant: string) =>
      meterReads(database, tenant, new AnswerMeter(NO_ANSWER_LIMITS), new AbortController().signal);
    const FORGETFUL = 'SELECT DISTINCT tenant FROM request';
    const ask = (tenant: string) => [
      reads(tenant).prisma.$queryRaw`SELECT DISTINCT tenant FROM request`,
      reads(tenant).prisma.audit.findMany({ distinct: ['tenant'], select: { tenant: true } }),
      reads(tenant)
        .pool.query(FORGETFUL)
        .then(({ rows }) => rows),
      underTenantLock(database.pool, tenant, async (client) => (await client.query(FORGETFUL)).rows),
    ];
    // On the same few connections, in turns and at once.
    for (let round = 0; round < 3; round++) {
      const answers = [ours, theirs, 'nobody'].flatMap((tenant) =>
        ask(tenant).map(async (rows) => [tenant, await rows]),
      );
      for (const [tenant, rows] of await Promise.all(answers))
        expect(rows).toEqual(tenant === 'nobody' ? [] : [{ tenant }]);
      // What fails takes nothing back.
      await expect(
        underTenantLock(database.pool, theirs, (client) => client.query('SELECT 1 / 0')),
      ).rejects.toMatchObject({ code: '22012' });
    }
    // Work of the server on all tenants is none of a question's.
    expect((await database.pool.query(FORGETFUL)).rows).toHaveLength(2);
  });

  test('nothing is written for another tenant', async () => {
    await underTenantLock(database.pool, ours, async (client) => {
      const { rowCount } = await client.query(`UPDATE rule SET reason = 'changed' WHERE tenant = $1`, [theirs]);
      expect(rowCount).toBe(0);
    });
    await expect(
      underTenantLock(database.pool, ours, (client) =>
        client.query(`INSERT INTO business_flow (tenant, code, label) VALUES ($1, 'x', 'x')`, [theirs]),
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('the role changes neither policies nor tables nor the audit trail, and becomes nobody else', async () => {
    await connected(role.url, async (client) => {
      for (const before of ['RESET ROLE', `SET ROLE ${role.name}_all_tenants`]) {
        await client.query(before);
        for (const statement of [
          'ALTER TABLE request DISABLE ROW LEVEL SECURITY',
          `DROP POLICY ${role.name} ON request`,
          `CREATE POLICY mine ON request USING (true)`,
          'SELECT FROM request_20240512',
          `SELECT FROM access_token`,
          `UPDATE audit SET actor = 'nobody'`,
          'DELETE FROM audit',
          'TRUNCATE audit',
          'ALTER TABLE audit DISABLE TRIGGER ALL',
          'DROP TRIGGER audit_append_only ON audit',
          `SELECT setval('audit_seq_seq', 1)`,
          'CREATE TABLE mine (tenant text)',
          `CREATE FUNCTION current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT 1'`,
          `ALTER ROLE ${role.name} BYPASSRLS`,
          'SET ROLE postgres',
          'SET SESSION AUTHORIZATION postgres',
          `SELECT ensure_partitions('{pg_class}', '2024-05-12')`,
          `SELECT analyze_table('pg_catalog.pg_authid')`,
        ]) {
          // Tokens are looked up before the tenant is known.
          if (statement.includes('access_token') && before !== 'RESET ROLE') continue;
          await expect(client.query(statement), `${before}; ${statement}`).rejects.toMatchObject({
            code: expect.stringMatching(/^(42501|42P01|0A000)$/),
          });
        }
      }
      await client.query('RESET ROLE');
      // With row security off a statement fails, and shows nothing.
      await client.query('SET row_security = off');
      await expect(client.query('SELECT FROM request')).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('what nobody waits for any more is cancelled', async () => {
    const client = await asTenant(ours, () => database.pool.connect());
    const slow = client.query('SELECT pg_sleep(60)');
    await Promise.all([
      expect(slow).rejects.toMatchObject({ code: '57014' }),
      sleep(50).then(() => database.cancel(client)),
    ]);
    client.release();
  });

  test('functions that run as the owner look names up in our schema alone, and are for the role alone', async () => {
    const functions = await asOwner(
      `SELECT proname AS name, proconfig AS config, has_function_privilege('public', oid, 'EXECUTE') AS public
       FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const config = ['search_path=public, pg_temp'];
    expect(functions).toEqual([
      { name: 'analyze_table', config, public: false },
      { name: 'drop_partitions', config, public: false },
      { name: 'ensure_partitions', config, public: false },
    ]);
  });

  test('the whole product works: new days, lists, exports, actions, deliveries, tokens, settling, verify', async () => {
    const tenant = newTenant();
    const receiver = await new Receiver().start();
    const stopping = new AbortController();
    const webhook = { url: receiver.url, secret: WEBHOOK_SECRET, timeoutMs: 5_000, privateHosts: ['127.0.0.1'] };
    const patience = { pollMs: 20, retryMs: 20, maxRetryMs: 100, attempts: 10 };
    const delivering = deliver(database.pool, webhook, stopping.signal, patience);
    const sessionId = await work(tenant);
    // A day that nobody had anything on: its partitions are made, and the role may not touch them but through the table.
    const late = await importLines(database, tenant, [{ id: 'r3', time: '2024-05-19T00:00:00Z', sid: 'one' }]);
    expect(late.accepted).toBe(1);
    expect(await asOwner(`SELECT relowner::regrole::text FROM pg_class WHERE relname = 'request_20240519'`)).toEqual([
      { relowner: 'postgres' },
    ]);
    expect(
      await graph.query(
        tenant,
        `{ sessions(filter: { requests: [{ methods: ["POST"], statuses: [200] }] }) { totalCount { value } nodes { users
             requests { nodes { id content { requestBody { text } } detections { falsePositive } } } } } }`,
      ),
    ).toMatchObject({
      sessions: {
        totalCount: { value: 1 },
        nodes: [
          { users: ['ann'], requests: { nodes: expect.arrayContaining([expect.objectContaining({ id: 'r2' })]) } },
        ],
      },
    });
    const { url } = await exportSession(graph, tenant, { sessionId, format: 'HAR' });
    expect((await graph.app.inject({ url: url!, headers: { 'x-sessions-tenant': tenant } })).body).toContain('secret');
    expect((await auditOf(graph, tenant)).map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['readContent', 'fetchExport', 'blockSession']),
    );
    await expect.poll(() => receiver.received.filter(({ event }) => event.tenant === tenant).length).toBe(3);
    stopping.abort();
    await delivering;
    await receiver.stop();

    const app = await createTestServer(database, { anonymous: false });
    const { secret } = await giveToken(database, { tenants: [tenant] });
    expect(await askWith(app, bearer(secret))).toMatchObject({ status: 200, code: null });
    const signIn = await app.inject({
      method: 'POST',
      url: '/auth/token',
      headers: { 'sec-fetch-site': 'same-origin' },
      payload: { token: secret },
    });
    expect(signIn.statusCode).toBe(204);
    await app.close();

    await settle(database, tenant);
    await expectVerified(database);
    // It sees all tenants for that.
    expect((await verify(database.pool, () => {})).sessions).toBeGreaterThanOrEqual(3);
  });

  test('days that have expired go, partitions that the role does not own', async () => {
    await importLines(database, newTenant(), [{ id: 'old', time: '2023-01-01T00:00:00Z', sid: 'one' }]);
    const old = `SELECT relname FROM pg_class WHERE relname LIKE '%\\_20230101'`;
    expect((await asOwner(old)).length).toBeGreaterThan(5);
    await writeRetention(database.pool, 1);
    const { days, held } = await dropExpired(database);
    expect([days, held]).toEqual([expect.arrayContaining(['2023-01-01']), null]);
    expect(await asOwner(old)).toEqual([]);
    await expectVerified(database);
  });

  test('tables that a later version brings are given to the roles that are there', async () => {
    await connected(ownerUrl, async (client) => {
      await client.query('CREATE TABLE later (tenant text COLLATE "C" NOT NULL)');
      await client.query('INSERT INTO later VALUES ($1), ($2)', [ours, theirs]);
      expect(await renewAppRoles(client)).toEqual([role.name]);
    });
    const { rows } = await underTenantLock(database.pool, ours, (client) => client.query('SELECT tenant FROM later'));
    expect(rows).toEqual([{ tenant: ours }]);
  });
});
