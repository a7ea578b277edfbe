import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { isTimeout } from '../errors.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import { log } from '../logging/log.ts';
import { StartupError } from '../startup-error.ts';
import { DEFAULT_DAYS } from '../values/days-kept.ts';
import { ENDPOINTS_PER_HOST } from '../values/endpoints-per-host.ts';
import { type Cancel, cancelUnawaited } from './cancelling.ts';
import { takeDataFolder } from './data-folder.ts';
import { isDatabaseAway, reasonOf } from './database-away.ts';
import { startEmbedded } from './embedded.ts';
import { writeRetention } from './kept-days.ts';
import { countMissing, isNew, migrate } from './migrate.ts';
import { moveRequests } from './move-requests.ts';
import { Outage } from './outage.ts';
import { appRoleOf, confine } from './row-security.ts';
import { keepStatistics } from './table-statistics.ts';

/** The store. */
export interface Database {
  /** For what answers questions: with `queryTimeoutMs`, on connections of its own that cut a statement off. */
  prisma: PrismaClient;
  /** The connections of `prisma`. */
  questions: pg.Pool;
  /** For transactions that write, which may take as long as they need. */
  pool: pg.Pool;
  url: string;
  /** Served from a folder (or memory) of this machine; one backend, so that long transactions block everyone. */
  embedded: boolean;
  /**
   * Asks it on a connection of its own, which no question keeps waiting, how many migrations it lacks. Fails when it does
   * not answer within two seconds.
   */
  probe(): Promise<{ missing: number }>;
  /** Ends what a connection is doing; the embedded database cannot, and does it to its end. */
  cancel: Cancel;
  /** One connection beside all others, for looks that wait for nobody: each has two seconds. */
  aside: pg.Pool;
  /** How many connections there are, by what they are for, and how many statements wait for one. */
  connections(): { pool: 'questions' | 'writes'; used: number; idle: number; waiting: number }[];
  /** Whether it answers, and what the log has of it. */
  outage: Outage;
  /** So many endpoints that answered a host may have, and as many that did not. */
  endpointsPerHost: number;
  /** Migrations applied when it was opened: all of them on a new database. */
  migrated: string[];
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL server; null: the embedded database. */
  url: string | null;
  /** Folder of the embedded database; null: in memory. */
  dataDirectory: string | null;
  /** What to do when another process holds the folder: refuse, or work through its database. */
  whenHeld?: 'refuse' | 'share';
  /** How long a statement of `prisma` may take on a PostgreSQL server, in milliseconds; 0 or not given: any time. */
  queryTimeoutMs?: number;
  /** Days that a database keeps if it is made now; null: everything. Not given: 7 on a server, undecided where it is embedded. */
  retentionDays?: number | null;
  /** So many endpoints that answered a host may have, and as many that did not; the rest share one. 5,000 unless given. */
  endpointsPerHost?: number;
}

const OLDEST_SERVER = 150_000;

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { queryTimeoutMs, retentionDays, endpointsPerHost } = options;
  if (options.url) return connect(options.url, { embedded: false, queryTimeoutMs, retentionDays, endpointsPerHost });
  if (!options.dataDirectory) {
    const embedded = await startEmbedded(null);
    return connect(embedded.url, { embedded: true, retentionDays, endpointsPerHost, onClose: () => embedded.close() });
  }
  const folder = await takeDataFolder(options.dataDirectory);
  if ('heldBy' in folder) {
    const { pid, databaseUrl } = folder.heldBy;
    if (options.whenHeld === 'share' && databaseUrl) return connect(databaseUrl, { embedded: true, endpointsPerHost });
    throw new StartupError(
      `the data folder ${options.dataDirectory} (DATA_DIR) is held by process ${pid}: stop it, or use another folder`,
    );
  }
  try {
    const embedded = await startEmbedded(folder.databaseDirectory);
    const close = async () => {
      await embedded.close();
      folder.release();
    };
    try {
      const database = await connect(embedded.url, { embedded: true, retentionDays, endpointsPerHost, onClose: close });
      folder.announce(embedded.url);
      return database;
    } catch (error) {
      await embedded.close();
      throw error;
    }
  } catch (error) {
    folder.release();
    throw error;
  }
}

interface Connecting {
  embedded: boolean;
  /** Never with the embedded database: its one backend serves all connections, and has no timer to stop a statement. */
  queryTimeoutMs?: number | undefined;
  retentionDays?: number | null | undefined;
  endpointsPerHost?: number | undefined;
  onClose?: () => Promise<void>;
}

async function connect(
  url: string,
  {
    embedded,
    queryTimeoutMs = 0,
    retentionDays = embedded ? undefined : DEFAULT_DAYS,
    endpointsPerHost = ENDPOINTS_PER_HOST,
    onClose,
  }: Connecting,
): Promise<Database> {
  const pool = openPool(url, embedded);
  const asking = queryTimeoutMs > 0 ? openPool(url, embedded, { statementTimeoutMs: queryTimeoutMs }) : pool;
  try {
    await checkServer(pool);
    const migrated = await migrate(pool);
    // One that was there before keeps everything until somebody decides, and so does one that was killed in between.
    if (retentionDays !== undefined && isNew(migrated)) await writeRetention(pool, retentionDays);
    const moved = await moveRequests(pool, sayHowFar());
    if (migrated.length + moved > 0) await keepStatistics(pool, { everything: true });
    const prisma = new PrismaClient({ adapter: new PrismaPg(asking) });
    const probing = openPool(url, embedded, PROBE);
    const cancelling = openPool(url, embedded, { ...PROBE, connections: CANCELLATIONS });
    const cancel = embedded ? async () => true : cancelBy(cancelling);
    cancelUnawaited(asking, cancel);
    const pools = [...new Set([pool, asking])];
    const appRole = await appRoleOf(pool);
    if (appRole) for (const each of pools) confine(each, appRole);
    const outage = new Outage(() => Promise.all(pools.map((each) => each.query('SELECT 1'))));
    return {
      prisma,
      questions: asking,
      pool,
      probe: async () => ({ missing: await countMissing(probing) }),
      aside: probing,
      connections: () =>
        pools.map((each) => ({
          pool: each === asking ? 'questions' : 'writes',
          used: each.totalCount - each.idleCount,
          idle: each.idleCount,
          waiting: each.waitingCount,
        })),
      cancel,
      endpointsPerHost,
      outage,
      url,
      embedded,
      migrated,
      async close() {
        outage.close();
        await prisma.$disconnect();
        await Promise.all([...pools, probing, cancelling].map((each) => each.end().catch(() => {})));
        await onClose?.();
      },
    };
  } catch (error) {
    await pool.end().catch(() => {});
    throw explainConnectionError(url, error);
  }
}

/** A line every few seconds: whoever starts a server knows what it is doing. */
function sayHowFar(): (share: number) => void {
  let next = 0;
  return (share) => {
    if (Date.now() < next && share < 1) return;
    next = Date.now() + 5_000;
    log.warn(`writing stored requests in their new form: ${Math.floor(share * 100)} %`);
  };
}

interface PoolOptions {
  /** When PostgreSQL gives a statement up; the embedded database has no timer for it. */
  statementTimeoutMs?: number;
  /** When we give up waiting, for a connection as for an answer. */
  patienceMs?: number;
  connections?: number;
}

/** One look at a time, which is soon over. */
const PROBE: PoolOptions = { statementTimeoutMs: 2_000, patienceMs: 2_000, connections: 1 };

/** Connections that cancel what others do: each is as good as done. */
const CANCELLATIONS = 2;

/** Processes of the server by the connections that they serve; a pooler in between tells other numbers when it connects. */
const backends = new WeakMap<pg.ClientBase, number>();

function cancelBy(pool: pg.Pool): Cancel {
  return async (client) => {
    const cancelled = pool.query('SELECT pg_cancel_backend($1)', [backends.get(client)]);
    return cancelled.then(
      () => true,
      () => false,
    );
  };
}

function openPool(
  url: string,
  embedded: boolean,
  // One backend serves the embedded database: a few connections only let queries queue.
  { statementTimeoutMs = 0, patienceMs, connections = embedded ? 4 : 10 }: PoolOptions = {},
): pg.Pool {
  let pool: pg.Pool;
  try {
    pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: patienceMs ?? 10_000,
      ...(patienceMs === undefined ? {} : { query_timeout: patienceMs }),
      application_name: 'api-sessions',
      // Our statements read few rows under many conditions, and look expensive: PostgreSQL would compile them for longer
      // than they run.
      onConnect: async (client) => {
        if (embedded) return;
        const { rows } = await client.query<{ pid: number }>(
          `SELECT pg_backend_pid() AS pid, set_config('jit', 'off', false)
             ${statementTimeoutMs > 0 ? `, set_config('statement_timeout', '${statementTimeoutMs}', false)` : ''}`,
        );
        backends.set(client, rows[0]!.pid);
      },
    });
  } catch {
    throw new StartupError(
      'DATABASE_URL is not a connection string: it should read postgresql://user:password@host:5432/database',
    );
  }
  // An idle connection that breaks is replaced by the pool, one in use fails the next query; without listeners either
  // would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function checkServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ version: number; name: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS name`,
  );
  const server = rows[0]!;
  if (server.version < OLDEST_SERVER) {
    throw new StartupError(`PostgreSQL ${server.name} is too old: api-sessions needs version 15 or newer`);
  }
}

/** One line that says what is wrong with DATABASE_URL, without the password in it. */
function explainConnectionError(url: string, error: unknown): Error {
  if (error instanceof StartupError) return error;
  const { code, message } = error as { code?: string; message: string };
  const place = describe(url);
  const say = (text: string) => new StartupError(`${text} (DATABASE_URL, ${place})`);
  if (code === 'ECONNREFUSED') return say('no PostgreSQL server answers there');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say('the host of the PostgreSQL server is not known');
  if (code === 'ENOENT') return say('no PostgreSQL server has its socket there');
  if (code === '3D000') return say('the database does not exist');
  if (code === '28P01' || code === '28000') return say('the server refuses this user and password');
  if (code === '42501') return say(`this user may not do what is needed: ${message}`);
  if (code === '25006') return say('the database is read-only');
  if (code === 'ETIMEDOUT' || /timeout/i.test(message)) return say('the PostgreSQL server does not answer in time');
  if (/terminated unexpectedly|ECONNRESET|unexpected/i.test(`${code} ${message}`)) {
    return say('what answers there is not a PostgreSQL server');
  }
  return say(`the database cannot be used: ${message.split('\n')[0]}`);
}

/** What a person can do about a database that failed in the middle of work; null: the error is another one. */
export function explainLostDatabase(error: unknown): StartupError | null {
  if (!isDatabaseAway(error) && !isTimeout(error)) return null;
  return new StartupError(`the database failed in the middle (${reasonOf(error)})`);
}

function describe(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    return `${searchParams.get('host') ?? hostname}:${port || 5432}${pathname}`;
  } catch {
    return 'which is not a connection string';
  }
}
