import { quote, reject } from '../record.ts';
import { type LogField, missingIn, type PlainRole } from './field.ts';
import type { LogValue } from './values.ts';

/** Fields of the W3C extended log file format, of IIS and of CloudFront, by the names in `#Fields:`. */
const FIELDS: Record<string, PlainRole> = {
  date: 'date',
  time: 'clock',
  'c-ip': 'client',
  'cs-username': 'user',
  'cs-host': 'host',
  'cs(host)': 'host',
  'x-host-header': 'host',
  'cs-method': 'method',
  'cs-version': 'protocol',
  'cs-protocol-version': 'protocol',
  'cs-uri': 'target',
  'cs-uri-stem': 'path',
  'cs-uri-query': 'query',
  'sc-status': 'status',
  'sc-bytes': 'size',
};

/**
 * The fields. `time-taken` is in milliseconds where IIS says that it wrote the file, and in seconds in logs of CloudFront; the W3C's
 * draft has seconds too, but others go by IIS.
 * @returns a sentence: a request cannot be made of them
 */
export function extendedFields(names: readonly string[], software: string): LogField[] | string {
  const iis = /Internet Information Services/i.test(software);
  const unit = iis ? 'ms' : names.includes('x-edge-location') ? 's' : null;
  const fields = names.map((name): LogField => {
    const lower = name.toLowerCase();
    if (lower === 'time-taken') return { name, role: 'duration', unit };
    // the name that the client asked for, where the log has another one as well
    if (lower.startsWith('cs(host)') && names.includes('x-host-header')) return { name, role: 'ignored' };
    const role = FIELDS[lower];
    if (role !== undefined) return { name, role };
    if (lower === 'sc-content-type') return { name, role: 'responseHeader', key: 'Content-Type' };
    if (lower === 'x-forwarded-for') return { name, role: 'requestHeader', key: name };
    const [, side, key] = /^(cs|sc)\((.+)\)$/i.exec(name) ?? [];
    if (key === undefined) return { name, role: 'ignored' };
    return { name, role: side!.toLowerCase() === 'cs' ? 'requestHeader' : 'responseHeader', key };
  });
  const missing = missingIn(fields);
  return missing === null ? fields : `#Fields: should name ${missing}`;
}

/** Fields between tabs where a line has any, else between blanks; in quotes with "" for a quote, or without. */
export function extendedValues(line: string, fields: readonly LogField[]): LogValue[] {
  const texts = line.includes('\t')
    ? line.split('\t')
    : [...line.matchAll(/"((?:[^"]|"")*)"(?=\s|$)|(\S+)/g)].map(([, quoted, plain]) =>
        quoted === undefined ? plain! : quoted.replaceAll('""', '"'),
      );
  if (texts.length !== fields.length)
    reject(`the line has ${texts.length} fields, #Fields: names ${fields.length}: ${quote(line)}`);
  return fields.map((field, i) => ({ field, text: texts[i]! }));
}
