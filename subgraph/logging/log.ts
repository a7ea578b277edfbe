import { AsyncLocalStorage } from 'node:async_hooks';
import { printable } from '../values/printable.ts';
import { type ErrorFacts, factsOf } from './error-facts.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormatName = (typeof LOG_FORMATS)[number];

/** What stands beside the words: short values of our own making. Never a payload, a query string, a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where lines go. */
export interface LogSink {
  write(level: LogLevel, message: string, fields: LogFields & { requestId?: string }, error: ErrorFacts | null): void;
}

/** For people at a terminal: what goes well to standard output, the rest to standard error. */
export const TEXT: LogSink = {
  write(level, message, { requestId }, error) {
    const about = requestId === undefined ? '' : ` (request ${requestId})`;
    const cause = error ? `: ${error.type}${error.code ? ` ${error.code}` : ''}: ${error.message}` : '';
    const line = [printable(`${message}${cause}${about}`), ...(error?.stack ?? [])].join('\n');
    if (level === 'info' || level === 'debug') console.log(line);
    else console.error(line);
  },
};

const requests = new AsyncLocalStorage<string>();
let sink = TEXT;
let most: number = LOG_LEVELS.indexOf('info');

/** Decides where lines go and which are written, for this process; until then, text from `info` on. */
export function useLog(level: LogLevel, to: LogSink): void {
  most = LOG_LEVELS.indexOf(level);
  sink = to;
}

/** Does something in the name of a request: lines that are written meanwhile carry its id. */
export function inRequest<Result>(id: string, work: () => Result): Result {
  return requests.run(id, work);
}

/** Does something that is no request's, though one set it off. */
export function outsideRequests<Result>(work: () => Result): Result {
  return requests.exit(work);
}

/** The id of the request that is being answered; undefined: none is. */
export function currentRequestId(): string | undefined {
  return requests.getStore();
}

function write(level: LogLevel, message: string, fields: LogFields = {}, error?: unknown): void {
  if (LOG_LEVELS.indexOf(level) > most) return;
  const requestId = currentRequestId();
  const named = requestId === undefined ? fields : { requestId, ...fields };
  sink.write(level, message, named, error === undefined ? null : factsOf(error));
}

/** The log of the server. Commands speak to whoever called them, and not through it. */
export const log = {
  /** @param error what went wrong; only what is known to hold nothing of anybody's is written of it */
  error: (message: string, error?: unknown) => write('error', message, {}, error),
  warn: (message: string, error?: unknown) => write('warn', message, {}, error),
  info: (message: string, fields?: LogFields) => write('info', message, fields),
  debug: (message: string, fields?: LogFields) => write('debug', message, fields),
};
