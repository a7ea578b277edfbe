import type { LogField } from '../access-log/field.ts';
import { missingIn } from '../access-log/field.ts';
import { type LogValue, requestOf } from '../access-log/values.ts';
import { nginxField } from '../access-log/variables.ts';
import { type Json, text } from '../json-document.ts';
import { jsonObject, shareOfEntries } from '../json-lines.ts';
import { lineRecords } from '../line-records.ts';
import type { AccessLogFacts, Reader } from '../reader.type.ts';
import { type Clock, reject } from '../record.ts';

/**
 * Access logs of nginx that its configuration writes as JSON (`log_format ... escape=json`). The names of their properties are
 * the operator's: those of nginx's own variables are known (`remote_addr`, `request_time`), others are told by `--log-format`.
 */
export function nginxJsonReader(now: Clock = Date.now): Reader {
  return {
    format: 'nginx-json',
    byLine: true,
    detect: (head) => shareOfEntries(head, isEntry),
    read: (input, facts = {}) =>
      lineRecords(input, (line) => requestOf(valuesOf(jsonObject(line), facts), now(), facts.durationUnit)),
  };
}

/** As good as in every format: `time` is no variable, and always RFC 3339 where it is used. */
const TIMES = ['time', 'timestamp', '@timestamp'];

function fieldOf(property: string): LogField {
  return TIMES.includes(property) ? { name: property, role: 'isoTime' } : nginxField(property.replace(/^\$/, ''));
}

function isEntry(entry: Json): boolean {
  const fields = Object.keys(entry).map(fieldOf);
  return 'remote_addr' in entry && 'status' in entry && missingIn(fields) === null;
}

function valuesOf(entry: Json, { logFormat }: AccessLogFacts): LogValue[] {
  if (logFormat?.properties) {
    const { properties } = logFormat;
    for (const property of properties.keys())
      if (!(property in entry))
        reject(`${JSON.stringify(property)} should be a property, as the format of the log says`);
    return [...properties].map(([property, field]) => ({ field, text: escaped(entry[property]) }));
  }
  const values = Object.entries(entry).map(([name, value]) => ({ field: fieldOf(name), text: escaped(value) }));
  const missing = missingIn(values.map(({ field }) => field));
  if (missing !== null)
    reject(
      `${missing} is missing: where properties are not called as nginx's variables, tell the format (--log-format)`,
    );
  return values;
}

/** JSON has undone its own escapes; those of the other formats are undone of a value afterwards. */
const escaped = (value: unknown) => text(value).replaceAll('\\', '\\\\');
