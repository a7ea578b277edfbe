import type { IncomingDetection, IncomingHeader, IncomingRequest } from '../incoming.type.ts';
import type { SessionParameter, SessionsConfig } from '../session-key/sessions-config.ts';
import { type BodySecrets, decodeLoosely, Literals, MASK, maskBody, maskPairs } from './mask-text.ts';
import { isSecretHeader, isSecretName } from './secret-names.ts';

/** A header as it may be kept and shown. */
export interface MaskedHeader {
  name: string;
  value: string;
  /** The value is not the one that was sent. */
  masked: boolean;
}

/** A value that was found in a request and may not be kept. */
export interface Secret {
  value: string;
  /** Null: found at a place that is masked by its name in any case. */
  parameter: SessionParameter | null;
}

/** A request without its secrets. Exported types say what is kept: nothing else of the request is. */
interface MaskedRequest {
  request: IncomingRequest;
  requestHeaders: MaskedHeader[];
  responseHeaders: MaskedHeader[];
  /** Applies the same rules to any other text about this request. */
  text: (text: string) => string;
}

/**
 * Takes the secrets out of a request: `secrets` wherever they occur, configured parameters that are hashed by their place,
 * well-known credentials by their names, and JWTs by their shape.
 */
export function takeOutSecrets(
  request: IncomingRequest,
  config: SessionsConfig,
  secrets: readonly Secret[],
): MaskedRequest {
  const places = secretPlaces(config);
  const literals = new Literals(secrets.flatMap((it) => [it.value, ...listed(it)]));
  const text = (it: string) => literals.text(it);
  const requestHeaders = maskHeaders(request.requestHeaders, places.requestHeaders, places, literals);
  const responseHeaders = maskHeaders(request.responseHeaders, places.responseHeaders, places, literals);
  const body = bodySecrets(secrets, places);
  return {
    text,
    requestHeaders,
    responseHeaders,
    request: {
      ...request,
      path: maskPath(request.path, literals),
      query: request.query === null ? null : maskQuery(request.query, places, literals),
      pathTemplate: request.pathTemplate === null ? null : text(request.pathTemplate),
      detections: request.detections.map((it) => maskDetection(it, text)),
      // they are in the parameters of the session, hashed where they must be
      parameters: [],
      requestHeaders: requestHeaders.map(({ name, value }) => ({ name, value })),
      responseHeaders: responseHeaders.map(({ name, value }) => ({ name, value })),
      requestBody: request.requestBody && maskBody(request.requestBody, literals, body),
      responseBody: request.responseBody && maskBody(request.responseBody, literals, body),
    },
  };
}

/** Names whose values are secret because the configuration hashes them, or looks for a token there. */
interface SecretPlaces {
  requestHeaders: ReadonlySet<string>;
  responseHeaders: ReadonlySet<string>;
  query: ReadonlySet<string>;
  fields: ReadonlySet<string>;
}

const placesOf = new WeakMap<SessionsConfig, SecretPlaces>();

function secretPlaces(config: SessionsConfig): SecretPlaces {
  const known = placesOf.get(config);
  if (known !== undefined) return known;
  const hashed = [...config.groupBy, ...config.context.filter((it) => it.hash)];
  const tokens = [...config.groupBy, ...config.context].flatMap(({ token }) => token ?? []);
  const named = (all: readonly { source: string; name: string }[], source: string) =>
    all.filter((it) => it.source === source).map(({ name }) => (source.endsWith('HEADER') ? name.toLowerCase() : name));
  const all = [...hashed, ...tokens];
  const places = {
    requestHeaders: new Set(named(all, 'REQUEST_HEADER')),
    responseHeaders: new Set(named(all, 'RESPONSE_HEADER')),
    query: new Set(named(all, 'REQUEST_QUERY')),
    fields: new Set([...named(all, 'REQUEST_BODY'), ...named(all, 'RESPONSE_BODY')]),
  };
  placesOf.set(config, places);
  return places;
}

/** The elements of a JSON list that was read as one value (`a,b`): each is as secret as the whole. */
function listed({ value, parameter }: Secret): string[] {
  return parameter?.jsonPath && value.includes(',') ? value.split(',') : [];
}

function bodySecrets(secrets: readonly Secret[], { fields }: SecretPlaces): BodySecrets {
  const values = new Map<string, Set<string>>();
  for (const secret of secrets) {
    const last = secret.parameter?.jsonPath && /([^.[\]'"]+)['"\]]*(?:\[[^\]]*\])*$/.exec(secret.parameter.name)?.[1];
    if (!last) continue;
    const known = values.get(last) ?? new Set();
    for (const it of [secret.value, ...listed(secret)]) known.add(it);
    values.set(last, known);
  }
  return { fields, properties: (name, value) => values.get(name)?.has(value.trim()) ?? false };
}

function maskDetection(detection: IncomingDetection, text: (text: string) => string): IncomingDetection {
  return {
    ...detection,
    payload: detection.payload === null ? null : text(detection.payload),
    parameter: detection.parameter === null ? null : text(detection.parameter),
    tags: detection.tags.map(({ key, value }) => ({ key, value: text(value) })),
  };
}

/** `/a;jsessionid=x/b`: secret matrix parameters by name, segments that hold a secret. */
function maskPath(path: string, literals: Literals): string {
  const named = path.includes(';')
    ? path.replace(/;([^;=/]{1,128})=([^;/]+)/g, (all, name: string) =>
        isSecretName(decodeLoosely(name)) ? `;${name}=${MASK}` : all,
      )
    : path;
  const masked = literals.plain(named);
  if (literals.empty || !masked.includes('%')) return masked;
  return masked
    .split('/')
    .map((it) => literals.value(it))
    .join('/');
}

function maskQuery(query: string, { query: configured }: SecretPlaces, literals: Literals): string {
  // an OAuth redirect: its code is a credential; alone, `code` is a country, a coupon, a product
  const oauth = /(?:^|&)code=/.test(query) && /(?:^|&)state=/.test(query);
  return maskPairs(query, literals, (it) => isSecretName(it) || configured.has(it) || (oauth && it === 'code'));
}

/** Headers whose value is an address. */
const ADDRESS =
  /^(?:referer|referrer|location|content-location|origin|refresh|link|:path|x-(?:original|rewrite|forwarded)-ur[il])$/i;

function maskHeaders(
  headers: readonly IncomingHeader[],
  configured: ReadonlySet<string>,
  places: SecretPlaces,
  literals: Literals,
): MaskedHeader[] {
  return headers.map(({ name, value }) => {
    const secret = isSecretHeader(name) || configured.has(name.toLowerCase());
    const address = !secret && ADDRESS.test(name) ? maskAddress(value, places, literals) : value;
    const masked = literals.text(secret ? maskCredential(name, value) : address);
    return { name, value: masked, masked: masked !== value };
  });
}

const SCHEME = /^\s*(basic|bearer|digest|negotiate|ntlm|hawk|dpop|token|jwt|apikey|aws4-hmac-sha256)\s/i;

/** The names of cookies and the scheme of an authorization stay: they say what was sent, not its value. */
function maskCredential(name: string, value: string): string {
  if (/^cookie$/i.test(name)) return value.split(';').map(maskCookie).join('; ');
  if (/^set-cookie$/i.test(name)) {
    const [cookie = '', ...attributes] = value.split(';');
    return [maskCookie(cookie), ...attributes.map((it) => it.trim())].join('; ');
  }
  const scheme = /authorization$/i.test(name) ? SCHEME.exec(value)?.[1] : undefined;
  return scheme === undefined ? MASK : `${scheme} ${MASK}`;
}

function maskCookie(cookie: string): string {
  const equals = cookie.indexOf('=');
  return equals < 0 ? MASK : `${cookie.slice(0, equals).trim()}=${MASK}`;
}

/** Password of the user, query, fragment (where it is a list of parameters) and path of a URL. */
function maskAddress(url: string, places: SecretPlaces, literals: Literals): string {
  const [beforeFragment = '', ...fragments] = url.split('#');
  const question = beforeFragment.indexOf('?');
  const front = (question < 0 ? beforeFragment : beforeFragment.slice(0, question)).replace(
    /^([\w.+-]+:\/\/)[^/@]*@/,
    `$1${MASK}@`,
  );
  const query = question < 0 ? '' : `?${maskQuery(beforeFragment.slice(question + 1), places, literals)}`;
  const fragment = fragments.map((it) => `#${it.includes('=') ? maskQuery(it, places, literals) : it}`).join('');
  return maskPath(front, literals) + query + fragment;
}
