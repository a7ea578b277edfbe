import { randomBytes } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { keepInOrder } from './background.ts';
import { hashSecretOf } from './db/data-folder.ts';
import { type Database, openDatabase } from './db/database.ts';
import { keepStatistics } from './db/table-statistics.ts';
import { type BuildSwitches, NO_SWITCHES } from './federation/build-switches.ts';
import type { Mode } from './federation/mode.ts';
import { checkSwitches } from './federation/switch-types.ts';
import { log } from './logging/log.ts';
import { checkOptions } from './mounting/check-options.ts';
import { hostIdentity } from './mounting/host-identity.ts';
import type { SessionsServer, SessionsServerOptions, StoreOptions } from './mounting/mounting.type.ts';
import { createSchema as createPlainSchema, createSubgraphSchema } from './schema.ts';
import { createServer as createOwnServer, type ServerOptions } from './server.ts';

export type { SessionsServer, SessionsServerOptions, StoreOptions, Viewer } from './mounting/mounting.type.ts';

/** What `createSchema` takes. */
export interface SchemaOptions {
  /** `standalone` unless given: attacks and endpoints have fields of ours. `federated`: other subgraphs own them. */
  mode?: Mode;
  /** `graph`: what clients ask at `/graphql`, unless given; `subgraph`: what gateways compose, with `_service` and `_entities`. */
  face?: 'graph' | 'subgraph';
  /** Other names of our types, for `subgraph` alone. */
  switches?: Partial<BuildSwitches>;
}

/**
 * The server, to be mounted in a Node server of the host's: it opens the database, brings its tables up to date, and works in the
 * background until it is closed. It listens on no port.
 * @throws StartupError: an option is wrong, or the database cannot be opened
 */
export async function createServer(options: SessionsServerOptions): Promise<SessionsServer> {
  checkOptions(options);
  const database = await openDatabase(databaseOf(options));
  const stopping = new AbortController();
  try {
    const app = await createOwnServer(serverOptionsOf(options, database, stopping.signal));
    await app.ready();
    const working = keepInOrder(database, stopping.signal).catch((error) =>
      log.error('the work in the background ended', error),
    );
    return {
      handle: (request, response) => app.routing(request, response),
      async close() {
        stopping.abort();
        await app.close();
        await working;
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * The schema: to print it, to compose or check operations with it, to make types or mocks of it. What its fields answer with is
 * there in `createServer` alone.
 * @throws StartupError: a switch is wrong
 */
export async function createSchema({
  mode = 'standalone',
  face = 'graph',
  switches = {},
}: SchemaOptions = {}): Promise<GraphQLSchema> {
  const all = { ...NO_SWITCHES, ...switches };
  const plain = await createPlainSchema(mode);
  checkSwitches(plain, mode, all);
  return face === 'graph' ? plain : createSubgraphSchema(mode, all);
}

/**
 * Brings the tables of a database up to date, as `createServer` does too: for a step of its own before new versions start.
 * @returns names of the migrations that were applied now; empty: none was due
 */
export async function migrate(options: StoreOptions): Promise<string[]> {
  const database = await openDatabase(databaseOf(options));
  try {
    await keepStatistics(database.pool);
    return database.migrated;
  } finally {
    await database.close();
  }
}

const QUERY_TIMEOUT_MS = 30_000;

const databaseOf = ({ databaseUrl, dataDirectory, queryTimeoutMs }: StoreOptions & { queryTimeoutMs?: number }) => ({
  url: databaseUrl ?? null,
  dataDirectory: dataDirectory ?? null,
  queryTimeoutMs: queryTimeoutMs ?? QUERY_TIMEOUT_MS,
});

function serverOptionsOf(options: SessionsServerOptions, database: Database, stopping: AbortSignal): ServerOptions {
  const { viewer, mode, actions, publicUrl, gatewaySecret, hashSecret, dataDirectory, development = false } = options;
  const ownSecret = () => (dataDirectory ? hashSecretOf(dataDirectory) : randomBytes(32).toString('base64'));
  return {
    database,
    stopping,
    // By what names it is reached is the host's business.
    host: 'mounted',
    apiToken: null,
    hostIdentity: hostIdentity(viewer),
    secret: hashSecret ?? ownSecret(),
    production: !development,
    dataDirectory: database.embedded ? dataDirectory : null,
    gateway: gatewaySecret ? { secrets: [gatewaySecret], auth: 'secret' } : null,
    publicUrl: publicUrl?.replace(/\/+$/, '') ?? null,
    ...(mode && { mode }),
    ...(actions && { actions }),
  };
}
