// What tenants, actors and roles of PostgreSQL may be called, wherever they are named: headers, claims, options of commands.

const NAME = /^[\w.@-]{1,64}$/;
/** Identity providers also name people `auth0|5f7c`, `ann+test@example.com` or `https://idp.example/ann`. */
const SUBJECT = /^[!-~]{1,128}$/;

export const isName = (text: string): boolean => NAME.test(text);
export const NAME_RULE = 'must be 1 to 64 letters, digits or any of . _ @ -';

export const isSubject = (text: string): boolean => SUBJECT.test(text);
export const SUBJECT_RULE = 'must be 1 to 128 printable ASCII characters without spaces';

/** Room for the end of its companion's name, that of all tenants (row-security.ts), of the 63 characters that PostgreSQL keeps. */
const APP_ROLE = /^[a-z_][a-z0-9_]{0,49}$/;
export const APP_ROLE_RULE =
  'must be 1 to 50 lower-case letters, digits or _, beginning with no digit, and not with pg_';

export const isAppRoleName = (text: string): boolean => APP_ROLE.test(text) && !text.startsWith('pg_');
