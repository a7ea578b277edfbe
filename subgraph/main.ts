import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { deliver, TIMEOUT_MS } from './actions/outbox/delivery.ts';
import { hasAccessTokens } from './auth/access-tokens/access-token.repository.ts';
import { keepInOrder } from './background.ts';
import { type Database, openDatabase } from './db/database.ts';
import { readRetention } from './db/kept-days.ts';
import { type Env, requireHashSecret } from './env.ts';
import { EXIT } from './exit-codes.ts';
import { loadSafelist } from './graphql/safelist.ts';
import { drain, endInTime } from './http/shutdown.ts';
import { decideDemo, importDemo } from './ingest/demo.ts';
import { openPlaces } from './ingest/places.ts';
import { loadSessionsConfig } from './ingest/session-key/sessions-config.ts';
import { jsonLog } from './logging/json-log.ts';
import { log, TEXT, useLog } from './logging/log.ts';
import { Metrics } from './metrics/metrics.ts';
import { createMetricsServer } from './metrics/metrics-server.ts';
import { createServer } from './server.ts';
import { StartupError } from './startup-error.ts';
import { isLoopback } from './values/loopback.ts';
import { shareOf } from './workers/role.ts';
import { supervise } from './workers/supervise.ts';

const DEMO_TENANT = 'default';

/** The build puts it beside the compiled server. */
const CONSOLE = join(import.meta.dirname, 'console');

/** Runs the server until SIGTERM or SIGINT: database, migrations, demo traffic on first start, HTTP; from several processes where `WORKERS` says so. */
export async function serve(env: Env): Promise<void> {
  if (env.mode === 'federated' && !env.gateway) {
    throw new StartupError(
      'MODE=federated needs SESSIONS_GATEWAY_SECRET, which the gateway then sends: make one with "openssl rand -base64 32"',
    );
  }
  useLog(env.logLevel, env.logFormat === 'json' ? jsonLog(env.logLevel) : TEXT);
  const secret = requireHashSecret(env);
  // Also of the process that only starts others: a wrong file stops the start.
  const sessionsConfig = loadSessionsConfig(env.configFile);
  const places = await openPlaces(env.placeFiles);
  const safelist = env.safelist === null ? null : loadSafelist(env.safelist);
  const stopping = new AbortController();
  const stopped = untilSignal(stopping);
  const { worker } = env;
  if (env.workers > 1 && worker === null) return supervise(env, stopped, (metrics) => listenForMetrics(metrics, env));
  const { databaseUrl: url, dataDirectory, queryTimeoutMs, endpointsPerHost } = env;
  const database = await openDatabase({ url, dataDirectory, queryTimeoutMs, endpointsPerHost });
  const isBackground = worker !== 'questions';
  const metrics = new Metrics(database, isBackground);
  if (worker) metrics.share();
  let metricsServer: FastifyInstance | undefined;
  let app: FastifyInstance | undefined;
  let delivering: Promise<void> | undefined;
  let keeping: Promise<void> | undefined;
  try {
    await checkSomebodyMayAsk(database, env);
    // Before the port is tried: a first start may fail there, and the next one is still the first that works.
    await decideDemo(database, env.demo, new Date());
    app = await createServer({
      ...env,
      admission: shareOf(env.admission, env.workers),
      database,
      metrics,
      sessionsConfig,
      places,
      consoleDirectory: CONSOLE,
      secret,
      safelist,
      dataDirectory: database.embedded ? dataDirectory : null,
      stopping: stopping.signal,
    });
    const address = await listen(app, env);
    if (env.metricsPort !== null && !worker) {
      metricsServer = createMetricsServer(metrics);
      log.info(`metrics: ${await listenForMetrics(metricsServer, env)}/metrics`);
    }
    if (env.webhook && isBackground) {
      delivering = deliver(database.pool, { ...env.webhook, timeoutMs: TIMEOUT_MS }, stopping.signal);
    }
    if (database.migrated.length > 0) log.info(`database ready: ${database.migrated.length} migrations applied`);
    const isDemo =
      !stopping.signal.aborted && isBackground && (await importDemoIfDue(database, secret, stopping.signal));
    if (!stopping.signal.aborted && isBackground) {
      log.info(`API Sessions: ${address}/  GraphQL: ${address}/graphql`);
      if (isDemo) log.info(NEXT);
      if (env.anonymous) log.info(ANONYMOUS);
    }
    if (isBackground) {
      if (!(await readRetention(database.pool)).isDecided) log.info(NO_RETENTION);
      keeping = keepInOrder(database, stopping.signal);
    }
    await stopped;
  } finally {
    stopping.abort();
    const end = async () => {
      if (app) await drain(app);
      await app?.close();
      await metricsServer?.close();
      await Promise.all([keeping, delivering]);
      await database.close();
    };
    const isOver = await endInTime(env.shutdownTimeoutMs, end, () => app?.server.closeAllConnections());
    if (!isOver) endAnyway(env.shutdownTimeoutMs);
    // What a worker hears from the one that started it would keep it running.
    if (worker) process.channel?.unref();
  }
}

const NEXT =
  'NEXT: open the first address for the console. For logs of your own: "api-sessions import access.log --host api.example.com"; DEMO=0 and another DATA_DIR start empty.';

const NO_RETENTION =
  'NO RETENTION: all requests are kept, for ever. "api-sessions retention --days 7" keeps seven days; --everything ends this line.';

const ANONYMOUS =
  'NO SIGN-IN: everybody on this machine reads and changes everything, of every tenant. It is for development; SESSIONS_ANONYMOUS=0 ends it.';

/** A server for other machines that could answer nobody is a mistake, which is said before it is looked for elsewhere. */
async function checkSomebodyMayAsk(
  { pool }: Database,
  { host, anonymous, apiToken, jwt, gateway }: Env,
): Promise<void> {
  if (anonymous || apiToken || jwt || gateway || (await hasAccessTokens(pool))) return;
  const where = isLoopback(host) ? 'SESSIONS_ANONYMOUS=0' : `HOST=${host} is reachable from other machines`;
  throw new StartupError(
    `${where}, and nobody can sign in yet: make a token with "api-sessions token create", or set SESSIONS_API_TOKEN or SESSIONS_JWT_ISSUER`,
  );
}

/** What is written is whole in any case: the database completes or forgets transactions that end here. */
function endAnyway(timeoutMs: number): never {
  log.error(`api-sessions: not everything had ended after ${timeoutMs} ms (SHUTDOWN_TIMEOUT_MS)`);
  process.exit(EXIT.failed);
}

/** True: it was imported now. */
async function importDemoIfDue(database: Database, secret: string, signal: AbortSignal): Promise<boolean> {
  const summary = await importDemo(database, DEMO_TENANT, secret, signal);
  if (!summary || signal.aborted) return false;
  log.info(`demo traffic imported: ${summary.accepted} requests in ${summary.sessions} sessions`);
  return true;
}

/** @param prefix of the variables that say where */
async function listen(app: FastifyInstance, { port, host }: Pick<Env, 'port' | 'host'>, prefix = ''): Promise<string> {
  try {
    return await app.listen({ port, host });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new StartupError(`port ${port} is in use (${prefix}PORT): stop what uses it, or set another`);
    if (code === 'EACCES')
      throw new StartupError(`port ${port} may not be used by this user (${prefix}PORT): set one above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartupError(`this machine has no address ${host} (${prefix}HOST)`);
    }
    throw error;
  }
}

function listenForMetrics(app: FastifyInstance, { metricsPort, metricsHost }: Env): Promise<string> {
  return listen(app, { port: metricsPort ?? 0, host: metricsHost }, 'METRICS_');
}

function untilSignal(stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        stopping.abort();
        resolve();
      });
    }
  });
}
