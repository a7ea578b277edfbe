import { parseCookie } from 'cookie';
import { decodeJwt } from 'jose/jwt/decode';
import type { JSONPathQuery, JSONValue } from 'json-p3';
import type { IncomingBody, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import { parameterId, type SessionParameter, type TokenPlace } from './sessions-config.ts';

/** What programs write where they have no value, and what loggers write over a secret: never a session of its own. */
const NO_VALUE =
  /^(?:-|null|\(null\)|undefined|none|nil|nan|deleted|\[object object\]|""|''|[[(<{]?(?:redacted|masked|filtered|hidden|removed|sanitized)[\])>}]?)$/i;
const BLACKED_OUT = /^(?:[*•]+|x{3,}|\.{3})$/i;

/** The value without surrounding space; null when it says that there is none (`null`, `-`, `deleted`, `***`, ...). */
export function meaningful(text: string): string | null {
  const value = text.trim();
  if (value === '' || (value.length <= 16 && NO_VALUE.test(value)) || BLACKED_OUT.test(value)) return null;
  return value;
}

/**
 * The parameter values of one request. Cookies, bodies and tokens are parsed when they are first asked for, once.
 * Nothing in a request makes it throw: what cannot be parsed has no values.
 */
export class RequestValues {
  readonly request: IncomingRequest;
  #cookies: Record<string, string | undefined> | undefined;
  #requestBody: Body | undefined;
  #responseBody: Body | undefined;
  #claims: Map<string, JSONValue | null> | undefined;

  constructor(request: IncomingRequest) {
    this.request = request;
  }

  /** Distinct meaningful values, the one that counts first; those the source itself names come before what is read here. */
  all(parameter: SessionParameter): string[] {
    const found: string[] = [];
    if (this.request.parameters.length > 0) {
      const id = parameterId(parameter);
      for (const given of this.request.parameters) if (parameterId(given) === id) found.push(given.value);
    }
    found.push(...this.#read(parameter));
    const values = new Set<string>();
    for (const text of found) {
      const value = meaningful(text);
      if (value !== null) values.add(value);
    }
    return [...values];
  }

  /** Values of the request headers of a name (lower case), as they came. */
  headers(name: string): string[] {
    return headerValues(this.request.requestHeaders, name);
  }

  /** Without the quotes around it, percent-decoded; of equal names the first. Null: no such cookie. */
  cookie(name: string): string | null {
    this.#cookies ??= parseCookie(this.headers('cookie').join('; '), { decode: cookieValue });
    return this.#cookies[name] ?? null;
  }

  #read(parameter: SessionParameter): string[] {
    const { source, name, jsonPath } = parameter;
    switch (source) {
      case 'REQUEST_HEADER':
      case 'REQUEST_COOKIE':
      case 'REQUEST_QUERY':
        return this.#plain({ source, name });
      case 'RESPONSE_HEADER':
        return headerValues(this.request.responseHeaders, name.toLowerCase());
      case 'REQUEST_BODY':
        this.#requestBody ??= new Body(this.request.requestBody);
        return this.#requestBody.values(name, jsonPath);
      case 'RESPONSE_BODY':
        this.#responseBody ??= new Body(this.request.responseBody);
        return this.#responseBody.values(name, jsonPath);
      case 'REQUEST_JWT':
        return parameter.token === null ? [] : this.tokens(parameter.token).flatMap((it) => this.#claim(it, parameter));
    }
  }

  /** What stands at the place of a token, without its scheme (`Bearer`); not necessarily a JWT. */
  tokens(place: TokenPlace): string[] {
    return this.#plain(place).map((it) => it.replace(/^\s*[A-Za-z][\w-]*\s+/, '').trim());
  }

  #plain({ source, name }: TokenPlace): string[] {
    if (source === 'REQUEST_HEADER') {
      const values = this.headers(name.toLowerCase());
      // `Bearer null` is what a client without a token sends
      return /^(?:proxy-)?authorization$/i.test(name)
        ? values.filter((it) => meaningful(it.replace(/^\s*[A-Za-z][\w-]*\s+/, '')) !== null)
        : values;
    }
    if (source === 'REQUEST_QUERY') return formValues(this.request.query ?? '', name);
    const cookie = this.cookie(name);
    return cookie === null ? [] : [cookie];
  }

  #claim(token: string, { name, jsonPath }: SessionParameter): string[] {
    this.#claims ??= new Map();
    let claims = this.#claims.get(token);
    if (claims === undefined) {
      claims = decoded(token);
      this.#claims.set(token, claims);
    }
    if (claims === null) return [];
    if (jsonPath !== null) return select(jsonPath, claims);
    return Object.hasOwn(claims as object, name) ? scalar((claims as Record<string, JSONValue>)[name]) : [];
  }
}

/** `"x"` is `x` (RFC 6265, 4.1.1): some servers and clients write the quotes, some take them off, in the middle of a session. */
function cookieValue(written: string): string {
  const bare = /^"(.*)"$/s.exec(written)?.[1] ?? written;
  if (!bare.includes('%')) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** Claims of a JWT. Not verified: a log holds tokens that expired long ago, and the keys are not ours. Null: not a JWT. */
function decoded(token: string): JSONValue | null {
  if (!token.includes('.')) return null;
  try {
    return decodeJwt(token) as JSONValue;
  } catch {
    return null;
  }
}

function headerValues(headers: readonly IncomingHeader[], name: string): string[] {
  const values: string[] = [];
  for (const header of headers) {
    if (header.name.length === name.length && header.name.toLowerCase() === name) values.push(header.value);
  }
  return values;
}

/** Values of a field in `a=b&c=d`, decoded. */
function formValues(form: string, name: string): string[] {
  return form === '' ? [] : new URLSearchParams(form).getAll(name);
}

/** A body as JSON or as a form, whichever is asked for. Base64 and cut JSON bodies have no values. */
class Body {
  readonly #text: string;
  readonly #isForm: boolean;
  #json: JSONValue | null | undefined;

  constructor(body: IncomingBody | null) {
    this.#text = body?.text ?? '';
    this.#isForm = body?.mediaType == null || /x-www-form-urlencoded/i.test(body.mediaType);
  }

  values(name: string, jsonPath: JSONPathQuery | null): string[] {
    if (jsonPath === null) return this.#isForm ? formValues(this.#text, name) : [];
    if (this.#json === undefined) this.#json = parsed(this.#text);
    return this.#json === null ? [] : select(jsonPath, this.#json);
  }
}

function parsed(text: string): JSONValue | null {
  // by its first character, not by its media type: logs lose that, and clients get it wrong
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as JSONValue;
  } catch {
    return null;
  }
}

function select(path: JSONPathQuery, value: JSONValue): string[] {
  try {
    return path.query(value).values().flatMap(scalar);
  } catch {
    // nested deeper than the library goes
    return [];
  }
}

/** A scalar as text; several in a list joined by a comma (`roles: ["admin", "user"]`); objects have no value. */
function scalar(value: JSONValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (!Array.isArray(value)) return [];
  const parts = value.flatMap((it: JSONValue) => (Array.isArray(it) ? [] : scalar(it)));
  return parts.length === 0 ? [] : [parts.join(',')];
}
