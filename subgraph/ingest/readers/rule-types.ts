/** By the names of rules (`ET WEB_SERVER SQL Injection ...`); what none of them tells is a rule of its own. */
const TYPES: readonly [RegExp, string][] = [
  [/\bno-?sql/i, 'nosqli'],
  [/\bsql\b|sql ?injection|sqlmap|\bsqli\b/i, 'sqli'],
  [/\bxss\b|cross[ -]site script/i, 'xss'],
  [/directory traversal|path traversal|local file inclusion|\blfi\b/i, 'ptrav'],
  [/command injection|code execution|\brce\b|remote file inclusion|\brfi\b/i, 'rce'],
  [/\bssrf\b|server.side request forgery/i, 'ssrf'],
  [/\bxxe\b|xml external entit/i, 'xxe'],
];

/** The type of attack that a rule looks for, by what it says of itself. */
export function typeOfRule(...said: (string | null)[]): string {
  const text = said.filter((each) => each !== null).join(' ');
  return TYPES.find(([pattern]) => pattern.test(text))?.[1] ?? 'custom_rule';
}
