import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.ts';
import { log } from '../logging/log.ts';
import { checkReadiness, type Readiness } from './readiness.ts';

interface HealthOptions {
  database: Pick<Database, 'probe' | 'outage'>;
  /** Folder of the embedded database; null: nothing is kept in files of ours. */
  dataDirectory: string | null;
  /** Aborted: the server ends, and takes no more work on. */
  stopping: AbortSignal;
}

/**
 * For anybody, so they say no more than a word a check; what is wrong is for the log, once until it is over.
 *
 * - `GET /health/live`: this process answers. It asks nobody: whoever restarts a server whose database is busy or away
 *   makes it worse.
 * - `GET /health/ready`: it can answer questions.
 * - `GET /health`: the database answers.
 */
export function registerHealth(app: FastifyInstance, options: HealthOptions): void {
  const check = inOneGo(() => checkReadiness(options.database.probe, options.dataDirectory));
  const log = logOnce(options.database);
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    if (options.stopping.aborted) return reply.code(503).send({ status: 'stopping' });
    const { checks, error } = await check();
    log(error);
    const isReady = Object.values(checks).every((word) => word === 'ok' || word === 'none');
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'unavailable', checks });
  });
  app.get('/health', async (_request, reply) => {
    const { checks, error } = await check();
    log(error);
    if (checks.database === 'ok') return { status: 'ok' };
    return reply.code(503).send({ status: 'unavailable' });
  });
}

/** Who asks while an answer is looked for gets that one: however many probes there are, the database hears one. */
function inOneGo(look: () => Promise<Readiness>): () => Promise<Readiness> {
  let looking: Promise<Readiness> | null = null;
  return () => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
}

function logOnce({ outage }: Pick<Database, 'outage'>): (error: unknown) => void {
  let isDown = false;
  return (error) => {
    if (error !== null && !outage.noted(error) && !isDown) log.error('the database does not answer', error);
    isDown = error !== null;
  };
}
