import { StartupError } from '../../startup-error.ts';
import { isLoopback } from '../../values/loopback.ts';
import { listOf, type ReadText } from '../../values/settings.ts';
import { SCOPES, type Scope } from '../scope.type.ts';

/** Whose JSON Web Tokens are believed, and what they say of whom. */
export interface JwtSettings {
  /** `SESSIONS_JWT_ISSUER` (nobody): whose JSON Web Tokens are believed, as `iss` names it; with the next two. */
  issuer: string;
  /** `SESSIONS_JWT_AUDIENCE` (none): this server, as `aud` names it; several with commas. */
  audiences: readonly string[];
  /** `SESSIONS_JWT_JWKS_URL` (none): https address of the issuer's keys. */
  jwksUrl: URL;
  /** `SESSIONS_JWT_ALGORITHMS` (`RS256,ES256`): of RS, PS and ES with 256, 384 or 512, and EdDSA. */
  algorithms: readonly string[];
  /** `SESSIONS_JWT_CLOCK_SKEW` (`30`): seconds that the clocks may differ, 300 at most. */
  clockSkewSeconds: number;
  claims: ClaimSettings;
}

/** Each claim is a name, or a JSON Pointer into the claims such as `/realm_access/roles`. */
export interface ClaimSettings {
  /** `SESSIONS_JWT_TENANT_CLAIM` (`tenant`): claim with the tenant, or the list of them; a JSON Pointer where it begins with `/`. */
  tenant: string;
  /** `SESSIONS_JWT_ACTOR_CLAIM` (`sub`): claim with who it is. */
  actor: string;
  /** `SESSIONS_JWT_SCOPES_CLAIM` (`scope`): claim with scopes or roles: a list, or a text with spaces. */
  scopes: string;
  /** `SESSIONS_JWT_ROLES` (no roles): what roles in that claim may do: `analyst=sessions:read+sessions:content,lead=admin`. */
  roles: ReadonlyMap<string, readonly Scope[]>;
}

/** Those with a public key: with a shared one, whoever can check a token could make one. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const MAX_SKEW = 300;

/** Null: no token of an issuer is believed. @throws StartupError */
export function readJwtSettings(text: ReadText): JwtSettings | null {
  const issuer = text('SESSIONS_JWT_ISSUER');
  const audience = text('SESSIONS_JWT_AUDIENCE');
  const jwksUrl = text('SESSIONS_JWT_JWKS_URL');
  if (!issuer && !audience && !jwksUrl) return null;
  if (!issuer || !audience || !jwksUrl) {
    throw new StartupError(
      'SESSIONS_JWT_ISSUER, SESSIONS_JWT_AUDIENCE and SESSIONS_JWT_JWKS_URL must be set together: whose tokens, for whom, and where their keys are',
    );
  }
  return {
    issuer,
    audiences: listOf(audience),
    jwksUrl: safeUrlOf('SESSIONS_JWT_JWKS_URL', jwksUrl),
    algorithms: algorithmsOf(text('SESSIONS_JWT_ALGORITHMS')),
    clockSkewSeconds: skewOf(text('SESSIONS_JWT_CLOCK_SKEW')),
    claims: {
      tenant: text('SESSIONS_JWT_TENANT_CLAIM') ?? 'tenant',
      actor: text('SESSIONS_JWT_ACTOR_CLAIM') ?? 'sub',
      scopes: text('SESSIONS_JWT_SCOPES_CLAIM') ?? 'scope',
      roles: rolesOf(text('SESSIONS_JWT_ROLES')),
    },
  };
}

/** What comes from there is believed, so nobody on the way may change it. */
export function safeUrlOf(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, '')));
  if (!url || !isSafe || url.username || url.password) {
    throw new StartupError(`${name} must be an https address without user and password (http on loopback)`);
  }
  return url;
}

function algorithmsOf(text: string | null): readonly string[] {
  if (text === null) return ['RS256', 'ES256'];
  const unknown = listOf(text).find((each) => !ALGORITHMS.includes(each));
  if (unknown === undefined && listOf(text).length > 0) return listOf(text);
  throw new StartupError(
    `SESSIONS_JWT_ALGORITHMS must be a list of ${ALGORITHMS.join(', ')} with commas, not "${text}"`,
  );
}

function skewOf(text: string | null): number {
  if (text === null) return 30;
  if (/^\d{1,3}$/.test(text) && Number(text) <= MAX_SKEW) return Number(text);
  throw new StartupError(`SESSIONS_JWT_CLOCK_SKEW must be a number of seconds from 0 to ${MAX_SKEW}, not "${text}"`);
}

function rolesOf(text: string | null): ReadonlyMap<string, readonly Scope[]> {
  const roles = listOf(text ?? '').map((each): [string, Scope[]] => {
    const [role = '', names = '', ...more] = each.split('=').map((part) => part.trim());
    const scopes = names.split(/\++/).map((name) => SCOPES.find((scope) => scope === name.trim()));
    const known = scopes.filter((scope) => scope !== undefined);
    if (role !== '' && more.length === 0 && known.length === scopes.length) return [role, known];
    throw new StartupError(
      `SESSIONS_JWT_ROLES must read like analyst=sessions:read+sessions:content,lead=admin with scopes of ${SCOPES.join(', ')}, not "${each}"`,
    );
  });
  return new Map(roles);
}
