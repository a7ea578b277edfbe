import { timingSafeEqual } from 'node:crypto';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Gateway } from './auth/gateway.ts';
import { type Context, createContext } from './context.ts';
import type { Database } from './db/database.ts';
import { isLoopback } from './env.ts';
import { type BuildSwitches, checkSwitches, NO_SWITCHES } from './federation/build-switches.ts';
import type { Mode } from './federation/mode.ts';
import { registerNoSubgraph, registerSubgraph } from './federation/subgraph-route.ts';
import { createApollo } from './graphql/apollo.ts';
import { GATEWAY_LIMITS, QUERY_LIMITS, type QueryLimits } from './graphql/limits.ts';
import { registerPages } from './pages/pages.ts';
import { registerProjections } from './projections/projections.routes.ts';
import { createSchema, createSubgraphSchema } from './schema.ts';

export interface ServerOptions {
  database: Database;
  /** The address it will listen on: on loopback, only requests to loopback names are answered. */
  host: string;
  /** What clients must send as `Authorization: Bearer`; null: none. */
  apiToken: string | null;
  /** No GraphiQL, no introspection. */
  production: boolean;
  /** `standalone` unless given. */
  mode?: Mode;
  /** Who may ask `/subgraph`; null or not given: nobody, it does not exist. */
  gateway?: Gateway | null;
  /** For `/subgraph` alone. */
  switches?: BuildSwitches;
  /** Folder of the console's files, as the build makes it; without it there is no console. */
  consoleDirectory?: string;
  /** Where counting sessions and requests stops. */
  totalBound?: number;
}

const TOTAL_BOUND = 100_000;

/** The server: GraphQL for clients and for gateways, console, health. It does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { mode = 'standalone', gateway = null, switches = NO_SWITCHES } = options;
  const app = Fastify({ bodyLimit: 1024 * 1024 });
  const context = async (request: FastifyRequest) => contextOf(request, options);
  const start = async (schema: GraphQLSchema, limits: QueryLimits) => {
    const plugins = [fastifyApolloDrainPlugin(app)];
    const apollo = createApollo({ schema, limits, introspection: !options.production, plugins });
    await apollo.start();
    return apollo;
  };
  if (isLoopback(options.host)) app.addHook('onRequest', refuseForeignNames);
  const schema = await createSchema(mode);
  checkSwitches(schema, mode, switches);
  const plain = await start(schema, QUERY_LIMITS);
  await app.register(async (graphql) => {
    if (options.apiToken) graphql.addHook('onRequest', requireToken(options.apiToken));
    await graphql.register(fastifyApollo<Context>(plain), { context });
  });
  if (gateway) {
    const apollo = await start(await createSubgraphSchema(mode, switches), GATEWAY_LIMITS);
    await registerSubgraph(app, { apollo, gateway, context });
  } else registerNoSubgraph(app);
  await app.register(async (ingest) => {
    if (options.apiToken) ingest.addHook('onRequest', requireToken(options.apiToken));
    registerProjections(ingest, options.database, (request) => contextOf(request, options).tenant);
  });
  app.get('/health', async () => {
    await options.database.prisma.$queryRaw`SELECT 1`;
    return { status: 'ok' };
  });
  registerPages(app, { consoleDirectory: options.consoleDirectory ?? null, graphiql: !options.production });
  return app;
}

/**
 * A page of any web site can make a browser send requests to this machine under a name of its own (DNS rebinding):
 * without a password, the name is what tells them apart.
 */
async function refuseForeignNames(request: FastifyRequest): Promise<void> {
  if (isLoopback(request.hostname.replace(/^\[|\]$/g, ''))) return;
  throw Object.assign(new Error('this server answers to loopback names only: use localhost or 127.0.0.1'), {
    statusCode: 421,
  });
}

function requireToken(token: string) {
  const expected = Buffer.from(`Bearer ${token}`);
  return async (request: FastifyRequest): Promise<void> => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return;
    throw Object.assign(new Error('send Authorization: Bearer with the token of this server'), { statusCode: 401 });
  };
}

/** Who is asking, before sign-in exists: headers, with defaults. */
function contextOf(
  { headers }: FastifyRequest,
  { database, totalBound = TOTAL_BOUND, mode = 'standalone' }: ServerOptions,
): Context {
  const name = (header: string, fallback: string) => {
    const value = headers[header] ?? fallback;
    if (typeof value === 'string' && /^[\w.@-]{1,64}$/.test(value)) return value;
    throw new GraphQLError(`the header ${header} must be 1 to 64 letters, digits or any of . _ @ -`, {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
    });
  };
  const tenant = name('x-sessions-tenant', 'default');
  return createContext({ database, totalBound, mode, tenant, actor: name('x-sessions-actor', 'local') });
}
