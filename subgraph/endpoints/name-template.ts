/** Names that may hold something to replace; percent-encoded ones stay as they are. */
const NAME = /^(?=.*\d)[\w.~-]+$/;
const EXTENSION = /^(.+?)((?:\.[A-Za-z][A-Za-z0-9]{1,4}){1,2})$/;

const DAY = /(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)/g;
/** `s72544175342361`, `ORD-10042`; a short number belongs to the name (`iso19115`), and so does a year. */
const NUMBERED = /^([A-Za-z]{1,16}(?:[-_](?!(?:19|20)\d\d$)(?=\d{4})|(?=\d{6})))\d+$/;
/** `cus_9s6XKzkNRiz8i3`: after the prefix letters and digits without a pattern. */
const PREFIXED = /^([A-Za-z]{1,16}[-_])([0-9A-Za-z]{10,})$/;
/** Hashes in names are cut short: with two digits at least, no word is one. */
const SHORT_HASH = /^(?=(?:[a-f]*\d){2})(?=\d*[a-f])[0-9a-f]{6,64}$/i;
const LONG_NUMBER = /^\d{3,}$/;

/**
 * The template of a name that is not a variable as a whole: `ui.47a7df.js` is `ui.{hex}.js`, `ORD-10042` is `ORD-{int}`,
 * `log-2024-05-12.txt` is `log-{date}.txt`. Null: there is nothing to replace.
 *
 * In the name of a file, numbers of three digits or more and short hashes that stand between separators are replaced as
 * well: of a slug they might be words, `top-100-songs`.
 */
export function nameTemplate(name: string): string | null {
  if (!NAME.test(name)) return null;
  const [, stem = name, extension = ''] = EXTENSION.exec(name) ?? [];
  const dated = stem.replace(DAY, '{date}');
  const pieces = dated.split(/([._-]|\{[a-z]+\})/);
  const inner = extension === '' ? dated : pieces.map(pieceTemplate).join('');
  const template = wholeTemplate(inner) ?? inner;
  return template === stem ? null : template + extension;
}

function wholeTemplate(name: string): string | null {
  const [, prefix] = NUMBERED.exec(name) ?? [];
  if (prefix !== undefined) return `${prefix}{int}`;
  const [, before, after = ''] = PREFIXED.exec(name) ?? [];
  if (before === undefined) return null;
  const changes = after.match(/(?<=[A-Za-z])\d|(?<=\d)[A-Za-z]/g)?.length ?? 0;
  return changes >= 4 ? `${before}{token}` : null;
}

function pieceTemplate(piece: string): string {
  if (LONG_NUMBER.test(piece)) return '{int}';
  if (SHORT_HASH.test(piece)) return '{hex}';
  return wholeTemplate(piece) ?? piece;
}
