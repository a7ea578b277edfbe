import type pg from 'pg';
import { StartupError } from '../startup-error.ts';
import { roleOfAllTenants, TENANT_SETTING } from './row-security.ts';

// Sets up the application role of row-level security (row-security.ts), as the owner of the tables. Done again, it brings what newer
// tables need.

/** Tables that no policy covers, and why. Every other table must have a column `tenant`. */
export const WITHOUT_POLICY: Readonly<Record<string, string>> = {
  _prisma_migrations: 'what of the schema is there: nothing of tenants',
  access_token:
    'found before the tenant is known, and may be for several; out of reach of the role that sees one tenant',
  setting: 'what the server keeps for itself; what it says of tenants is their names',
};

/**
 * Functions of PostgreSQL that conditions of ours use indexes by. Before a policy has let a row pass, PostgreSQL calls only what is
 * declared not to tell of it (by an error, say). These do not: they compare or hash, and fail for no value of a row.
 */
export const INDEX_FUNCTIONS = [
  'pg_catalog.arrayoverlap(anyarray, anyarray)',
  'pg_catalog.hashtextextended(text, bigint)',
  'pg_catalog.texticlike(text, text)',
  'part_of(text, text, date)',
] as const;

/** What takes the owner of a table; their search_path is pinned. */
const LENT_FUNCTIONS = ['ensure_partitions(text[], date)', 'drop_partitions(text[], date)', 'analyze_table(regclass)'];

/** What was set up. */
export interface AppRoleSetUp {
  allTenants: string;
  /** The role is new: it has no password yet. */
  isNew: boolean;
  tables: number;
}

/**
 * Makes the role, and what it needs: the role beside it, privileges, policies on every table with a tenant.
 * @throws StartupError where it could be set up, and would not hold, or would be slow
 */
export async function setUpAppRole(client: pg.ClientBase, name: string): Promise<AppRoleSetUp> {
  const allTenants = roleOfAllTenants(name);
  await client.query('BEGIN');
  try {
    const isNew = await ensureRoles(client, name, allTenants);
    await checkConfined(client, name, allTenants);
    await checkIndexFunctions(client);
    const tables = await grantAll(client, name, allTenants);
    await client.query('COMMIT');
    return { allTenants, isNew, tables };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    const { code, message } = error as { code?: string; message: string };
    if (code !== '42501') throw error;
    throw new StartupError(
      `this user may not set up the role ${name} (${message}): connect as the owner of the tables, with CREATEROLE, or have a superuser do it`,
    );
  }
}

/** Application roles that were set up before. */
async function appRolesOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT r.rolname AS name FROM pg_policy AS p JOIN pg_roles AS r ON r.oid = ANY(p.polroles) AND r.rolname = p.polname
     WHERE p.polrelid = 'session'::regclass AND pg_get_expr(p.polqual, p.polrelid) <> 'true' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Gives application roles that are there what the tables of today need: a migration may have made some. */
export async function renewAppRoles(client: pg.ClientBase): Promise<string[]> {
  const names = await appRolesOf(client);
  for (const name of names) await setUpAppRole(client, name);
  return names;
}

const HOME = '(SELECT oid FROM pg_namespace WHERE nspname = current_schema())';

/** @returns whether the application role is new */
async function ensureRoles(client: pg.ClientBase, name: string, allTenants: string): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)',
    [[name, allTenants]],
  );
  const known = new Set(rows.map((row) => row.name));
  const isMember = async () =>
    (await client.query(`SELECT pg_has_role($1, $2, 'MEMBER') AS yes`, [name, allTenants])).rows[0].yes as boolean;
  // What another role may do is not its own until it changes to it.
  if (!known.has(name)) await client.query(`CREATE ROLE ${name} LOGIN NOINHERIT NOBYPASSRLS`);
  if (!known.has(allTenants)) await client.query(`CREATE ROLE ${allTenants} NOLOGIN NOINHERIT NOBYPASSRLS`);
  if (!(await isMember())) await client.query(`GRANT ${allTenants} TO ${name}`);
  return !known.has(name);
}

/** A role that was there before may be one that no policy holds. */
async function checkConfined(client: pg.ClientBase, name: string, allTenants: string): Promise<void> {
  const { rows } = await client.query<{ name: string; why: string | null }>(
    `SELECT r.rolname AS name, CASE
       WHEN r.rolsuper THEN 'is a superuser' WHEN r.rolbypassrls THEN 'has BYPASSRLS' WHEN r.rolcreaterole THEN 'has CREATEROLE'
       WHEN pg_has_role(r.oid, (SELECT relowner FROM pg_class WHERE oid = 'session'::regclass), 'MEMBER') THEN 'owns the tables, or may change to who does'
       WHEN r.rolname = $1 AND pg_has_role(r.oid, $2, 'USAGE') THEN 'inherits what ' || $2 || ' may (ALTER ROLE ' || $1 || ' NOINHERIT)'
     END AS why FROM pg_roles AS r WHERE r.rolname IN ($1, $2)`,
    [name, allTenants],
  );
  for (const { name: role, why } of rows) {
    if (why) throw new StartupError(`row-level security would not hold the role ${role}: it ${why}`);
  }
}

/** Says that they do not tell, where this user may; without that, every look-up by an id would read all of a tenant. */
async function checkIndexFunctions(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    'SELECT signature FROM unnest($1::text[]) AS signature WHERE NOT (SELECT proleakproof FROM pg_proc WHERE oid = signature::regprocedure)',
    [INDEX_FUNCTIONS],
  );
  if (rows.length === 0) return;
  const statements = rows.map(({ signature }) => `ALTER FUNCTION ${signature} LEAKPROOF`);
  const { rows: users } = await client.query<{ mayAlter: boolean }>(
    'SELECT rolsuper AS "mayAlter" FROM pg_roles WHERE rolname = current_user',
  );
  if (!users[0]!.mayAlter) {
    throw new StartupError(
      `with row-level security, filters and look-ups use their indexes only after a superuser has said once in this database: ${statements.join('; ')}`,
    );
  }
  for (const statement of statements) await client.query(statement);
}

/** @returns the number of tables with policies */
async function grantAll(client: pg.ClientBase, name: string, allTenants: string): Promise<number> {
  const { rows: places } = await client.query<{ schema: string; database: string }>(
    'SELECT quote_ident(current_schema()) AS schema, quote_ident(current_database()) AS database',
  );
  const { schema, database } = places[0]!;
  const both = `${name}, ${allTenants}`;
  // Whoever may make tables or functions here could stand in for ours.
  await client.query(`REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC, ${both}`);
  await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${name}`);
  await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${both}`);
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${both}`);
  await lendOwner(client, allTenants);
  await client.query(`GRANT SELECT ON _prisma_migrations TO ${both}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON setting TO ${both}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE ON access_token TO ${allTenants}`);
  const tables = await tablesWithTenant(client);
  for (const table of tables) await giveTable(client, table, name, allTenants);
  return tables.length;
}

/** Has functions done as the owner of the tables, for the role that writes and nobody else. */
async function lendOwner(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    `SELECT quote_ident(rolname) AS owner FROM pg_class AS t JOIN pg_roles AS r ON r.oid = t.relowner WHERE t.oid = 'request'::regclass`,
  );
  for (const lent of LENT_FUNCTIONS) {
    await client.query(`ALTER FUNCTION ${lent} OWNER TO ${rows[0]!.owner}`);
    await client.query(`ALTER FUNCTION ${lent} SECURITY DEFINER`);
    await client.query(`REVOKE EXECUTE ON FUNCTION ${lent} FROM PUBLIC`);
    await client.query(`GRANT EXECUTE ON FUNCTION ${lent} TO ${role}`);
  }
}

async function giveTable(client: pg.ClientBase, table: string, name: string, allTenants: string): Promise<void> {
  const append = table === 'audit';
  await client.query(`REVOKE ALL ON ${table} FROM ${name}, ${allTenants}`);
  await client.query(`GRANT SELECT, INSERT${append ? '' : ', UPDATE, DELETE'} ON ${table} TO ${name}, ${allTenants}`);
  await client.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  for (const role of [name, allTenants]) await client.query(`DROP POLICY IF EXISTS ${role} ON ${table}`);
  // Equality and nothing else: with the same condition of a query, the planner makes of it a look at the setting before the first row.
  await client.query(
    `CREATE POLICY ${name} ON ${table} TO ${name} USING (tenant = current_setting('${TENANT_SETTING}', true))`,
  );
  await client.query(`CREATE POLICY ${allTenants} ON ${table} TO ${allTenants} USING (true)`);
}

/** Names as they stand in SQL. A partitioned table stands for its partitions, of which nobody is given any. */
async function tablesWithTenant(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(t.relname) AS name FROM pg_class AS t
     JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = 'tenant' AND NOT a.attisdropped
     WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = ${HOME} ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
