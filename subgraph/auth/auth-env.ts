import { StartupError } from '../startup-error.ts';
import { isLoopback } from '../values/loopback.ts';
import { isName, NAME_RULE } from '../values/names.ts';
import { flagOf, type ReadText, secretOf } from '../values/settings.ts';
import { type JwtSettings, readJwtSettings } from './jwt/jwt-env.ts';
import { type OpenIdSettings, readOpenIdSettings } from './sign-in/openid-env.ts';

/** What the environment decides of who may ask. */
export interface AuthEnv {
  /** `SESSIONS_API_TOKEN` (no token): 16 characters or more; one token for one tenant, that may do everything there. */
  apiToken: string | null;
  /** `SESSIONS_API_TOKEN_TENANT` (`default`): that tenant. */
  apiTokenTenant: string;
  /** The issuer whose tokens are believed; null: none. */
  jwt: JwtSettings | null;
  /** How the console signs in by that issuer; null: it takes tokens alone. */
  openId: OpenIdSettings | null;
  /** `SESSIONS_ANONYMOUS` (`1` on loopback, unless another way to sign in is set): `0`: everybody must sign in on loopback too, as behind a proxy on the same machine. */
  anonymous: boolean;
}

/** @throws StartupError that names the variable and says what would be right */
export function readAuthEnv(text: ReadText, host: string): AuthEnv {
  const apiToken = secretOf('SESSIONS_API_TOKEN', text('SESSIONS_API_TOKEN'));
  const jwt = readJwtSettings(text);
  const isOpen = isLoopback(host) && !apiToken && !jwt;
  const anonymous = flagOf('SESSIONS_ANONYMOUS', text('SESSIONS_ANONYMOUS'), isOpen);
  if (anonymous && !isOpen) {
    throw new StartupError(
      'SESSIONS_ANONYMOUS=1 is for a HOST on loopback without any sign-in: leave it out, and make tokens with "api-sessions token create"',
    );
  }
  return {
    apiToken,
    apiTokenTenant: tenantOf(text('SESSIONS_API_TOKEN_TENANT')),
    jwt,
    openId: readOpenIdSettings(text, jwt),
    anonymous,
  };
}

function tenantOf(text: string | null): string {
  if (text === null) return 'default';
  if (!isName(text)) throw new StartupError(`SESSIONS_API_TOKEN_TENANT ${NAME_RULE}, not "${text}"`);
  return text;
}
