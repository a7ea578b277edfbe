import { StartupError } from '../../startup-error.ts';
import type { ReadText } from '../../values/settings.ts';
import { type JwtSettings, safeUrlOf } from '../jwt/jwt-env.ts';

/** How the console signs people in by the identity provider whose tokens are believed. */
export interface OpenIdSettings {
  /** Of SESSIONS_JWT_ISSUER; what it offers is read there. */
  issuer: URL;
  /** `SESSIONS_OIDC_CLIENT_ID` (tokens alone): the console signs in by the issuer too: what it is called there; needs `SESSIONS_PUBLIC_URL`. */
  clientId: string;
  /** `SESSIONS_OIDC_CLIENT_SECRET` (PKCE alone): its secret there. */
  clientSecret: string | null;
  /** `SESSIONS_OIDC_SCOPES` (`openid`): what is asked for there, with spaces. */
  scope: string;
}

/** Null: the console takes tokens alone. @throws StartupError */
export function readOpenIdSettings(text: ReadText, jwt: JwtSettings | null): OpenIdSettings | null {
  const clientId = text('SESSIONS_OIDC_CLIENT_ID');
  const clientSecret = text('SESSIONS_OIDC_CLIENT_SECRET');
  const scope = text('SESSIONS_OIDC_SCOPES') ?? 'openid';
  if (!clientId) {
    if (clientSecret)
      throw new StartupError('SESSIONS_OIDC_CLIENT_SECRET is of no use without SESSIONS_OIDC_CLIENT_ID');
    return null;
  }
  const publicUrl = text('SESSIONS_PUBLIC_URL');
  if (!jwt || !publicUrl) {
    throw new StartupError(
      'SESSIONS_OIDC_CLIENT_ID needs SESSIONS_JWT_ISSUER, which signs people in, and SESSIONS_PUBLIC_URL, to which it sends them back',
    );
  }
  // The cookie goes there, and it is as good as the person.
  safeUrlOf('SESSIONS_PUBLIC_URL', publicUrl);
  if (!scope.split(/ +/).includes('openid')) {
    throw new StartupError(`SESSIONS_OIDC_SCOPES must have openid among its words, not "${scope}"`);
  }
  return { issuer: safeUrlOf('SESSIONS_JWT_ISSUER', jwt.issuer), clientId, clientSecret, scope };
}
