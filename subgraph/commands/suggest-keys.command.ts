import { readerFor } from '../ingest/readers/index.ts';
import type { Format } from '../ingest/readers/reader.type.ts';
import { KeySuggester, type Suggestion, type Suggestions, WORTH_PROPOSING } from '../ingest/suggest/suggest-keys.ts';
import { printable } from '../values/printable.ts';
import { checkFiles } from './import-checks.ts';
import { openInput } from './import-input.ts';
import { progressOf } from './import-report.ts';

export interface SuggestKeysOptions {
  format?: Format;
  json?: true;
}

/** Reads files and prints which of their parameters would make sessions. Nothing is stored, and no value is printed. */
export async function suggestKeysCommand(files: string[], options: SuggestKeysOptions): Promise<void> {
  await checkFiles(files, options);
  const suggester = new KeySuggester();
  for (const file of files) {
    const progress = progressOf(file);
    const { format, input } = await openInput(file, options.format, (bytes) => progress.add(bytes));
    for await (const record of format ? readerFor(format).read(input) : [])
      if ('request' in record) suggester.add(record.request);
    progress.stop();
  }
  const found = suggester.result();
  if (options.json) console.log(JSON.stringify(found));
  else print(found);
}

function print({ requests, keys, users, roles }: Suggestions): void {
  console.log(`${requests} requests. What makes sessions of them, the best first:`);
  if (keys.length === 0) console.log('  nothing: they are grouped by address and user agent');
  for (const key of keys) console.log(`  ${inWords(key, requests)}`);
  for (const [what, found] of [
    ['user', users],
    ['role', roles],
  ] as const) {
    if (found.length > 0) console.log(`What names the ${what}:`);
    for (const each of found) console.log(`  ${inWords(each, requests)}`);
  }
  const [key, user, role] = [keys, users, roles].map(([best]) =>
    best && best.score >= WORTH_PROPOSING ? best : undefined,
  );
  if (!key && !user && !role) return;
  const context = [user && { ...configured(user), type: 'user' }, role && { ...configured(role), type: 'role' }];
  const config = { ...(key && { groupBy: [configured(key)] }), context: context.filter((each) => each !== undefined) };
  console.log('A sessions.config.json to begin with; "import --dry-run" says what it makes of them:');
  console.log(printable(JSON.stringify(config)));
}

function inWords(
  { score, source, name, token, requests, values, single, renewedInside }: Suggestion,
  all: number,
): string {
  const where = token ? ` in ${token.source} ${token.name}` : '';
  const renewed = renewedInside ? `; renewed inside ${renewedInside}` : '';
  const share = Math.round((requests / all) * 100);
  return printable(
    `${score.toFixed(2)} ${source} ${name}${where}: in ${share} % of requests, ${values} values, ${single} of one request${renewed}`,
  );
}

function configured({ source, name, token }: Suggestion): object {
  return token ? { source, name, token } : { source, name };
}
