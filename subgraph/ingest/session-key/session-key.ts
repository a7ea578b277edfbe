import { createHmac } from 'node:crypto';
import type { ParameterSource } from '../../values/parameter-sources.ts';
import { clientOf } from '../client-address.ts';
import type { IncomingRequest } from '../incoming.type.ts';
import { holdsCredential } from '../masking/secret-names.ts';
import { type MaskedHeader, type Secret, takeOutSecrets } from '../masking/secrets.ts';
import { mcpCall, mcpParameters } from '../mcp.ts';
import { meaningful, RequestValues } from './parameter-values.ts';
import { builtInValues } from './session-sources.ts';
import { type ContextParameter, parameterId, type SessionParameter, type SessionsConfig } from './sessions-config.ts';

/** Turns secrets into what may be kept of them: equal values stay equal, within one tenant. */
export interface Hasher {
  /** The key of a session: 22 characters of base64url (128 bits). */
  key(kind: string, parts: readonly (string | null)[]): string;
  /** What stands for a value: `hmac:` and 16 hexadecimal digits. */
  value(text: string): string;
}

/** HMAC-SHA256 under a key of the tenant's own, so that equal values of two tenants have nothing in common. */
export function createHasher(secret: string | Buffer, tenant: string): Hasher {
  const tenantKey = createHmac('sha256', secret).update(`api-sessions\0${tenant}`).digest();
  // one visitor's lines stand close together, and the HMAC is a third of the cost of a line
  const recent = new Map<string, string>();
  const hmac = (parts: unknown, spell: (digest: Buffer) => string) => {
    // JSON, not concatenation: ['ab', 'c'] and ['a', 'bc'] must differ
    const text = JSON.stringify(parts);
    let result = recent.get(text);
    if (result === undefined) {
      result = spell(createHmac('sha256', tenantKey).update(text).digest());
      if (recent.size >= 1024) recent.clear();
      if (text.length <= 1024) recent.set(text, result);
    }
    return result;
  };
  return {
    key: (kind, parts) => hmac(['key', kind, parts], (digest) => digest.toString('base64url', 0, 16)),
    value: (text) => hmac(['value', text], (digest) => `hmac:${digest.toString('hex', 0, 8)}`),
  };
}

/** A parameter of a request as it may be kept. */
interface IdentifiedParameter {
  /** As configured, or as the log names it. */
  name: string;
  source: ParameterSource;
  /** A hash where `hashed`; clear values are cut to 1,024 characters. */
  value: string | null;
  hashed: boolean;
  /** The session was made from it. */
  key: boolean;
}

/** A request that knows its session and has no secrets left. */
interface IdentifiedRequest {
  /** Equal for the requests of one session (all its days). */
  key: string;
  /** What the key was made from; empty when the log names no address and no user agent. */
  identifiedBy: { name: string; source: ParameterSource }[];
  user: string | null;
  role: string | null;
  /** Those that made the key first, then the context, then what the source named itself. */
  parameters: IdentifiedParameter[];
  /** The address canonical, secrets taken out, `parameters` empty (they are above). */
  request: IncomingRequest;
  requestHeaders: MaskedHeader[];
  responseHeaders: MaskedHeader[];
}

/** Finds the session of a request, and leaves its secrets behind. Depends on its arguments alone; never throws for bad content. */
export function identify(request: IncomingRequest, config: SessionsConfig, hasher: Hasher): IdentifiedRequest {
  const values = new RequestValues(request);
  const { ip, forwarded } = clientOf(request, config.trustedProxies);
  const userAgent =
    values
      .headers('user-agent')
      .map(meaningful)
      .find((it) => it !== null) ?? null;

  const grouping = config.groupBy.map((parameter) => ({ parameter, values: values.all(parameter) }));
  const builtIn = builtInValues(values);
  const context = config.context.map((parameter) => ({ parameter, values: values.all(parameter) }));
  const secrets = secretsOf(
    values,
    [...grouping, ...context.filter(({ parameter }) => parameter.hash)],
    builtIn,
    config,
  );

  const chosen = grouping.find((it) => it.values.length > 0);
  const winner =
    chosen?.values[0] !== undefined
      ? { parameter: chosen.parameter, value: chosen.values[0] }
      : config.builtIn
        ? (builtIn.find((it) => !it.content) ?? null)
        : null;

  const masked = takeOutSecrets({ ...request, ip }, config, secrets);
  const isSecret = new Set(secrets.map(({ value }) => value));
  const clear = (text: string) => clip(masked.text(text));
  /** What the record says of itself: a value that is hashed elsewhere is hashed here too, so that both are found together. */
  const own = (text: string | null) => {
    const value = text && meaningful(text);
    return value && (isSecret.has(value) ? hasher.value(value) : clear(value));
  };
  const shown = ({ parameter, values: [value] }: { parameter: ContextParameter; values: string[] }) =>
    value === undefined ? null : parameter.hash || isSecret.has(value) ? hasher.value(value) : clear(value);
  const first = (type: 'user' | 'role') =>
    context
      .filter(({ parameter }) => parameter.type === type)
      .map(shown)
      .find((it) => it !== null) ?? null;

  const parameters = new Map<string, IdentifiedParameter>();
  const add = (it: IdentifiedParameter) => {
    const id = parameterId(it);
    if (!parameters.has(id)) parameters.set(id, it);
  };
  const agent = (key: boolean): IdentifiedParameter[] => {
    if (userAgent === null) return [];
    const hashed = isSecret.has(userAgent);
    const value = hashed ? hasher.value(userAgent) : clear(userAgent);
    return [{ name: 'User-Agent', source: 'REQUEST_HEADER', value, hashed, key }];
  };

  const mcp = config.builtIn ? mcpCall(request) : null;
  const user = own(request.user) ?? first('user');
  const principal = winner === null && mcp !== null ? principalOf(values, user) : null;
  let key: string;
  if (principal !== null) {
    const { name, source, value } = principal;
    key = hasher.key('principal', [source, name, value]);
    add({ name, source, value: clear(value), hashed: false, key: true });
  } else if (winner !== null) {
    const { parameter, value } = winner;
    key = hasher.key('parameter', [parameterId(parameter), value]);
    add({ name: parameter.name, source: parameter.source, value: hasher.value(value), hashed: true, key: true });
  } else {
    key = hasher.key('connection', [ip, userAgent]);
    if (ip !== null) add({ name: 'ip', source: 'CONNECTION', value: ip, hashed: false, key: true });
    agent(true).forEach(add);
  }
  const identifiedBy = [...parameters.values()].map(({ name, source }) => ({ name, source }));

  for (const it of context) {
    const value = shown(it);
    const { name, source, hash } = it.parameter;
    if (value !== null) add({ name, source, value, hashed: hash || isSecret.has(it.values[0] ?? ''), key: false });
  }
  for (const { name, source, value: text } of [...request.parameters, ...(mcp ? mcpParameters(mcp) : [])]) {
    const value = meaningful(text);
    if (value === null) continue;
    const hashed = isSecret.has(value) || holdsCredential(source, name);
    add({ name, source, value: hashed ? hasher.value(value) : clear(value), hashed, key: false });
  }
  agent(false).forEach(add);
  if (forwarded !== null)
    add({ name: 'addresses', source: 'CONNECTION', value: clear(forwarded), hashed: false, key: false });

  const role = own(request.role) ?? first('role');
  return {
    key,
    identifiedBy,
    user,
    role,
    parameters: [...parameters.values()],
    request: { ...masked.request, user, role },
    requestHeaders: masked.requestHeaders,
    responseHeaders: masked.responseHeaders,
  };
}

const SUBJECT: SessionParameter = {
  source: 'REQUEST_JWT',
  name: 'sub',
  token: { source: 'REQUEST_HEADER', name: 'authorization' },
  jsonPath: null,
};

/** Who calls, where a protocol has no sessions: by the token, else the user that the log names. Null: it is not known. */
function principalOf(
  values: RequestValues,
  user: string | null,
): { name: string; source: ParameterSource; value: string } | null {
  const [subject] = values.all(SUBJECT);
  if (subject !== undefined) return { name: SUBJECT.name, source: SUBJECT.source, value: subject };
  return user === null ? null : { name: 'user', source: 'CONNECTION', value: user };
}

/** Everything in the request that may not be kept in clear, whether or not it made the key. */
function secretsOf(
  values: RequestValues,
  hashed: readonly { parameter: SessionParameter; values: readonly string[] }[],
  builtIn: readonly { value: string }[],
  config: SessionsConfig,
): Secret[] {
  const secrets: Secret[] = hashed.flatMap((it) => it.values.map((value) => ({ value, parameter: it.parameter })));
  const bare = (found: readonly string[]) => {
    for (const text of found) {
      const value = meaningful(text);
      if (value !== null) secrets.push({ value, parameter: null });
    }
  };
  bare(builtIn.map(({ value }) => value));
  bare(values.tokens({ source: 'REQUEST_HEADER', name: 'authorization' }));
  for (const { token } of [...config.groupBy, ...config.context]) if (token !== null) bare(values.tokens(token));
  for (const { source, name, value } of values.request.parameters) if (holdsCredential(source, name)) bare([value]);
  return secrets;
}

/** What PostgreSQL can hold, and a list can show. */
function clip(text: string): string {
  const clean = text.replaceAll('\0', '\uFFFD');
  return clean.length > 1024 ? `${clean.slice(0, 1023)}…` : clean;
}
