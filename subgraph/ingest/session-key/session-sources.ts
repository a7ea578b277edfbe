import type { RequestValues } from './parameter-values.ts';
import type { SessionParameter, TokenPlace } from './sessions-config.ts';

/**
 * Cookies that common servers and frameworks keep for as long as a session lasts. Left out on purpose: cookies whose value
 * is the content of the session and changes with every answer (Laravel, Rails, cookie-session), see `isContent`.
 */
const SESSION_COOKIES = [
  'JSESSIONID', // Java servlets
  'SESSION', // Spring Session
  'PHPSESSID', // PHP
  'ASP.NET_SessionId', // ASP.NET
  '.AspNetCore.Session', // ASP.NET Core
  '.AspNetCore.Cookies', // ASP.NET Core sign-in
  'connect.sid', // Express
  'sessionid', // Django
  'session', // Flask-Session and others
  'session_id',
  '_session_id', // Rails
  'ci_session', // CodeIgniter
  'sid',
] as const;

/** What a server puts before a name so that browsers guard the cookie; the session is the same thing with it. Longest first. */
const COOKIE_PREFIXES = ['__Host-Http-', '__Host-', '__Secure-', '__Http-'] as const;

/** Headers that carry a session in the same way. Not `x-api-key`: it names a program, all of whose users would be one session. */
const SESSION_HEADERS = [
  'x-session-id',
  'session-id',
  'x-sessionid',
  'x-session-token',
  'x-session',
  'mcp-session-id', // Model Context Protocol
  'session.id', // of OpenTelemetry, which its reader gives as a header
  'x-auth-token', // Spring Session over headers
] as const;

/** Claims that name the session at the identity provider: they stay when the token is renewed. */
const SESSION_CLAIMS = ['sid', 'session_state'] as const;

/** The built-in set, in the order in which it is tried: of one cookie the plain name, then those with a prefix. */
const BUILT_IN: readonly SessionParameter[] = [
  ...SESSION_COOKIES.flatMap((name) => ['', ...COOKIE_PREFIXES].map((prefix) => of('REQUEST_COOKIE', prefix + name))),
  ...SESSION_HEADERS.map((name) => of('REQUEST_HEADER', name)),
  ...SESSION_CLAIMS.map((name) => of('REQUEST_JWT', name, { source: 'REQUEST_HEADER', name: 'authorization' })),
];

/** Those that are left where no name begins with two underscores: most requests. */
const UNGUARDED = BUILT_IN.filter(({ name }) => !name.startsWith('__'));

/** A value of a built-in parameter. */
interface BuiltInValue {
  parameter: SessionParameter;
  value: string;
  /** It carries its own content (a JWT, `{...}` in base64, a signed Flask or Django cookie) and changes inside a session: secret, but no key. */
  content: boolean;
}

/** Values of the built-in parameters that a request has, in their order. */
export function builtInValues(values: RequestValues): BuiltInValue[] {
  const { requestHeaders, parameters } = values.request;
  // an access log has neither
  if (requestHeaders.length === 0 && parameters.length === 0) return [];
  const present = new Set(requestHeaders.map(({ name }) => name.toLowerCase()));
  const found: BuiltInValue[] = [];
  const guarded =
    requestHeaders.some(({ name, value }) => /^cookie$/i.test(name) && value.includes('__')) ||
    parameters.some(({ name }) => name.startsWith('__'));
  for (const parameter of guarded ? BUILT_IN : UNGUARDED) {
    if (parameters.length === 0 && !present.has(carrier(parameter))) continue;
    for (const value of values.all(parameter)) found.push({ parameter, value, content: isContent(value) });
  }
  return found;
}

function isContent(value: string): boolean {
  return /^(?:eyJ|\.eJ|%7B|\{)/.test(value);
}

function carrier({ source, name, token }: SessionParameter): string {
  return source === 'REQUEST_COOKIE' ? 'cookie' : (token?.name ?? name);
}

function of(source: SessionParameter['source'], name: string, token: TokenPlace | null = null): SessionParameter {
  return { source, name, token, jsonPath: null };
}
