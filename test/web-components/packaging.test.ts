import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, parseAst } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VERSION } from '../../web-components/shared/version.ts';

// What `npm pack` holds, in a folder of a stranger.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ELEMENTS = join(ROOT, 'web-components');
const require = createRequire(import.meta.url);

interface Described {
  readonly name?: string;
  readonly description?: string;
}

interface ManifestElement extends Described {
  readonly tagName: string;
  readonly members: readonly Described[];
  readonly attributes: readonly Described[];
  readonly events: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
}

let folder: string;
let installed: string;
let readmeBefore: string;

beforeAll(() => {
  readmeBefore = readFileSync(join(ELEMENTS, 'README.md'), 'utf8');
  folder = mkdtempSync(join(tmpdir(), 'api-sessions-package-'));
  run('npm', ['pack', '--silent', '--pack-destination', folder], ELEMENTS);
  const [tarball] = readdirSync(folder);
  const react = versionOf('react');
  const dependencies = {
    '@api-sessions/elements': `file:${tarball}`,
    react,
    'react-dom': versionOf('react-dom'),
    // Another one than the package brings: a host may be behind, or ahead.
    'urql-of-the-host': 'npm:@urql/core@6.0.0',
  };
  const devDependencies = { '@types/react': versionOf('@types/react') };
  write(
    'package.json',
    JSON.stringify({ name: 'stranger', private: true, type: 'module', dependencies, devDependencies }),
  );
  run('npm', ['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund']);
  installed = join(folder, 'node_modules/@api-sessions/elements');
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const versionOf = (name: string): string => readJson(join(ROOT, 'package.json')).devDependencies[name];
const node = (script: string): unknown => JSON.parse(run(process.execPath, ['--input-type=module', '--eval', script]));

function manifestElements(): ManifestElement[] {
  const { modules } = readJson(join(installed, 'dist/custom-elements.json')) as {
    modules: { declarations: ManifestElement[] }[];
  };
  return modules.flatMap(({ declarations }) => declarations);
}

const exportsOf = (): string[] => Object.keys(readJson(join(installed, 'package.json')).exports);

test('it holds what a browser needs, and no server', () => {
  const packages = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(@[^/]+\/)?[^/@.]+$/.test(path) && !path.startsWith('.'))
    .sort();
  const files = readdirSync(installed).sort();

  expect(files).toEqual(['LICENSE', 'README.md', 'THIRD-PARTY.md', 'dist', 'package.json']);
  expect(packages.filter((name) => /apollo|express|prisma|typescript|vite|^pg$/.test(name))).toEqual([]);
});

test('the version that elements know is that of the package', () => {
  expect(readJson(join(installed, 'package.json')).version).toBe(VERSION);
});

test('each element has a description of everything that is public', () => {
  const missing = manifestElements().flatMap((element) => {
    const { members, attributes, events, slots = [], cssParts = [], cssProperties = [] } = element;
    return [element, ...members, ...attributes, ...events, ...slots, ...cssParts, ...cssProperties]
      .filter(({ description }) => !description)
      .map(({ name }) => `${element.tagName}: ${name}`);
  });

  expect(missing).toEqual([]);
});

test('each element is exported, and so is what registers it', () => {
  const tags = manifestElements().map(({ tagName }) => tagName);

  expect(tags.sort()).toEqual([
    'explore-in-sessions-button',
    'session-detail',
    'session-explorer',
    'session-filters',
    'session-list',
    'session-timeline',
    'sessions-plugin',
    'sessions-provider',
  ]);
  expect(exportsOf()).toEqual(expect.arrayContaining(tags.flatMap((tag) => [`./${tag}`, `./${tag}/define`])));
});

test('the reference in the README is that of the manifest, and its tokens are those of the styles', () => {
  const readme = readFileSync(join(installed, 'README.md'), 'utf8');
  const tokens = new Set<string>();
  for (const path of readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js')) continue;
    const text = readFileSync(join(installed, 'dist', path), 'utf8');
    for (const [token] of text.matchAll(/--sessions-[a-z-]+/g)) tokens.add(token);
  }

  expect(readmeBefore, 'run "npm run build:elements" and commit README.md').toBe(readme);
  expect([...readme.matchAll(/^\| `(--sessions-[a-z-]+)`/gm)].map(([, token]) => token).sort()).toEqual(
    [...tokens].sort(),
  );
});

test('every entry can be imported where there is no browser', () => {
  const entries = exportsOf()
    .filter((path) => !/json$|^\.\/(jsx|vue|svelte)$/.test(path))
    .map((path) => `@api-sessions/elements${path.slice(1)}`);

  const failures = node(`
    const failures = [];
    for (const entry of ${JSON.stringify(entries)}) await import(entry).catch((error) => failures.push(entry + ': ' + error.stack));
    console.log(JSON.stringify(failures));
  `);

  expect(entries.length).toBeGreaterThan(12);
  expect(failures).toEqual([]);
});

test('the operations that elements send are there by their hashes, as a server lists them', () => {
  const documents: Record<string, string> = readJson(join(installed, 'dist/documents.json'));
  const { operations } = readJson(join(ROOT, 'subgraph/graphql/safelist.elements.json')) as {
    operations: { sha256: string }[];
  };
  const listed = new Set(operations.map(({ sha256 }) => sha256));

  expect(Object.keys(documents).length).toBeGreaterThan(20);
  for (const [hash, text] of Object.entries(documents)) {
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
    expect(listed.has(hash), text).toBe(true);
  }
});

test('classes alone register nothing', () => {
  const registered = node(`
    await import('lit');
    const names = [];
    globalThis.customElements.define = (name) => names.push(name);
    await import('@api-sessions/elements');
    const byClasses = [...names];
    await import('@api-sessions/elements/explore-in-sessions-button/define');
    console.log(JSON.stringify({ byClasses, byDefine: names }));
  `);

  expect(registered).toEqual({ byClasses: [], byDefine: ['explore-in-sessions-button'] });
});

test('a link can be made on a server', () => {
  const link = node(`
    import { sessionsLink } from '@api-sessions/elements/link';
    console.log(JSON.stringify(sessionsLink({ params: 'attack=a-17' }, '/sessions', 's')));
  `);

  expect(link).toBe('/sessions?s.v=1&s.attack=a-17');
});

test('it has types for TypeScript, JSX and React', () => {
  write(
    'page.ts',
    `import '@api-sessions/elements/define';
     import { type SessionList, sessionsLink } from '@api-sessions/elements';
     import { ExploreInSessionsButton } from '@api-sessions/elements/explore-in-sessions-button';

     const list: SessionList = document.createElement('session-list');
     list.params = 'method=POST';
     list.addEventListener('session-select', (event) => {
       const id: string = event.id;
       event.preventDefault();
       console.log(id, sessionsLink({ session: id }, '/sessions', 's'));
     });
     // @ts-expect-error a number
     list.pageSize = 'many';
     const button = document.querySelector('explore-in-sessions-button') ?? new ExploreInSessionsButton();
     button.attackId = 'a-17';
     ExploreInSessionsButton.define('acme-explore');
     document.querySelector('sessions-provider')!.getHeaders = () => ({ authorization: 'Bearer x' });
    `,
  );
  write(
    'components.tsx',
    `import type {} from '@api-sessions/elements/jsx';
     import { SessionList, SessionsProvider } from '@api-sessions/elements/react';

     export const page = (
       <SessionsProvider endpoint="/graphql">
         <SessionList params="method=POST" pageSize={50} onSessionSelect={(event) => console.log(event.id.length)} />
       </SessionsProvider>
     );
     // @ts-expect-error a number
     export const wrong = <SessionList pageSize="many" />;
     export const plain = <session-list params="method=POST" compact onsession-select={(event) => console.log(event.id)} />;
     // @ts-expect-error a boolean
     export const wrongPlain = <session-list compact={17} />;
    `,
  );
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    jsx: 'react-jsx',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['page.ts', 'components.tsx'] }));

  run(process.execPath, [join(dirname(require.resolve('typescript/package.json')), 'bin/tsc'), '-p', folder]);
});

test('a client of another version of urql is one, and so is whatever does the same; the bundle has types too', () => {
  write(
    'client.ts',
    `import { cacheExchange, Client, fetchExchange } from 'urql-of-the-host';
     import { type GraphAnswers, type GraphClient, SessionsProvider } from '@api-sessions/elements/bundle';

     const provider: SessionsProvider = new SessionsProvider();
     provider.client = new Client({ url: '/graphql', exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });

     class ClientOfTheFuture implements GraphClient {
       readonly #answers = new Map<string, GraphAnswers>();
       query(document: string): GraphAnswers {
         return this.#answers.get(document)!;
       }
       mutation(document: string): GraphAnswers {
         return this.query(document);
       }
     }
     provider.client = new ClientOfTheFuture();
     // @ts-expect-error it cannot ask
     provider.client = { url: '/graphql' };
    `,
  );
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  write('tsconfig.client.json', JSON.stringify({ compilerOptions, files: ['client.ts'] }));

  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  run(process.execPath, [tsc, '-p', join(folder, 'tsconfig.client.json')]);
});

test('a bundler makes a page of it, and leaves out what the page does not use', async () => {
  write(
    'index.html',
    '<explore-in-sessions-button></explore-in-sessions-button><script type="module" src="/page.js"></script>',
  );
  write('page.js', "import '@api-sessions/elements/explore-in-sessions-button/define';");

  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false },
  });
  const { output } = result as { output: { type: string; code: string }[] };
  const code = output.filter(({ type }) => type === 'chunk').map((chunk) => chunk.code);

  const tags = ['explore-in-sessions-button', 'session-filters', 'session-list'];
  expect(tags.filter((tag) => code.join('').includes(tag))).toEqual(['explore-in-sessions-button']);
});

test('the bundle is one file', () => {
  const bundle = readFileSync(join(installed, 'dist/api-sessions.js'), 'utf8');

  const { body } = parseAst(bundle);
  const kinds = new Set(body.map(({ type }) => type));

  expect([...kinds]).not.toContain('ImportDeclaration');
  // Only a short answer is fit to be printed.
  expect([/\bimport\(\s*["'`]/, /process\.env/, /litIssuedWarnings/].filter((pattern) => pattern.test(bundle))).toEqual(
    [],
  );
  expect(readFileSync(join(installed, 'dist/api-sessions.licenses.md'), 'utf8')).toContain('@urql/core');
});
