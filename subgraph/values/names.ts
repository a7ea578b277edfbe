// What tenants and actors may be called, wherever they are named: headers, claims, options of commands.

const NAME = /^[\w.@-]{1,64}$/;
/** Identity providers also name people `auth0|5f7c`, `ann+test@example.com` or `https://idp.example/ann`. */
const SUBJECT = /^[!-~]{1,128}$/;

export const isName = (text: string): boolean => NAME.test(text);
export const NAME_RULE = 'must be 1 to 64 letters, digits or any of . _ @ -';

export const isSubject = (text: string): boolean => SUBJECT.test(text);
export const SUBJECT_RULE = 'must be 1 to 128 printable ASCII characters without spaces';
