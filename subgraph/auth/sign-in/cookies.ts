import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';

// Cookies of the console. No script can read them, and they go with requests of pages of ours alone; over https no other
// server can set them either (`__Host-`).

const NAMES = { signIn: 'api-sessions', openId: 'api-sessions-openid' } as const;
type CookieName = keyof typeof NAMES;

const nameOf = (name: CookieName, isSecure: boolean) => `${isSecure ? '__Host-' : ''}${NAMES[name]}`;

/** The value of a cookie; null: it was not sent. */
export function cookieIn({ cookie = '' }: IncomingHttpHeaders, name: CookieName, isSecure: boolean): string | null {
  return parseCookie(cookie)[nameOf(name, isSecure)] || null;
}

/**
 * The header that sets a cookie until the browser is closed, or forgets it.
 * @param value null: forget it
 * @param sameSite `lax`: it comes along when another site leads here, as an identity provider does
 */
export function setCookie(
  name: CookieName,
  value: string | null,
  { isSecure, sameSite = 'strict' }: { isSecure: boolean; sameSite?: 'strict' | 'lax' },
): string {
  const kept = { httpOnly: true, secure: isSecure, path: '/', sameSite };
  return stringifySetCookie(nameOf(name, isSecure), value ?? '', value === null ? { ...kept, maxAge: 0 } : kept);
}

/**
 * Whether a page of ours asks: a cookie goes along with what any page of the same site sends, such as one at another
 * port. Browsers say where a page is from, or the origin at least of what is not GET; whatever says neither is not trusted.
 * @param publicUrl where browsers reach this server; null: at the host that they name
 */
export function isOwnPage(headers: IncomingHttpHeaders, publicUrl: string | null): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return publicUrl === null ? new URL(origin).host === host : new URL(publicUrl).origin === origin;
}
