import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { main } from '../../subgraph/cli.ts';
import { type Database, openDatabase } from '../../subgraph/db/database.ts';
import { settle } from '../../subgraph/settling/settle.ts';
import { createPostgresDatabase, DATABASES, dropPostgresDatabase } from '../support/database.ts';
import { givenDatabase } from '../support/graph.ts';
import { repeatRequest } from '../support/many-requests.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What PostgreSQL knows of the tables when it plans a question.

/** Rows that a table had when it was analysed; null: it never was. */
async function analysedRows({ pool }: Database, table: string): Promise<number | null> {
  const { rows } = await pool.query<{ rows: number }>(
    'SELECT reltuples AS rows FROM pg_class WHERE oid = $1::regclass',
    [table],
  );
  return rows[0]!.rows < 0 ? null : rows[0]!.rows;
}

/** Requests of one day, two a session; every tenth malicious. */
function linesOf(day: string, count: number, first = 0): Line[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${day}-${first + index}`,
    time: new Date(Date.parse(day) + index * 1_000).toISOString(),
    sid: `session ${first + Math.floor(index / 2)}`,
    path: `/orders/${'abcdefgh'[index % 8]}`,
    status: 200,
    durationMs: index % 90,
    detections: index % 10 === 0 ? [{ type: 'sqli', attackId: `a${index}` }] : [],
  }));
}

const DAYS = ['2024-05-11', '2024-05-12', '2024-05-13'];

describe.each(DATABASES)('on the %s database', (kind) => {
  const database = givenDatabase(kind);
  const tenant = newTenant();
  beforeAll(async () => {
    await importLines(
      database,
      tenant,
      DAYS.flatMap((day) => linesOf(day, 600)),
    );
  }, 120_000);
  const analysedBy = async (work: () => Promise<unknown>) =>
    (await statementsOf(work)).flatMap(({ text }) => /^ANALYZE .* (\S+)$/.exec(text)?.[1] ?? []);

  test('an import leaves those of all that it wrote, partitioned tables as a whole among them', async () => {
    for (const table of [
      'request',
      'session',
      'parameter_set',
      'facet_count',
      'timeline_count',
      'detection',
      'endpoint_baseline',
    ]) {
      const { rows } = await database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
      expect(await analysedRows(database, table), table).toBe(rows[0]!.count);
      expect(await analysedRows(database, `${table}_20240512`), table).toBeGreaterThan(0);
    }
  });

  test('settling leaves those of what it has decided: how many sessions have no risk score', async () => {
    await settle(database, tenant);
    const { rows } = await database.pool.query<{ without: number }>(
      `SELECT null_frac AS without FROM pg_stats WHERE tablename = 'session_20240512' AND attname = 'risk_score'`,
    );
    expect(rows).toEqual([{ without: 0 }]);
  });

  test('a few requests more analyse nothing, and many on one day that day alone', async () => {
    expect(await analysedBy(() => importLines(database, tenant, linesOf('2024-05-11', 5, 10_000)))).toEqual([]);
    const analysed = await analysedBy(() => importLines(database, tenant, linesOf('2024-05-13', 200, 10_000)));
    expect(analysed).toContain('request_20240513');
    expect(analysed).not.toContain('request');
    expect(analysed.filter((table) => /^request_2024051[12]$/.test(table))).toEqual([]);
  });
});

describe.skipIf(!DATABASES.includes('PostgreSQL'))('on a PostgreSQL server', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  test('`migrate` leaves those of a store that has none', async () => {
    const url = await createPostgresDatabase();
    const database = await openDatabase({ url, dataDirectory: null, retentionDays: null });
    const tenant = newTenant();
    await importLines(database, tenant, [{ id: 'one', sid: 'one', time: '2024-05-12T10:00:00Z' }]);
    await repeatRequest(database, tenant, 'one', 3_000);
    expect(await analysedRows(database, 'request')).toBeNull();
    vi.stubEnv('DATABASE_URL', url);
    vi.stubEnv('MODE', 'standalone');
    vi.stubEnv('SESSIONS_HASH_SECRET', 'a secret of the tests, long enough');
    vi.spyOn(console, 'log').mockImplementation(() => {});
    await main(['node', 'api-sessions', 'migrate']);
    expect(await analysedRows(database, 'request')).toBe(3_001);
    await database.close();
    await dropPostgresDatabase(url);
  });

  test('a user who owns nothing but our tables imports without a word, and has them', async () => {
    const url = await createPostgresDatabase();
    const administrator = await openDatabase({ url, dataDirectory: null, retentionDays: null });
    const role = `owner_${Date.now()}`;
    const tables = await administrator.pool.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
    );
    await administrator.pool.query(`CREATE ROLE ${role} LOGIN`);
    await administrator.pool.query(`GRANT ALL ON SCHEMA public TO ${role}`);
    for (const { name } of tables.rows) await administrator.pool.query(`ALTER TABLE ${name} OWNER TO ${role}`);
    await administrator.pool.query('CREATE TABLE of_somebody_else AS SELECT generate_series(1, 5000) AS n');
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const own = new URL(url);
    own.username = role;
    const database = await openDatabase({ url: own.href, dataDirectory: null });
    const notices: string[] = [];
    database.pool.on('connect', (client) => client.on('notice', ({ message }) => notices.push(String(message))));
    await importLines(database, newTenant(), linesOf('2024-05-12', 700));
    expect(await analysedRows(database, 'request')).toBe(700);
    expect(await analysedRows(database, 'of_somebody_else')).toBeNull();
    expect(said).not.toHaveBeenCalled();
    expect(notices).toEqual([]);
    await database.close();
    await administrator.pool.query(`DROP OWNED BY ${role} CASCADE`);
    await administrator.close();
    await dropPostgresDatabase(url);
  });
});
