import { losslessText, shownText } from './bytes.ts';

/**
 * Undoes what web servers do to a quoted field: `\"`, `\\`, `\n`, `\t` ... and `\xHH`, a byte. Neighbouring bytes are decoded
 * together as UTF-8; one that is none becomes `%HH`. A backslash before any other character is one that the client sent.
 */
export function unescapeField(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\(["\\nrtvbf])/g, (whole, letter: string | undefined) =>
    letter === undefined ? shownText(losslessText(Buffer.from(whole.replaceAll('\\x', ''), 'hex'))) : ESCAPES[letter]!,
  );
}
const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  b: '\b',
  f: '\f',
};
