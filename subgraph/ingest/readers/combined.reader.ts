import type { Readable } from 'node:stream';
import { lineValues } from './access-log/formatted.ts';
import { LogHeader } from './access-log/header.ts';
import { parseAccessLine } from './access-log/line.ts';
import { requestOf } from './access-log/values.ts';
import { type Line, lines } from './input.ts';
import { lineRecord } from './line-records.ts';
import type { AccessLogFacts, Reader, ReadRecord, ReadRequest } from './reader.type.ts';
import { type Clock, rejected } from './record.ts';

/** Access logs: common and combined format, the format that the import was told, or the one that a file itself names. */
export function combinedReader(now: Clock = Date.now): Reader {
  return {
    format: 'combined',
    byLine: true,
    detect(head) {
      const sample = head.split(/\r\n?|\n/, 50).filter((line) => line.trim() !== '');
      if (HEADER.test(sample[0] ?? '')) return 0.9;
      const good = sample.filter((line) => LIKELY.test(line)).length;
      return good === 0 ? 0 : 0.4 + (0.5 * good) / sample.length;
    },
    read: (input, facts = {}) => readAccessLog(input, now, facts, new LogHeader()),
  };
}

/** A first field, perhaps a list, perhaps all of it in quotes, and the time before a quoted request line. */
const LIKELY = /^(?:"[^"]*"|"?\S+) [^["]*\[\d{2}\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4}\] (?:"|\\")/;
const HEADER = /^\ufeff?#(?:(?:Fields|Software|Version): |\s*(?:log_format|LogFormat)\s)/;

/** @param header what is known of the format already, and hears what the file says */
export async function* readAccessLog(
  input: Readable,
  now: Clock,
  facts: AccessLogFacts,
  header: LogHeader,
): AsyncGenerator<ReadRecord> {
  const { logFormat, durationUnit } = facts;
  const told = logFormat ? (line: string) => lineValues(line.trimEnd(), logFormat) : null;
  const parse = (line: string): ReadRequest => {
    const values = told ?? header.values;
    return values ? requestOf(values(line), now(), durationUnit) : parseAccessLine(line, now(), durationUnit);
  };
  for await (const line of lines(input)) {
    const made = recordOf(line, header, parse);
    if (made) yield made;
  }
}

/** Null: the line is a part of the header. */
function recordOf(line: Line, header: LogHeader, parse: (line: string) => ReadRequest): ReadRecord | null {
  const heard = line.problem ?? header.takes(line.text);
  if (typeof heard === 'string') return rejected(line.number, line.text, heard);
  return heard ? null : lineRecord(line, parse);
}
