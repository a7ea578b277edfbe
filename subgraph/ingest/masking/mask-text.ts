import type { IncomingBody } from '../incoming.type.ts';
import { isSecretName } from './secret-names.ts';

/** What stands where a secret stood. */
export const MASK = '***';

/**
 * JSON Web Tokens in a text, cut down to `eyJ***`: three or more parts separated by dots, or two at the end of the text
 * (it was cut). Runs of token characters are taken whole, so that hostile text costs linear time.
 */
function maskTokens(text: string): string {
  if (!text.includes('eyJ')) return text;
  return text.replace(/[\w.-]+/g, (run, at: number) => {
    const start = run.indexOf('eyJ');
    if (start < 0) return run;
    const dots = run.slice(start).split('.').length - 1;
    const cut = at + run.length === text.length && dots === 1;
    return dots >= 2 || cut ? `${run.slice(0, start)}eyJ${MASK}` : run;
  });
}

/** Percent-decoded as far as it goes: what is wrongly encoded stays. Never throws. */
export function decodeLoosely(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[0-7][0-9a-f]/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  }
}

/** The literal secrets of one request, to be found in any text however it was encoded. */
export class Literals {
  /** Longest first: a secret that is part of another must not leave the rest of that one behind. */
  readonly #spellings: string[];
  readonly #secrets: string[];

  constructor(secrets: Iterable<string>) {
    this.#secrets = [...new Set(secrets)].filter((it) => it.length >= 6);
    this.#spellings = [...new Set(this.#secrets.flatMap(spellings))].sort((a, b) => b.length - a.length);
  }

  get empty(): boolean {
    return this.#secrets.length === 0;
  }

  /** The same secrets as the bytes of a body read as Latin-1. */
  asBytes(): Literals {
    const bytes = this.#secrets.flatMap((it) =>
      [Buffer.from(it, 'utf8'), Buffer.from(it, 'utf16le'), Buffer.from(it, 'latin1')].map((b) => b.toString('latin1')),
    );
    return new Literals([...this.#secrets, ...bytes]);
  }

  /** Literal occurrences and JWTs taken out. */
  plain(text: string): string {
    let masked = text;
    for (const spelling of this.#spellings) {
      if (masked.includes(spelling)) masked = masked.replaceAll(spelling, MASK);
    }
    return maskTokens(masked);
  }

  /** As `plain`; a stretch between delimiters that holds a secret once it is percent-decoded goes as a whole. */
  text(text: string): string {
    const masked = this.plain(text);
    if (this.empty || !masked.includes('%')) return masked;
    const fine = masked.replace(/[^\s&=;,?#/"'<>]+/g, (part) => this.#unlessEncoded(part));
    // a secret may hold such a delimiter itself
    return this.in(decodeLoosely(fine)) ? fine.replace(/\S+/g, (part) => this.#unlessEncoded(part)) : fine;
  }

  /** The value of a query parameter, a path segment: as `text`, but judged as a whole. */
  value(text: string): string {
    return this.#unlessEncoded(this.plain(text));
  }

  /** Whether a decoded text holds a secret. */
  in(text: string): boolean {
    return this.#spellings.some((it) => text.includes(it));
  }

  /** A text that was cut may end in the beginning of a secret. */
  cutEnd(text: string): string {
    for (const spelling of this.#spellings) {
      for (let length = Math.min(spelling.length - 1, text.length); length >= 6; length--) {
        if (text.endsWith(spelling.slice(0, length))) return text.slice(0, -length) + MASK;
      }
    }
    return text;
  }

  #unlessEncoded(text: string): string {
    if (this.empty || !/[%+]/.test(text)) return text;
    const once = decodeLoosely(text);
    return this.in(once) || this.in(once.replaceAll('+', ' ')) || this.in(decodeLoosely(once)) ? MASK : text;
  }
}

/** How a value may be written in a text. Other mixtures of escapes are found by decoding. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const form = new URLSearchParams([[secret, '']]).toString().slice(0, -1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [secret, json, json.replaceAll('/', '\\/'), ascii, form, ...uri(secret), html, html.replaceAll('"', '&quot;')];
}

function uri(text: string): string[] {
  try {
    return [encodeURIComponent(text), encodeURI(text)];
  } catch {
    // half a surrogate pair
    return [];
  }
}

/** `a=b&c=d`: values of secret names masked; everything else keeps its bytes and its order. */
export function maskPairs(pairs: string, literals: Literals, isSecret: (name: string) => boolean): string {
  if (pairs === '') return pairs;
  return pairs
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return literals.value(pair);
      const name = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      if (value !== '' && isSecret(decodeLoosely(name.replaceAll('+', ' ')))) return `${literals.value(name)}=${MASK}`;
      // once more as a whole: a secret may hold a raw `=`
      const masked = `${literals.value(name)}=${literals.value(value)}`;
      return literals.empty ? masked : literals.plain(masked);
    })
    .join('&');
}

const JSON_TOKEN = /["{}[\],]|-?\d[\d.eE+-]*/g;
const COLON = /\s*:/y;

/** JSON, also cut JSON: strings and numbers under secret names and strings that hold a secret masked; layout and numbers stay as written. */
function maskJson(text: string, literals: Literals, isSecret: (name: string, value: string) => boolean): string {
  let name: string | null = null;
  // the name that a list stands under: `"tokens": ["a", "b"]`
  let list: string | null = null;
  let masked = '';
  let copied = 0;
  // most bodies hold none of them: one look instead of one for each string
  const suspect = !literals.empty && (text.includes('\\') || literals.in(text));
  JSON_TOKEN.lastIndex = 0;
  for (let found = JSON_TOKEN.exec(text); found !== null; found = JSON_TOKEN.exec(text)) {
    const at = found.index;
    const [mark] = found;
    if (mark === ',') continue;
    if (/^[{}[\]]/.test(mark)) {
      list = mark === '[' ? (name ?? list) : null;
      name = null;
      continue;
    }
    const end = mark === '"' ? stringEnd(text, at) : at + mark.length;
    JSON_TOKEN.lastIndex = end;
    const token = text.slice(at, end);
    const value = mark === '"' ? unescaped(token) : token;
    COLON.lastIndex = end;
    const isName = mark === '"' && COLON.test(text);
    const under = name ?? list;
    name = isName ? value : null;
    const secret = !isName && value !== '' && under !== null && isSecret(under, value);
    if (!secret && !(suspect && literals.in(value))) continue;
    const literal = secret || mark !== '"' ? token : literals.plain(token);
    masked += text.slice(copied, at) + (literal === token || literals.in(unescaped(literal)) ? `"${MASK}"` : literal);
    copied = end;
  }
  return literals.plain(masked + text.slice(copied));
}

/** After the closing quote, or the end of a cut text. A search, not a regular expression: those overflow on megabytes of escapes. */
function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslash = quote;
    while (text[backslash - 1] === '\\') backslash--;
    if ((quote - backslash) % 2 === 0) return quote + 1;
  }
  return text.length;
}

function unescaped(string: string): string {
  const closed = string.length > 1 && string.endsWith('"') ? string.slice(1, -1) : string.slice(1);
  if (!closed.includes('\\')) return closed;
  try {
    return JSON.parse(`"${closed}"`) as string;
  } catch {
    // raw control characters, or cut within an escape
    return closed.replace(/\\u([0-9a-fA-F]{4})|\\(["\\/])/g, (_, code: string | undefined, plain: string) =>
      code === undefined ? plain : String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
}

/** `<password>...</password>` and the parts of a multipart form, by name. */
function maskMarkup(text: string, isSecret: (name: string) => boolean): string {
  const elements = text.includes('</')
    ? text.replace(/<([\w:.-]{1,128})((?:\s[^<>]*)?)>([^<]+)(?=<\/)/g, (all, name: string, attributes: string) =>
        isSecret(name.replace(/^.*:/, '')) ? `<${name}${attributes}>${MASK}` : all,
      )
    : text;
  return elements.includes('form-data')
    ? elements.replace(
        /(\bname="([^"\r\n]{1,128})"[^\r\n]{0,256}\r?\n(?:[^\r\n]{1,256}\r?\n){0,4}\r?\n)([^\r\n]+)/g,
        (all, head: string, name: string) => (isSecret(name) ? head + MASK : all),
      )
    : elements;
}

/** Which names are secret in a body, beyond those that everyone knows. */
export interface BodySecrets {
  /** Configured form fields. */
  fields: ReadonlySet<string>;
  /** Values that configured JSONPaths found, by the last name of the path: short ones too are masked in their place. */
  properties(name: string, value: string): boolean;
}

/**
 * A body without its secrets. Base64 bodies are masked as bytes (read as Latin-1, which loses nothing), so their charset
 * need not be known and every other byte stays; what is compressed or encrypted cannot be looked into.
 */
export function maskBody(body: IncomingBody, literals: Literals, secrets: BodySecrets): IncomingBody {
  if (body.text !== undefined) {
    const text = maskBodyText(body.text, body, literals, secrets);
    return text === body.text ? body : { ...body, text };
  }
  if (body.base64 === undefined) return body;
  const bytes = Buffer.from(body.base64, 'base64').toString('latin1');
  const masked = maskBodyText(bytes, body, literals.asBytes(), secrets);
  return masked === bytes ? body : { ...body, base64: Buffer.from(masked, 'latin1').toString('base64') };
}

function maskBodyText(text: string, body: IncomingBody, literals: Literals, secrets: BodySecrets): string {
  const whole = maskByKind(text, body.mediaType ?? '', literals, secrets);
  return body.truncated ? literals.cutEnd(whole) : whole;
}

function maskByKind(text: string, mediaType: string, literals: Literals, secrets: BodySecrets): string {
  const isField = (name: string) => isSecretName(name) || secrets.fields.has(name);
  if (/json/i.test(mediaType) || /^\s*[[{]/.test(text)) {
    return maskJson(text, literals, (name, value) => isSecretName(name) || secrets.properties(name, value));
  }
  if (/x-www-form-urlencoded/i.test(mediaType) || (mediaType === '' && /^[^\s=&<>]{1,128}=[^\s<>]*$/.test(text))) {
    return maskPairs(text, literals, isField);
  }
  return literals.text(maskMarkup(text, isField));
}
