import pg from 'pg';

/**
 * Classes of PostgreSQL for what no statement is to blame for: connection, resources, operator, system. 57014 is a statement
 * that was cancelled.
 */
const SERVERS = /^(08|53|57(?!014)|58)/;

const LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout e(xceeded|xpired)|Client was closed)/;

const SOCKETS = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN'],
]);

/** What Prisma's adapter makes of the same. */
const KINDS = new Set([
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections', 'TlsConnectionError'],
  ...['DatabaseDoesNotExist', 'DatabaseAccessDenied', 'AuthenticationFailed'],
]);

interface Cause {
  kind?: string;
  originalCode?: unknown;
  originalMessage?: string;
  severity?: unknown;
  reason?: string;
}

interface Failure {
  code?: unknown;
  message?: string;
  severity?: unknown;
  /** Of files. */
  path?: unknown;
  meta?: { driverAdapterError?: { cause?: Cause } };
  cause?: Cause;
}

/**
 * True when the database does not answer, or no connection was to be had in time: whoever asks again later may get an
 * answer. As the driver tells it, or Prisma.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message, severity, path } = Object(error) as Failure;
  const cause = adapterCause(error);
  if (cause) return KINDS.has(`${cause.kind}`) || isServers(cause.originalCode, cause.severity);
  if (error instanceof pg.DatabaseError) return isServers(code, severity);
  return LOST.test(`${message}`) || (SOCKETS.has(`${code}`) && path === undefined);
}

/** Whoever asks for a connection, and is refused one, hears that it is fatal. */
const isServers = (code: unknown, severity: unknown): boolean =>
  severity === 'FATAL' || severity === 'PANIC' || SERVERS.test(`${code}`);

function adapterCause(error: unknown): Cause | undefined {
  const { meta, cause } = Object(error) as Failure;
  return meta?.driverAdapterError?.cause ?? (typeof cause?.kind === 'string' ? cause : undefined);
}

/** What the database, or the network, said: one line, for the log. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as Failure;
  const cause = adapterCause(error);
  const said = cause ? (cause.originalMessage ?? cause.reason ?? cause.kind) : message;
  return (said || `${code}`).trim().split('\n').at(-1)!;
}
