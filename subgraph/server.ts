import 'reflect-metadata';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { ACTION_NAMES, type ActionName } from './actions/action-names.ts';
import { recordAttempt } from './actions/audit/record-attempt.ts';
import { Admission } from './admission/admission.ts';
import { callerName } from './admission/caller-name.ts';
import { ADMISSION, type AdmissionLimits } from './admission/limits.ts';
import { patienceOf } from './admission/patience.ts';
import { limitRate } from './admission/rate.ts';
import { type AuthOptions, openAuth } from './auth/auth.ts';
import type { Gateway } from './auth/gateway.ts';
import { anonymousCaller, type Caller } from './auth/identity.ts';
import { refuseForeignNames } from './auth/loopback-names.ts';
import { answerInGraphql } from './auth/refusal.ts';
import { type Context, createContext } from './context.ts';
import type { Database } from './db/database.ts';
import { registerExport } from './export/export.route.ts';
import { createExportLinks } from './export/export-link.ts';
import { type BuildSwitches, NO_SWITCHES } from './federation/build-switches.ts';
import type { Mode } from './federation/mode.ts';
import { registerNoSubgraph, registerSubgraph } from './federation/subgraph-route.ts';
import { checkSwitches } from './federation/switch-types.ts';
import { createApollo } from './graphql/apollo.ts';
import { type AnswerLimits, measureAnswers, NO_ANSWER_LIMITS } from './graphql/cost/answer-meter.ts';
import { GATEWAY_LIMITS, QUERY_LIMITS, type QueryLimits } from './graphql/limits.ts';
import { refuseUnlisted } from './graphql/safelist.ts';
import { registerHealth } from './health/health.routes.ts';
import { BODY_TIMEOUT_MS, letStreamsArrive, untilArrived } from './http/arrival.ts';
import { allowOrigins } from './http/cross-origin.ts';
import { nameRequests, newRequestId } from './http/request-id.ts';
import { secureAnswers } from './http/response-headers.ts';
import { announceClose } from './http/shutdown.ts';
import type { Places } from './ingest/places.ts';
import { loadSessionsConfig, type SessionsConfig } from './ingest/session-key/sessions-config.ts';
import { measureQuestions } from './metrics/measure-questions.ts';
import { Metrics } from './metrics/metrics.ts';
import { registerPages } from './pages/pages.ts';
import { registerProjections } from './projections/projections.routes.ts';
import { registerIngest } from './pushes/ingest.routes.ts';
import { registerOtlp } from './pushes/otlp.routes.ts';
import { openPushDoor, PUSHES, placeOf, STREAMS } from './pushes/push-door.ts';
import { createSchema, createSubgraphSchema } from './schema.ts';
import { startAfterwards } from './settling/afterwards.ts';
import { settle } from './settling/settle.ts';
import { SCOPES_HEADER, TENANT_HEADER } from './values/identity-headers.ts';
import { isLoopback } from './values/loopback.ts';
import type { Role } from './workers/role.ts';

/** On a loopback `host`, only requests to loopback names are answered. */
export interface ServerOptions extends AuthOptions {
  database: Database;
  /** No GraphiQL, no introspection, no names of the schema in errors. */
  production: boolean;
  /** Hashes of the operations that `/graphql` answers; null or not given: any. */
  safelist?: ReadonlySet<string> | null;
  /** Origins whose pages may ask from a browser; none unless given. */
  corsOrigins?: readonly string[];
  /** `standalone` unless given. */
  mode?: Mode;
  /** Who may ask `/subgraph`; null or not given: nobody, it does not exist. */
  gateway?: Gateway | null;
  /** For `/subgraph` alone. */
  switches?: BuildSwitches;
  /** What viewers may do; without it, everything. */
  actions?: readonly ActionName[];
  /** Folder of the console's files, as the build makes it; without it there is no console. */
  consoleDirectory?: string;
  /** Folder of the embedded database, which must have room; null or not given: there is none. */
  dataDirectory?: string | null;
  /** Aborted when the server is to end: what came is answered, and says that its connection closes. */
  stopping?: AbortSignal;
  /** Where counting sessions and requests stops. */
  totalBound?: number;
  /** What one answer may hold; for tests. */
  answerLimits?: AnswerLimits;
  /** How long an answer is waited for, in milliseconds; without it, as long as the client stays. */
  requestTimeoutMs?: number;
  /** How long a request may take to arrive, in milliseconds; 30 seconds unless given. */
  bodyTimeoutMs?: number;
  /** How much is executed at one time, and may wait; the defaults of the environment unless given. */
  admission?: Omit<AdmissionLimits, 'cost'>;
  /** How often one caller may ask within a minute; 0 or not given: any number. */
  ratePerMinute?: number;
  /** What this process is among several that serve; null or not given: the only one. */
  worker?: Role | null;
  /** How requests that come in become sessions; the built-in grouping unless given. */
  sessionsConfig?: SessionsConfig;
  /** Countries and tags of addresses for requests that come in; none unless given. */
  places?: Places;
  /** Told what is asked, and how that ends. */
  metrics?: Metrics;
}

const TOTAL_BOUND = 100_000;

type Asking = Caller & Partial<Pick<Context, 'caller' | 'patience'>>;

/** Files that are sent at one time: a slow reader takes its time, and the next one is told when to come again. */
const EXPORTS: AdmissionLimits = { atOnce: 20, atOncePerCaller: 5, waiting: 0, cost: Infinity };

/** What follows from more than a batch that came in is settled so often at most. */
const SETTLE_MS = 5_000;

/** What all operations that are executed at one time may cost together: two of the dearest, many of the usual. */
const COST_AT_ONCE = 300_000;

/** Whatever the cost of a query said: rows may hold more, or larger texts, than it reckoned with. */
const ANSWER_LIMITS: AnswerLimits = {
  objects: 150_000,
  characters: 32 * 1024 * 1024,
  charactersRead: 64 * 1024 * 1024,
  lists: 1_000,
};

/** The server: GraphQL for clients and for gateways, console, health. It does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { mode = 'standalone', gateway = null, switches = NO_SWITCHES } = options;
  // While it stops, what was accepted is answered as always.
  const app = Fastify({
    bodyLimit: 1024 * 1024,
    return503OnClosing: false,
    genReqId: newRequestId,
    ...untilArrived(options.bodyTimeoutMs),
  });
  const { stopping = new AbortController().signal, dataDirectory = null } = options;
  // There is no caller before a hook has found one; nothing reads it elsewhere.
  app.decorateRequest('caller', undefined as unknown as Caller);
  letStreamsArrive(app);
  nameRequests(app);
  announceClose(app, stopping);
  secureAnswers(app);
  const links = createExportLinks(options.secret);
  const open = (asking: Asking, answerLimits = options.answerLimits ?? ANSWER_LIMITS): Context => {
    const { database, totalBound = TOTAL_BOUND, publicUrl = null, actions = ACTION_NAMES } = options;
    const exports = { links, publicUrl };
    return createContext({ ...asking, mode, database, totalBound, actions, exports, answerLimits });
  };
  const { authenticator, signInWay, registerSignIn } = openAuth(options, options.database, (tenant, event) =>
    recordAttempt(options.database.pool, { tenant, actor: event.actor }, event),
  );
  const { requestTimeoutMs = 0, ratePerMinute = 0 } = options;
  const { metrics = new Metrics(options.database) } = options;
  const checkRate = limitRate(ratePerMinute, () => metrics.rateLimited(), Boolean(options.worker));
  const context = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = callerName(request, authenticator.anonymous);
    await checkRate(caller);
    return open({ ...request.caller, caller, patience: patienceOf(reply.raw, requestTimeoutMs) });
  };
  const admission = new Admission({ ...ADMISSION, ...options.admission, cost: COST_AT_ONCE }, (ms) =>
    metrics.waited(ms / 1_000),
  );
  metrics.watch(admission);
  const start = async (schema: GraphQLSchema, limits: QueryLimits) => {
    const plugins = [fastifyApolloDrainPlugin(app), measureQuestions(metrics)];
    const apollo = createApollo({
      schema: measureAnswers(schema),
      limits,
      admission,
      outage: options.database.outage,
      production: options.production,
      plugins,
    });
    await apollo.start();
    return apollo;
  };
  if (isLoopback(options.host)) app.addHook('onRequest', refuseForeignNames);
  await allowOrigins(app, options.corsOrigins ?? []);
  const schema = await createSchema(mode);
  checkSwitches(schema, mode, switches);
  const plain = await start(schema, QUERY_LIMITS);
  await app.register(async (graphql) => {
    graphql.addHook('onRequest', authenticator.hook);
    graphql.setErrorHandler(answerInGraphql);
    if (options.safelist) graphql.addHook('preHandler', refuseUnlisted(options.safelist));
    await graphql.register(fastifyApollo<Context>(plain), { context });
  });
  if (gateway) {
    const apollo = await start(await createSubgraphSchema(mode, switches), GATEWAY_LIMITS);
    const { anonymous, noteRefused } = authenticator;
    await registerSubgraph(app, { apollo, gateway, anonymous, noteRefused, context });
  } else registerNoSubgraph(app);
  const attempt = (request: FastifyRequest, refusal: string | null) => {
    const event = { operation: 'push', subject: placeOf(request), input: {}, refusal };
    return recordAttempt(options.database.pool, request.caller, event);
  };
  const pushDoor = {
    callerOf: (request: FastifyRequest) => callerName(request, authenticator.anonymous),
    checkRate,
    recordRefused: attempt,
    timeoutMs: requestTimeoutMs,
  };
  await app.register(async (projections) => {
    projections.addHook('onRequest', authenticator.hook);
    registerProjections(projections, options.database, openPushDoor({ ...pushDoor, admission: new Admission(PUSHES) }));
  });
  const streams = new Admission(STREAMS);
  metrics.watchStreams(streams);
  const settling = startAfterwards(options.database, 'what came in was not settled', settle, SETTLE_MS);
  app.addHook('onClose', () => settling.stop());
  const taking = {
    database: options.database,
    config: options.sessionsConfig ?? loadSessionsConfig(null),
    places: options.places,
    secret: options.secret,
    metrics,
    silenceMs: options.bodyTimeoutMs ?? BODY_TIMEOUT_MS,
    stopping,
    settleSoon: (tenant: string) => settling.look(tenant),
    door: openPushDoor({ ...pushDoor, admission: streams, recordTaken: (request) => attempt(request, null) }),
  };
  for (const register of [registerIngest, registerOtlp]) {
    await app.register(async (ingest) => {
      ingest.addHook('onRequest', authenticator.hook);
      register(ingest, taking);
    });
  }
  // Outside of the token: the link says who may read what.
  registerExport(app, {
    links,
    outage: options.database.outage,
    admission: new Admission(EXPORTS),
    checkRate,
    open: ({ tenant, actor, scopes }, patience) =>
      open({ tenant, actor, scopes: new Set(scopes), patience }, NO_ANSWER_LIMITS),
    viewerOf: ({ headers }) => ({
      tenant: headers[TENANT_HEADER]?.toString(),
      scopes: authenticator.anonymous && headers[SCOPES_HEADER] ? anonymousCaller(headers).scopes : undefined,
    }),
  });
  await registerSignIn(app);
  registerHealth(app, { database: options.database, dataDirectory, stopping });
  const { consoleDirectory = null, production } = options;
  await registerPages(app, { consoleDirectory, graphiql: !production, signIn: signInWay });
  return app;
}
