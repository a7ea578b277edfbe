#!/usr/bin/env node
// Writes the reference of the configuration from the comments in subgraph/env.ts, and where it reads on: the table in
// docs/configuration.md, and subgraph/configuration.ts for --help.
//   node scripts/configuration.mjs            writes both
//   node scripts/configuration.mjs --check    fails when they are not what it would write
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [PAGE, TARGET] = ['docs/configuration.md', 'subgraph/configuration.ts'].map((file) => join(ROOT, file));
/** Those that read the environment, in the order of the reference. */
const SOURCES = ['env.ts', 'auth/auth-env.ts', 'auth/jwt/jwt-env.ts', 'auth/sign-in/openid-env.ts'];
const PLACE = /(<!-- configuration: [^>]*-->\n)[\s\S]*?(<!-- \/configuration -->)/;

const entries = entriesOf(SOURCES.map((file) => readFileSync(join(ROOT, 'subgraph', file), 'utf8')).join('\n'));
const page = readFileSync(PAGE, 'utf8');
if (!PLACE.test(page)) fail('docs/configuration.md has no place for the configuration');
const written = {
  [PAGE]: page.replace(PLACE, (_all, begin, end) => `${begin}\n${tableOf(entries)}\n${end}`),
  [TARGET]: moduleOf(entries),
};
for (const [file, text] of Object.entries(written)) {
  const current = readFileSync(file, { encoding: 'utf8', flag: 'a+' });
  if (current === text) continue;
  if (process.argv.includes('--check')) fail(`${file} is not current: run npm run configuration`);
  writeFileSync(file, text);
}

/** Of every variable that is read, in their order. */
function entriesOf(source) {
  const bodies = [...source.matchAll(/export interface \w+(?: extends \w+)? \{\n([\s\S]*?)\n\}\n/g)].map(
    ([, body]) => body,
  );
  const lines = [...bodies.join('\n').matchAll(/\/\*\*([\s\S]*?)\*\//g)].flatMap(([, comment]) =>
    comment.split('\n').map((line) => line.replace(/^\s*\*?\s*/, '').trimEnd()),
  );
  const found = lines.flatMap((line) => {
    const [, name, unset, meaning] = /^`([A-Z][A-Z0-9_]*)` \((.+?)\): (.+?)\.?$/.exec(line) ?? [];
    return name ? [{ name, unset, meaning }] : [];
  });
  const read = new Set([...source.matchAll(/text\('([A-Z_0-9]+)'\)/g)].map(([, name]) => name));
  for (const { name } of found) if (!read.has(name)) fail(`${name} is described and not read`);
  const described = new Set(found.map(({ name }) => name));
  for (const name of read) {
    if (!described.has(name)) fail(`${name} is read; its comment must read: \`${name}\` (default): meaning`);
  }
  return found;
}

function tableOf(all) {
  const rows = [
    ['variable', 'default', 'meaning'],
    ...all.map(({ name, unset, meaning }) => [`\`${name}\``, unset, meaning]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const line = ([first, second, third]) => `| ${first.padEnd(widths[0])} | ${second.padEnd(widths[1])} | ${third} |`;
  return [
    line(rows[0]),
    `| ${'-'.repeat(widths[0])} | ${'-'.repeat(widths[1])} | ------- |`,
    ...rows.slice(1).map(line),
    '',
  ].join('\n');
}

function moduleOf(all) {
  const plain = (text) => text.replaceAll('`', '').replaceAll('\\', '\\\\').replaceAll('${', '\\${');
  const lines = all.map(({ name, unset, meaning }) => `${name} (${plain(unset)})\n      ${plain(meaning)}`);
  return `// Written by scripts/configuration.mjs from the comments in env.ts: do not edit.

/** Every variable of the environment that is read, for --help: its name, what it is unless set, what it means. */
export const CONFIGURATION = \`Environment (default):
${lines.map((line) => `  ${line}`).join('\n')}\`;
`;
}

function fail(message) {
  console.error(`configuration: ${message}`);
  process.exit(1);
}
