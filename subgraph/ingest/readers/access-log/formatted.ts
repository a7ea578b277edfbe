import { quote, reject } from '../record.ts';
import type { LogField } from './field.ts';
import type { LogFormat } from './format.ts';
import type { LogValue } from './values.ts';

/** Where a field goes on over the blanks that may follow it in a format. */
const WITH_BLANKS: Partial<Record<LogField['role'], RegExp>> = {
  // a list of addresses: a blank after a comma does not end it
  client: /(?:[^\s,"\\]|\\\S)+(?:, ?(?:[^\s,"\\]|\\\S)+)*/y,
  clfTime: /\[[^\]]*\]|[^\s[\]]+ [+-]\d{4}/y,
};

/**
 * The values of a line, by its format. A field ends where the text that follows it in the format first stands; where that begins with
 * a quote, not at one that a backslash escapes, and before the end of the line at the last. So nothing is tried twice, whatever a
 * client put into the line.
 */
export function lineValues(line: string, { parts }: LogFormat): LogValue[] {
  const values: LogValue[] = [];
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (typeof part === 'string') {
      if (!line.startsWith(part, at))
        reject(`${quote(part)} should stand ${before(values)}, as the format of the log says`);
      at += part.length;
      continue;
    }
    const next = parts[i + 1];
    const literal = typeof next === 'string' ? next : '';
    const quoted = literal.startsWith('"');
    const end = i + 2 >= parts.length ? line.length - literal.length : endOf(line, at, part, literal, quoted);
    if (end < at) reject(`${quote(literal)} should follow ${part.name}, as the format of the log says`);
    values.push({ field: part, text: line.slice(at, end) });
    at = end;
  }
  return values;
}

function before(values: readonly LogValue[]): string {
  const last = values.at(-1);
  return last === undefined ? 'at the beginning' : `after ${last.field.name}`;
}

/** -1: the text that should follow does not. */
function endOf(line: string, from: number, field: LogField, literal: string, quoted: boolean): number {
  let at = from;
  const list = field.role === 'requestHeader' && /^x-forwarded-for$/i.test(field.key);
  const pattern = quoted ? undefined : WITH_BLANKS[list ? 'client' : field.role];
  if (pattern) {
    pattern.lastIndex = from;
    const found = pattern.exec(line);
    return found ? from + found[0].length : -1;
  }
  for (at = line.indexOf(literal, from); quoted && at >= 0 && isEscaped(line, at, from); )
    at = line.indexOf(literal, at + 1);
  return at;
}

function isEscaped(line: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && line[at - backslashes - 1] === '\\') backslashes++;
  return backslashes % 2 === 1;
}
