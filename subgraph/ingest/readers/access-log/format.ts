import { StartupError } from '../../../startup-error.ts';
import { type LogField, missingIn } from './field.ts';
import { apacheField, nginxField } from './variables.ts';

/** The format of a line: fields, and the text between them. No two fields stand together. */
export interface LogFormat {
  readonly parts: readonly (string | LogField)[];
  /** Of a log that is written as JSON: what its properties are. `parts` is empty then. */
  readonly properties?: ReadonlyMap<string, LogField>;
}

/**
 * Reads a format as it stands in the configuration of nginx (`$remote_addr ...`) or Apache (`%h ...`), alone or as the whole directive
 * (`log_format main '...' '...';`, `LogFormat "..." combined`).
 * @throws {StartupError} with what is wrong in it
 */
export function parseLogFormat(text: string): LogFormat {
  const { directive, isJson } = bare(text.trim().replace(/^#\s*/, ''));
  if (isJson) return { parts: [], properties: propertiesOf(directive) };
  const apache = !/\$\w/.test(directive) && /%/.test(directive);
  const parts = merged(apache ? apacheParts(directive) : nginxParts(directive));
  const fields = parts.filter((part) => typeof part !== 'string');
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1];
    if (typeof part !== 'string' && next !== undefined && typeof next !== 'string')
      fail(`${part.name} and ${next.name} stand together: where one ends cannot be told`);
  }
  const missing = missingIn(fields);
  if (missing !== null) fail(`there is no ${missing.replace(/^an? /, '')} in it, and no request is known without`);
  return { parts };
}

function fail(why: string): never {
  throw new StartupError(`the log format cannot be read: ${why}`);
}

/** The format out of its directive. An object of nginx's is JSON, also without `escape=json` in front of it. */
function bare(text: string): { directive: string; isJson: boolean } {
  const nginx = /^log_format\s+(?:[\w-]+(?=[\s;]|$)\s*)?(?:escape=(\w+)\s+)?(.*?);?$/s.exec(text);
  if (nginx) {
    const pieces = [...nginx[2]!.matchAll(/\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/gy)];
    if (pieces.length === 0) fail("log_format should be followed by a name and by '...'");
    const directive = pieces.map(([, single, double]) => (single ?? double)!.replace(/\\(['"\\])/g, '$1')).join('');
    return { directive, isJson: nginx[1] === 'json' };
  }
  if (!/^LogFormat\s/i.test(text)) return { directive: text, isJson: /^\{\s*"/.test(text) && /\$\w/.test(text) };
  const [, inside] = /^LogFormat\s+"((?:[^"\\]|\\.)*)"(?:\s+\S+)?$/is.exec(text) ?? [];
  return { directive: inside ?? fail('LogFormat should be followed by "..." and perhaps a name'), isJson: false };
}

/** `{"time":"$time_iso8601","took":$request_time}`: each property is one variable, in quotes or as a number. */
function propertiesOf(template: string): Map<string, LogField> {
  let object: unknown;
  try {
    object = JSON.parse(template.replace(/(:\s*)(\$\w+)(?=\s*[,}])/g, '$1"$2"'));
  } catch {
    return fail('with escape=json it should be a JSON object');
  }
  const properties = Object.entries(object as object).flatMap(([name, value]): [string, LogField][] => {
    const [, variable] =
      typeof value === 'string' ? (/^\$(?:(\w+)|\{(\w+)\})$/.exec(value)?.filter(Boolean) ?? []) : [];
    return variable === undefined ? [] : [[name, nginxField(variable)]];
  });
  const missing = missingIn(properties.map(([, field]) => field));
  if (missing !== null) fail(`there is no ${missing.replace(/^an? /, '')} in it, and no request is known without`);
  return new Map(properties);
}

function nginxParts(text: string): (string | LogField)[] {
  return [...text.matchAll(/\$(?:(\w+)|\{(\w+)\})|[^$]+|\$/g)].map(([whole, name, braced]) =>
    name === undefined && braced === undefined ? whole : nginxField((name ?? braced)!),
  );
}

/** `%` with modifiers (`>`, `<`, `!200,304`), an argument in braces, and a letter (`^ti`: a trailer). */
const DIRECTIVE = /%(?:%|([<>]?)(?:!?\d+(?:,\d+)*)?(?:\{([^}]*)\})?([<>]?)(\^t[io]|[A-Za-z]))|[^%]+|%/g;

function apacheParts(text: string): (string | LogField)[] {
  const hasFinal = /%(?:!?\d+(?:,\d+)*)?>s/.test(text);
  return [...text.matchAll(DIRECTIVE)].map(([whole, before, argument, after, letter]) => {
    if (letter === undefined)
      return whole === '%%' ? '%' : whole.replace(/\\(["\\tn])/g, (_, c: string) => ESCAPES[c]!);
    const original = letter === 's' && hasFinal && before !== '>' && after !== '>';
    if (original) return { name: whole, role: 'ignored' as const };
    const field = apacheField(letter, argument, whole);
    return typeof field === 'string' ? fail(field) : field;
  });
}
const ESCAPES: Record<string, string> = { '"': '"', '\\': '\\', t: '\t', n: '\n' };

/** `%U%q` and `$uri$is_args$args` are one target; text beside text is one text. */
function merged(parts: (string | LogField)[]): (string | LogField)[] {
  const out: (string | LogField)[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (typeof part === 'string' && typeof last === 'string') out[out.length - 1] = last + part;
    else if (typeof part !== 'string' && typeof last === 'object' && continues(last, part))
      out[out.length - 1] = { name: `${last.name}${part.name}`, role: 'target' };
    else out.push(part);
  }
  return out;
}

function continues(one: LogField, next: LogField): boolean {
  if (one.role === 'path') return next.role === 'query' || next.name === '$is_args';
  return one.role === 'target' && one.name.endsWith('$is_args') && next.role === 'query';
}
