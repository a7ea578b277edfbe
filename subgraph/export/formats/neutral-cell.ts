import { printable } from '../../values/printable.ts';

/** Spreadsheets take what begins with one of these for a formula; some the small and full-width forms as well. */
const STARTERS = '=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b';

/**
 * At the beginning, and after what is a separator in another country or program. Blanks and quotes in front do not
 * help: importers strip them.
 */
const FORMULA = new RegExp(`(^|[,;|])(?=[\\s\\p{Cf}"]*[${STARTERS}])`, 'gu');

/**
 * A text that no spreadsheet takes for a formula: an apostrophe stands in front of what could begin one. Control
 * characters (tab, line breaks and U+0000 among them) are written as escapes, for importers drop them and then see what
 * stands after it; so a row of the file is a line, too.
 */
export function neutralCell(text: string): string {
  return printable(text).replace(FORMULA, "$1'");
}
