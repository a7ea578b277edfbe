import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchema } from '../../subgraph/schema.ts';

// What the documentation says is done here as a reader would do it: the same commands, in real processes.

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'demo/README.md',
  'peers/README.md',
  'hosts/README.md',
  'subgraph/README.md',
  'web-components/README.md',
  'test/data/README.md',
  ...markdownIn('docs'),
];
const GUIDES = [
  'README.md',
  'docs/start.md',
  'docs/querying.md',
  'docs/importing.md',
  'docs/federating.md',
  'docs/endpoints-and-flows.md',
  'docs/operating.md',
  'docs/developing.md',
  'docs/recipes/reverse-proxy.md',
  'docs/recipes/sign-in.md',
];

/** Commands that this test does not run, and where it is to be found that they exist. */
const RUN_BY_CI = [
  'npm ci',
  'npm ci --prefix peers',
  'npm ci --prefix hosts',
  'npm ci --prefix site',
  'npm run check',
  'npm test',
];
const SCRIPTS_ONLY = ['npm run format', 'npm run schema', 'npm run docs:open'];
/** Start, with its options: the other test that runs it. */
const RUN_ELSEWHERE: [start: string, test: string][] = [
  ['npm run demo:federated', 'test/federation/demo.test.ts'],
  ['npm run docs', 'test/docs/site.test.ts'],
];

const folder = mkdtempSync(join(tmpdir(), 'api-sessions-readme-'));
const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !envNames().includes(name))),
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
};
/** File names of the commands: what stands for them here. */
const files: Record<string, string> = Object.fromEntries(
  ['access.log', 'requests.ndjson', 'rejected.ndjson', 'sessions.config.json'].map((name) => [
    name,
    join(folder, name),
  ]),
);
let server: ChildProcess;
let address = '';

beforeAll(async () => {
  const line = '203.0.113.9 - - [31/Jan/2026:12:00:00 +0000] "GET /users/7 HTTP/1.1" 200 310 "-" "curl/8"';
  writeFileSync(files['access.log']!, `${line}\n${line.replace('/7', '/8')}\nnot a line\n`);
  writeFileSync(files['requests.ndjson']!, `${blocks('docs/importing.md', 'ndjson')[0]}\n{"method":"GET"}\n`);
  writeFileSync(files['sessions.config.json']!, blocks('docs/session-identification.md', 'json')[0]!);
  // A group of its own, so that npm, its shell and the server end together.
  server = spawn('npm', ['start'], { env: environment, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  address = await new Promise((resolve) => {
    server.once('exit', () => resolve(''));
    server.stdout!.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const [, found] = /API Sessions: (http:\S+?)\/ /.exec(said) ?? [];
      if (found) resolve(found);
    });
  });
  expect(address, said).not.toBe('');
});
afterAll(async () => {
  const ended = server.exitCode === null ? once(server, 'close') : null;
  if (ended) process.kill(-server.pid!, 'SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

test.each(examples())('the answer to %s is the one that is shown', async (_name, query, shown) => {
  const response = await fetch(`${address}/graphql?${new URLSearchParams({ query })}`, {
    headers: { 'apollo-require-preflight': 'yes' },
  });
  // Ids are made with a secret of each installation; the demo traffic ends yesterday.
  const stable = (_key: string, value: unknown) =>
    typeof value === 'string'
      ? value.replace(/^[\w-]{22}\.\d{8}$/, 'ID').replace(/^\d{4}-\d\d-\d\d(?=T)/, 'DAY')
      : value;
  expect(JSON.parse(await response.text(), stable)).toEqual(JSON.parse(shown, stable));
});

test('every command runs, or CI runs it', async () => {
  const scripts = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
  const outputs = new Map<string, string>();
  const readOnly: string[] = ['npm run -s cli -- schema'];
  for (const command of new Set(commands())) {
    if (command === 'npm start' || command.startsWith('curl ')) continue; // above
    const elsewhere = RUN_ELSEWHERE.find(([start]) => `${command} `.startsWith(`${start} `));
    const [, variable] = /^export (\w+)=/.exec(command) ?? [];
    if (variable) expect(envNames()).toContain(variable);
    else if (RUN_BY_CI.includes(command)) expect(readFileSync('.ci/run', 'utf8').split('\n')).toContain(command);
    else if (elsewhere) expect(readFileSync(elsewhere[1], 'utf8')).toContain(`'${elsewhere[0].split(' ').at(-1)}'`);
    else if (SCRIPTS_ONLY.includes(command)) expect(scripts).toHaveProperty(command.replace('npm run ', ''));
    else if (/import (?!--help)|token create/.test(command)) outputs.set(command, await run(command));
    else readOnly.push(command);
  }
  await Promise.all(readOnly.map(async (command) => outputs.set(command, await run(command))));
  const outputOf = (end: string) => outputs.get([...outputs.keys()].find((command) => command.endsWith(end))!);
  // The server is running: each of these worked through its database.
  const [summary] = blocks('docs/importing.md', 'text');
  expect(outputOf('--host api.example.com')?.replaceAll(`${folder}/`, '')).toContain(summary);
  expect(JSON.parse(outputOf('import requests.ndjson --json')!)).toMatchObject({ read: 2, duplicates: 1, rejected: 1 });
  expect(JSON.parse(readFileSync(files['rejected.ndjson']!, 'utf8'))).toMatchObject({
    line: 2,
    raw: '{"method":"GET"}',
  });
  expect(JSON.parse(outputOf('verify --json')!)).toMatchObject({ requests: 15_477, differences: 0 });
  expect(outputOf('schema')).toContain('type Session @key(fields: "id")');
}, 300_000);

test('the table of variables is what the server reads of its environment', () => {
  const table = [...readFileSync('docs/configuration.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(
    ([, name]) => name,
  );
  expect(table.toSorted()).toEqual(envNames());
});

test('the table of formats is what the importer reads', async () => {
  const { FORMATS } = await import('../../subgraph/ingest/readers/reader.type.ts');
  const importing = readFileSync('docs/importing.md', 'utf8');
  expect([...importing.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name).toSorted()).toEqual(
    FORMATS.toSorted(),
  );
});

test.each(DOCUMENTS)('the links of %s lead somewhere', (document) => {
  const links = [...readFileSync(document, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);
  for (const link of links) {
    const [path, anchor] = link.split('#');
    const target = path ? join(dirname(document), path) : document;
    expect(existsSync(target), link).toBe(true);
    if (anchor) expect(headings(target), link).toContain(anchor);
  }
});

test('every GraphQL example is valid', async () => {
  const schema = await createSchema('standalone');
  expect(examples()).toHaveLength(commands().filter((command) => command.startsWith('curl ')).length);
  const queries = [...examples().map(([, query]) => query), ...DOCUMENTS.flatMap((each) => blocks(each, 'graphql'))];
  for (const query of queries) expect(validate(schema, parse(query))).toEqual([]);
});

function envNames(): string[] {
  const inAuth = readdirSync('subgraph/auth', { recursive: true, encoding: 'utf8' });
  const files = ['env.ts', ...inAuth.filter((name) => name.endsWith('-env.ts')).map((name) => join('auth', name))];
  const source = files.map((name) => readFileSync(join('subgraph', name), 'utf8')).join();
  return [...new Set([...source.matchAll(/text\('(\w+)'\)/g)].map(([, name]) => name!))].sort();
}

function markdownIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(path, name));
}

function headings(document: string): string[] {
  const titles = readFileSync(document, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...titles].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The fenced blocks of a document in one language. */
function blocks(document: string, language: string): string[] {
  const fences = readFileSync(document, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm);
  return [...fences].filter(([, name]) => name === language).map(([, , text]) => text!);
}

/** Commands of the guides; a quoted text may have several lines. */
function commands(): string[] {
  return GUIDES.flatMap((guide) => blocks(guide, 'sh')).flatMap((block) => block.match(/(?:'[^']*'|[^'\n])+/g) ?? []);
}

/** Queries of the guides, and the answer that stands below each. */
function examples(): [name: string, query: string, shown: string][] {
  return GUIDES.flatMap((guide) => {
    const pairs = readFileSync(guide, 'utf8').matchAll(/'query=([^']+)'\n```\n\n```json\n([\s\S]*?)\n```/g);
    return [...pairs].map(([, query, shown], index): [string, string, string] => [
      `example ${index + 1} of ${guide}`,
      query!,
      shown!,
    ]);
  });
}

async function run(command: string): Promise<string> {
  const [program, ...words] = command.split(' ');
  const child = spawn(
    program!,
    words.map((word) => files[word] ?? word),
    { env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  expect(code, `${command}\n${output}`).toBe(0);
  return output;
}
