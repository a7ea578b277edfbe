import { nameTemplate } from './name-template.ts';

const MAX_SEGMENTS = 32;
const MAX_SEGMENT = 128;
const MAX_LENGTH = 1024;
const REST = '{rest}';

/** The template of what shares one endpoint, for its host has as many as it may. */
export const OTHER = '/{other}';

/** Placeholders of ours, also in a name and in front of what `SUFFIX` keeps. */
const PLACEHOLDER = /^(?:[\w.~-]*\{(?:int|uuid|hex|date|email|token|name|other|rest)\})+(?:[\w.~-]*|:[A-Za-z]{2,32})$/;
/** File extensions (`.png`, `.tar.gz`) and custom verbs (`:cancel`) stay: they tell endpoints apart. */
const SUFFIX = /^(.+?)((?:\.[A-Za-z][A-Za-z0-9]{1,4}){1,2}|:[A-Za-z]{2,32})$/s;

const INT = /^-?\d+$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /^(?:0x)?(?=(?:[a-f]*\d){2})[0-9a-f]{12,}$/i;
const DAY = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const DATE = new RegExp(String.raw`^${DAY}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$`);
const COMPACT_DATE_TIME = /^\d{8}T\d{6}Z?$/;
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*\.[a-z]{2,}$/i;
/** Whole, or as the masking of secrets leaves it. */
const JWT = /^(?:eyJ[\w-]+\.[\w-]+\.[\w-]*|(?:eyJ)?\*{3})$/;
const TOKEN_CHARACTERS = /^[\w.~+=:-]{20,}$/;

/**
 * The template of a raw path: `/users/42/orders/7f9c...` is `/users/{int}/orders/{hex}`. A function of the path alone, so
 * that the order of an import changes nothing; used where no API specification names the endpoint. Never throws, never
 * longer than 1,024 characters, and a template is its own template.
 *
 * A number of one or two digits at the root, or directly after `api` or `rest`, is a version and stays. Inside a name, only
 * what the name is told from others by is replaced (name-template.ts).
 *
 * Matrix parameters, empty segments and the trailing slash are dropped. Percent-encoding counts in telling what a segment
 * is, and stays as it was sent otherwise. Braces that are not ours are percent-encoded. `*` (of OPTIONS) stays.
 */
export function pathTemplate(path: string): string {
  if (path === '*') return path;
  let template = '';
  let last = '';
  let count = 0;
  for (const raw of path.split('/')) {
    const segment = isVersion(raw, last) ? raw : segmentTemplate(raw);
    if (segment === '') continue;
    if (count === MAX_SEGMENTS || template.length + 1 + segment.length > MAX_LENGTH - REST.length - 1) {
      return `${template}/${REST}`;
    }
    template += `/${segment}`;
    last = segment;
    count++;
  }
  return template === '' ? '/' : template;
}

/** `/api/2/users`, `/rest/10/search`, `/1/statuses`: what comes after it is another API, not another thing. */
function isVersion(raw: string, before: string): boolean {
  return /^\d{1,2}$/.test(raw) && /^(?:|api|rest)$/i.test(before);
}

function segmentTemplate(raw: string): string {
  const matrix = raw.indexOf(';');
  const bare = matrix < 0 ? raw : raw.slice(0, matrix);
  if (bare === '' || (bare.length <= MAX_SEGMENT && PLACEHOLDER.test(bare))) return bare;
  // most segments are words
  if (bare.length < 20 && /^[A-Za-z_-]*$/.test(bare)) return bare;
  // PostgreSQL holds no NUL
  const literal = bare.replace(/[{}\0]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  if (literal.length > MAX_SEGMENT) return '{token}';
  const decoded = decode(literal);
  // before its signature is taken for a file extension
  if (JWT.test(decoded)) return '{token}';
  const [, stem, suffix] = SUFFIX.exec(decoded) ?? [];
  const kind = stem === undefined ? null : placeholder(stem);
  // an encoded suffix would not be one the second time
  if (kind !== null && literal.endsWith(suffix ?? '')) return kind + suffix;
  return placeholder(decoded) ?? bounded(nameTemplate(literal)) ?? literal;
}

/** Null: a word, a slug, a version, a locale: kept. */
function placeholder(text: string): string | null {
  // YYYYMMDD is a number here: eight digits are an identifier more often than a day
  if (INT.test(text)) return '{int}';
  if (UUID.test(text)) return '{uuid}';
  if (HEX.test(text)) return '{hex}';
  if (DATE.test(text) || COMPACT_DATE_TIME.test(text)) return '{date}';
  if (EMAIL.test(text)) return '{email}';
  return looksRandom(text) ? '{token}' : null;
}

/**
 * 20 or more characters in which letters and digits alternate as they do in random text. The words and numbers of a slug
 * (`how-to-build-an-api-in-2024`) stand apart, and the words of `getUserByIdAndType2` have few digits.
 */
function looksRandom(text: string): boolean {
  if (!TOKEN_CHARACTERS.test(text)) return false;
  const digits = text.match(/(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]/g)?.length ?? 0;
  const cases = text.match(/(?<=[a-z])[A-Z]|(?<=[A-Z])[a-z]/g)?.length ?? 0;
  return (digits >= 3 && digits >= 0.15 * text.length) || (digits >= 2 && cases >= 6) || (digits >= 3 && cases >= 4);
}

function bounded(segment: string | null): string | null {
  return segment === null || segment.length <= MAX_SEGMENT ? segment : '{token}';
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
