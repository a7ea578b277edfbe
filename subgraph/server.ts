import { timingSafeEqual } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ACTION_NAMES, type ActionName } from './actions/action-names.ts';
import { type Context, createContext } from './context.ts';
import type { Database } from './db/database.ts';
import { isLoopback } from './env.ts';
import { isPublic } from './errors.ts';
import { FilterError } from './filters/filter-error.ts';
import { limitQueries, MAX_TOKENS, QUERY_LIMITS } from './graphql/limits.ts';
import { registerPages } from './pages/pages.ts';
import { createSchema } from './schema.ts';

export interface ServerOptions {
  database: Database;
  /** The address it will listen on: on loopback, only requests to loopback names are answered. */
  host: string;
  /** What clients must send as `Authorization: Bearer`; null: none. */
  apiToken: string | null;
  /** No GraphiQL, no introspection. */
  production: boolean;
  /** What viewers may do; without it, everything. */
  actions?: readonly ActionName[];
  /** Folder of the console's files, as the build makes it; without it there is no console. */
  consoleDirectory?: string;
  /** Where counting sessions and requests stops. */
  totalBound?: number;
}

const TOTAL_BOUND = 100_000;

/** The server: GraphQL, console, health. It does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 1024 * 1024 });
  const apollo = new ApolloServer<Context>({
    schema: await createSchema(),
    introspection: !options.production,
    validationRules: [limitQueries(QUERY_LIMITS)],
    parseOptions: { maxTokens: MAX_TOKENS },
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    plugins: [fastifyApolloDrainPlugin(app), ApolloServerPluginCacheControlDisabled()],
  });
  await apollo.start();
  if (isLoopback(options.host)) app.addHook('onRequest', refuseForeignNames);
  await app.register(async (graphql) => {
    if (options.apiToken) graphql.addHook('onRequest', requireToken(options.apiToken));
    await graphql.register(fastifyApollo<Context>(apollo), { context: async (request) => contextOf(request, options) });
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
function contextOf({ headers }: FastifyRequest, options: ServerOptions): Context {
  const { database, totalBound = TOTAL_BOUND, actions = ACTION_NAMES } = options;
  const name = (header: string, fallback: string) => {
    const value = headers[header] ?? fallback;
    if (typeof value === 'string' && /^[\w.@-]{1,64}$/.test(value)) return value;
    throw new GraphQLError(`the header ${header} must be 1 to 64 letters, digits or any of . _ @ -`, {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
    });
  };
  const tenant = name('x-sessions-tenant', 'default');
  return createContext({ database, totalBound, actions, tenant, actor: name('x-sessions-actor', 'local') });
}

/** What clients see of an error: codes and messages that were written for them, nothing else. */
function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  if (cause instanceof FilterError) {
    return { ...formatted, message: cause.message, extensions: { code: 'BAD_USER_INPUT', path: cause.path } };
  }
  if (isPublic(formatted.extensions?.code)) return formatted;
  console.error(cause);
  return { ...formatted, message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}
