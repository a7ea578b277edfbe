import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VERSION } from '../../web-components/shared/version.ts';
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.ts';

// The single file, as pages of strangers load it.

const executablePath = findChromium();
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  // The second copy of Lit on a page makes a policy of this name too.
  "trusted-types lit-html 'allow-duplicates'",
].join('; ');
const COUNTS = JSON.stringify({
  data: { sessionAvailability: [{ state: 'AVAILABLE', sessionCount: { value: 3, exact: true } }] },
});

let bundle: string;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  const configFile = fileURLToPath(new URL('../../web-components/vite.config.mjs', import.meta.url));
  const [result] = (await build({ configFile, logLevel: 'silent', build: { write: false } })) as unknown as [
    { output: { type: string; fileName: string; code: string }[] },
  ];
  // One file to load, and the licences of what is inside.
  expect(result.output.map(({ fileName }) => fileName).sort()).toEqual(['api-sessions.js', 'api-sessions.licenses.md']);
  bundle = result.output.find(({ type }) => type === 'chunk')!.code;
  if (executablePath) browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** A page with this body and script, under a strict policy; the graph at any address says "3 sessions" and is remembered. */
async function open(body: string, script: string) {
  const asked: string[] = [];
  const files: Record<string, [type: string, text: string]> = {
    '/': ['text/html', `<!doctype html><html lang="en"><body>${body}<script type="module" src="/page.js"></script>`],
    '/page.js': ['text/javascript', script],
    '/api-sessions.js': ['text/javascript', bundle],
    '/newer.js': ['text/javascript', bundle.replaceAll(VERSION, '9.9.9')],
  };
  server?.close();
  server = createServer(({ url = '' }, response) => {
    const file = files[url];
    if (!file) asked.push(url);
    const [type, text] = file ?? ['application/json', COUNTS];
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { page, said, asked };
}

describe.runIf(executablePath)('in a page', () => {
  test('one script tag is enough, under a strict policy', async () => {
    const { page, said, asked } = await open(
      `<sessions-provider endpoint="/graph">
         <explore-in-sessions-button attack-id="a1"></explore-in-sessions-button>
       </sessions-provider>`,
      "import '/api-sessions.js';",
    );
    await page.locator('explore-in-sessions-button[availability=available]').waitFor();

    expect(await page.getByRole('link').getAttribute('title')).toBe('3 sessions');
    expect(asked.filter((url) => url !== '/favicon.ico')).toEqual(['/graph']);
    expect(said).toEqual([]);
  });

  test('two copies of it meet: the provider of one speaks to the elements of the other', async () => {
    const { page, said, asked } = await open(
      `<sessions-provider endpoint="/graph-of-the-provider" sessions-page="/elsewhere">
         <newer-explore attack-id="a1"></newer-explore>
       </sessions-provider>`,
      `import { SessionsProvider } from '/api-sessions.js';
       import { ExploreInSessionsButton } from '/newer.js';
       ExploreInSessionsButton.define('newer-explore');
       const provider = document.querySelector('sessions-provider');
       const button = document.querySelector('newer-explore');
       document.body.dataset.versions = [provider.constructor.version, button.constructor.version];
       document.body.dataset.same = provider instanceof SessionsProvider;`,
    );
    await page.locator('newer-explore[availability=available]').waitFor();

    expect(await page.locator('body').getAttribute('data-versions')).toBe(`${VERSION},9.9.9`);
    expect(await page.locator('body').getAttribute('data-same')).toBe('true');
    expect(asked.filter((url) => url !== '/favicon.ico')).toEqual(['/graph-of-the-provider']);
    expect(await page.getByRole('link').getAttribute('href')).toBe('/elsewhere?s.v=1&s.attack=a1');
    expect(said).toContain(`<session-list> is registered already, in version ${VERSION}; 9.9.9 is left out`);
  });
});

test('every element is in it, and the version', () => {
  const tags = ['session-list', 'session-filters', 'session-explorer', 'session-detail', 'explore-in-sessions-button'];
  const { version } = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../web-components/package.json', import.meta.url)), 'utf8'),
  );

  expect([...tags, 'sessions-provider', version].filter((text) => !bundle.includes(text))).toEqual([]);
});
