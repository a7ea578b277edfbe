import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AggregatorRegistry } from 'prom-client';
import { RateLimiterClusterMaster } from 'rate-limiter-flexible';
import type { Env } from '../env.ts';
import { EXIT } from '../exit-codes.ts';
import { log } from '../logging/log.ts';
import { createMetricsServer } from '../metrics/metrics-server.ts';
import { StartupError } from '../startup-error.ts';
import { ROLE, type Role } from './role.ts';

/** Before one takes the place of one that ended before it answered; doubled each time it does so again, up to the second. */
const WAIT_MS = { first: 1_000, most: 30_000 };

/**
 * Serves from `WORKERS` processes on one port, and does nothing else: what may fail is theirs. One of them has what is done once (demo traffic,
 * settling, deliveries) beside its questions. One that ends has another in its place, with the same role. Ends when all have ended after `stopped`.
 * @param listen as a server of one process does
 */
export async function supervise(
  env: Env,
  stopped: Promise<void>,
  listen: (metrics: FastifyInstance) => Promise<string>,
): Promise<void> {
  checkWorkers(env);
  new RateLimiterClusterMaster();
  const workers = new Workers(env.workers, env.port || (await freePort(env.host)));
  // The first migrates, and says what is wrong with the configuration: then there is no second.
  let isStopped = false;
  const ends = stopped.then(() => {
    isStopped = true;
    return null;
  });
  const code = await Promise.race([workers.start('background'), ends]);
  if (code !== null) {
    process.exitCode = code;
    return;
  }
  let metricsServer: FastifyInstance | undefined;
  try {
    if (!isStopped) workers.startOthers();
    if (env.metricsPort !== null) {
      const aggregator = new AggregatorRegistry();
      const text = async () => ({ type: aggregator.contentType, body: await aggregator.clusterMetrics() });
      metricsServer = createMetricsServer({ text });
      log.info(`metrics: ${await listen(metricsServer)}/metrics`);
    }
    await stopped;
  } finally {
    await metricsServer?.close();
    const isOver = await workers.stop(env.shutdownTimeoutMs);
    if (!isOver) process.exitCode = EXIT.failed;
  }
}

function checkWorkers({ workers, databaseUrl }: Env): void {
  if (!cluster.isPrimary) {
    throw new StartupError(
      `WORKERS=${workers}: what runs this process has several of it already; leave WORKERS out there`,
    );
  }
  if (databaseUrl) return;
  throw new StartupError(
    `WORKERS=${workers} needs a PostgreSQL server (DATABASE_URL): the embedded database serves one process; leave WORKERS out`,
  );
}

/** Left to the system once, and not to each worker: one that takes the place of the last one that listened is to be found where that was. */
async function freePort(host: string): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(0, host), 'listening');
  } catch {
    // The first worker says why.
    return 0;
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

class Workers {
  private readonly running = new Set<Worker>();
  private readonly answering = new Set<Worker>();
  private isStopping = false;
  private waitMs = WAIT_MS.first;
  /** One of them has, ever. */
  private haveAnswered = false;

  constructor(
    private readonly count: number,
    private readonly port: number,
  ) {}

  /** @returns null once it answers; the code with which it ended, when that was before the first of all ever answered */
  start(role: Role): Promise<number | null> {
    const worker = cluster.fork({ [ROLE]: role, PORT: String(this.port) });
    this.running.add(worker);
    return new Promise((resolve) => {
      worker.once('listening', () => {
        this.haveAnswered = true;
        this.waitMs = WAIT_MS.first;
        this.answering.add(worker);
        log.info(`${this.answering.size} of ${this.count} workers answer`);
        resolve(null);
      });
      worker.once('exit', (code, signal) => {
        this.running.delete(worker);
        const answered = this.answering.delete(worker);
        if (!this.haveAnswered || this.isStopping) return resolve(code ?? EXIT.failed);
        log.error(`worker ${worker.process.pid} ended (${signal ?? `code ${code}`}): another one takes its place`);
        this.replace(role, answered ? 0 : this.waitMs);
        if (!answered) this.waitMs = Math.min(2 * this.waitMs, WAIT_MS.most);
      });
    });
  }

  /** Those beside the first. */
  startOthers(): void {
    for (let others = 1; others < this.count; others++) void this.start('questions');
  }

  private replace(role: Role, waitMs: number): void {
    setTimeout(() => {
      if (!this.isStopping) void this.start(role);
    }, waitMs);
  }

  /**
   * Each ends as a server of one process does.
   * @returns false: some had to be ended
   */
  async stop(timeoutMs: number): Promise<boolean> {
    this.isStopping = true;
    const ended = [...this.running].map((worker) => {
      worker.process.kill('SIGTERM');
      // One that has only begun to start knows no other end.
      return new Promise<boolean>((resolve) => {
        worker.once('exit', (code, signal) => resolve(code === EXIT.done || signal === 'SIGTERM'));
      });
    });
    // They end by themselves by then; one that cannot even do that is ended.
    const late = setTimeout(() => {
      for (const worker of this.running) worker.process.kill('SIGKILL');
    }, timeoutMs);
    const all = await Promise.all(ended);
    clearTimeout(late);
    return all.every((isOver) => isOver);
  }
}
