import { StartupError } from '../../../startup-error.ts';
import { reject } from '../record.ts';
import { extendedFields, extendedValues } from './extended.ts';
import type { LogField } from './field.ts';
import { type LogFormat, parseLogFormat } from './format.ts';
import { lineValues } from './formatted.ts';
import type { LogValue } from './values.ts';

/**
 * What a file says of its own format: `#Fields:` of the W3C extended log format, or `# log_format ...` and `# LogFormat ...`.
 *
 * It is heard at the beginning of the file only, and `#Fields:` again in a file that began so (IIS writes it at each start): into the
 * lines after it clients can write.
 */
export class LogHeader {
  /** The values of a line, by what was heard so far; null: nothing was. */
  values: ((line: string) => LogValue[]) | null = null;
  private atTop = true;
  private extended = false;
  private software = '';

  /** Whether the line is a part of the header, and no record; a text: it is, and cannot be used for this reason. */
  takes(line: string): boolean | string {
    const [, name, value = ''] = this.atTop || this.extended ? (DIRECTIVE.exec(line) ?? []) : [];
    const names = name?.toLowerCase() === 'fields' ? namesOf(value) : null;
    if (name !== undefined && (name.toLowerCase() !== 'fields' || names !== null)) {
      this.extended = true;
      if (name.toLowerCase() === 'software') this.software = value;
      if (names !== null) return this.hear(extendedFields(names, this.software));
      this.values ??= () => reject('no line above it begins with #Fields: and names the fields');
      return true;
    }
    if (this.atTop && /^#\s*(?:log_format|LogFormat)\s/.test(line)) {
      const format = formatOf(line);
      if (typeof format === 'string') return format;
      if (format.properties) return 'lines of JSON are read by --format nginx-json, with this as their --log-format';
      this.values = (each) => lineValues(each.trimEnd(), format);
      return true;
    }
    this.atTop = false;
    return false;
  }

  private hear(fields: LogField[] | string): true | string {
    this.values = (line) => (typeof fields === 'string' ? reject(fields) : extendedValues(line, fields));
    return typeof fields === 'string' ? fields : true;
  }
}

/** Without quotes: what a client sends may stand first in a line, but not without the request line after it. */
const DIRECTIVE = /^#(Version|Fields|Software|Start-Date|End-Date|Date|Remark|GMT-Offset):\s*([^"]*?)\s*$/i;

function namesOf(value: string): string[] | null {
  const names = value.split(/\s+/);
  return names.every((name) => /^[a-z][a-z0-9-]*(?:\([\w-]+\))?$/i.test(name)) ? names : null;
}

function formatOf(line: string): LogFormat | string {
  try {
    return parseLogFormat(line);
  } catch (error) {
    if (error instanceof StartupError) return error.message;
    throw error;
  }
}
