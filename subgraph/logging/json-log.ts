import pino from 'pino';
import type { LogLevel, LogSink } from './log.ts';

/** One JSON object a line on standard output: `time`, `level`, `msg`, `requestId`, fields, `err`. */
export function jsonLog(level: LogLevel): LogSink {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
      // It has been picked apart already.
      serializers: { err: (facts) => facts },
    },
    // At once: the last line of a process that ends is the one that says why.
    pino.destination({ fd: 1, sync: true }),
  );
  return {
    write: (lineLevel, message, fields, err) => logger[lineLevel](err ? { ...fields, err } : { ...fields }, message),
  };
}
