import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';

// Row-level security of PostgreSQL, where the server is connected as an application role (`api-sessions migrate --app-role`): the role itself sees
// the rows of the tenant that its connection names, and none while it names none. Work on several tenants is done in another
// role, to which it changes by name. See docs/decisions/0052-row-level-security.md.

/** The application role, and the one in which work on several tenants is done. */
export interface AppRole {
  name: string;
  allTenants: string;
}

/** What names the tenant of a connection. */
export const TENANT_SETTING = 'api_sessions.tenant';

/** The role beside the application role `name`. */
export const roleOfAllTenants = (name: string): string => `${name}_all_tenants`;

const tenantNow = new AsyncLocalStorage<string>();
const confinedPools = new WeakSet<pg.Pool>();
/** The tenant that a connection names; null: it works on all. Not there: nothing was said to it yet. */
const tenants = new WeakMap<pg.PoolClient, string | null>();

/** What is begun in here on a pool is confined to a tenant, if that pool is. */
export function asTenant<Result>(tenant: string, work: () => Result): Result {
  return tenantNow.run(tenant, work);
}

/** A pool as a tenant sees it. */
export function poolOf(tenant: string, pool: pg.Pool): pg.Pool {
  if (!isConfined(pool)) return pool;
  return new Proxy(pool, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== 'query' && name !== 'connect') return value;
      return (...given: unknown[]) => asTenant(tenant, () => value.apply(target, given));
    },
  });
}

/** Whether its user is held to policies. */
export function isConfined(pool: pg.Pool): boolean {
  return confinedPools.has(pool);
}

/** The application role that a pool is connected as; null: as somebody else, such as the owner of the tables. */
export async function appRoleOf(pool: pg.Pool): Promise<AppRole | null> {
  const { rows } = await pool.query<{ name: string; confined: boolean }>(
    `SELECT session_user AS name, row_security_active('session') AS confined`,
  );
  const { name, confined } = rows[0]!;
  return confined ? { name, allTenants: roleOfAllTenants(name) } : null;
}

/**
 * Has each connection that a pool gives away see the tenant that it is asked for (`asTenant`), and otherwise all. Said once, and again when it changes:
 * outside of transactions, which would take it back where they fail.
 */
export function confine(pool: pg.Pool, { allTenants }: AppRole): void {
  confinedPools.add(pool);
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const confined = async (tenant: string | null): Promise<pg.PoolClient> => {
    const client = await connect();
    if (tenants.get(client) === tenant) return client;
    try {
      await client.query(`SELECT set_config('role', $1, false), set_config('${TENANT_SETTING}', $2, false)`, [
        tenant === null ? allTenants : 'none',
        tenant ?? '',
      ]);
      tenants.set(client, tenant);
      return client;
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
  type Taken = (error: Error | undefined, client?: pg.PoolClient, release?: pg.PoolClient['release']) => void;
  // Both forms: `pool.query` takes the second.
  pool.connect = ((taken?: Taken) => {
    const client = confined(tenantNow.getStore() ?? null);
    if (!taken) return client;
    client.then(
      (given) => taken(undefined, given, given.release.bind(given)),
      (error) => taken(error),
    );
    return undefined;
  }) as typeof pool.connect;
}
