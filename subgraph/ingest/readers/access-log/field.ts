import type { DurationUnit } from './duration.ts';

/** What one field of a line is. `name`: what the format calls it. */
export type LogField = { name: string } & (
  | { role: PlainRole }
  /** Since 1970. */
  | { role: 'epoch'; unit: DurationUnit }
  /** `unit` null: the format does not say it. */
  | { role: 'duration'; unit: DurationUnit | null }
  | { role: 'requestHeader' | 'responseHeader' | 'cookie'; key: string }
);

export type PlainRole =
  | 'ignored'
  | 'client'
  | 'identity'
  | 'user'
  | 'host'
  /** `17/May/2015:10:05:03 +0000` */
  | 'clfTime'
  /** RFC 3339 */
  | 'isoTime'
  /** `2015-05-17` */
  | 'date'
  /** `10:05:03`, UTC */
  | 'clock'
  /** The whole request line. */
  | 'request'
  | 'method'
  /** `HTTP/1.1` */
  | 'protocol'
  /** Path and query. */
  | 'target'
  | 'path'
  /** With its question mark or without. */
  | 'query'
  | 'status'
  | 'size';

/** What a format lacks that a request cannot do without; null: nothing. */
export function missingIn(fields: readonly LogField[]): string | null {
  const roles = new Set<string>(fields.map(({ role }) => role));
  const has = (...some: string[]) => some.some((role) => roles.has(role));
  if (!has('clfTime', 'isoTime', 'epoch') && !(has('date') && has('clock'))) return 'a time';
  return has('request') || (has('method') && has('target', 'path')) ? null : 'a request line, or a method and a path';
}
