import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Frame, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ELEMENTS, SOURCES } from '../../site/map.ts';
import { GESTURES, settled } from '../../site/scripts/gestures.ts';
import { serveFiles } from '../../site/scripts/serve-files.ts';
import { CHROMIUM_ARGS, findChromium } from '../support/chromium.ts';

// The site of `npm run docs`, built once, and its pages in a browser as a reader opens them.

const CHROMIUM = findChromium();

/** Where something inside of each element is, that comes with the answers to its questions. */
const ANSWERED: Record<string, string> = {
  'session-explorer': 'session-list tbody th a',
  'session-list': 'session-list tbody th a',
  'session-filters': 'session-list tbody th a',
  'session-detail': 'session-request-table tbody tr[data-row]',
  'session-timeline': 'session-timeline rect, session-timeline [part=chart] *',
  'explore-in-sessions-button': 'explore-in-sessions-button[availability=available] [part=count]',
  'sessions-provider': 'session-list tbody th a',
  'sessions-plugin': 'session-list tbody th a',
};

const folder = mkdtempSync(join(tmpdir(), 'api-sessions-site-'));
let site: Awaited<ReturnType<typeof serveFiles>>;
let browser: Browser;

test('every page of docs stands beside the others', () => {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const listed = SOURCES.map(({ source }) => source);

  expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
  expect(listed.filter((source) => !existsSync(source))).toEqual([]);
});

test('the look of the recipe is that of its example', () => {
  const [, shown] = /```css\n([\s\S]*?)```/.exec(readFileSync('docs/recipes/theming.md', 'utf8')) ?? [];
  expect(shown).toBe(readFileSync('site/examples/theming.css', 'utf8'));
});

describe.skipIf(missing())('built', () => {
  beforeAll(async () => {
    // It fails at a link to a page that is not there.
    await promisify(execFile)('npm', ['run', '--silent', 'docs', '--', '--out', folder]);
    site = await serveFiles(folder);
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGS });
  }, 1_800_000);
  afterAll(async () => {
    await browser?.close();
    site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('each link to a place of a page leads there', () => {
    const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    const texts = new Map(pages.map((name) => [`/${name.replace(/(index)?\.html$/, '')}`, readPage(name)]));
    const lost = [...texts].flatMap(([page, text]) =>
      [...text.matchAll(/href="(\/[^"#]*)?#([^"]+)"/g)]
        .map(([, path = page, place]) => ({ path, place: decodeURIComponent(place!) }))
        .filter(({ path, place }) => !texts.get(path)?.includes(`id="${place}"`))
        .map(({ path, place }) => `${page}: ${path}#${place}`),
    );

    expect(pages.length).toBeGreaterThan(110);
    expect(lost).toEqual([]);
  });

  test('the graph is there with every question, change and type', () => {
    const schema = readFileSync('subgraph/schema.graphql', 'utf8');
    const types = [...schema.matchAll(/^(?:type|input|enum|interface|scalar|union) ([A-Z]\w+)/gm)].map(
      ([, name]) => name!,
    );
    const graph = readdirSync(join(folder, 'graph')).map((name) => readPage(join('graph', name)));

    expect(types.length).toBeGreaterThan(100);
    const missing = types.filter(
      (name) => !/^(Query|Mutation)$/.test(name) && !graph.some((text) => text.includes(`id="${name.toLowerCase()}"`)),
    );
    expect(missing).toEqual([]);
    expect(readPage('graph/queries.html')).toContain('id="sessionsforattack"');
  });

  test.each(ELEMENTS)('%s is at work on its page, on recorded answers alone', async (tag) => {
    const { page, faults } = await open(`/elements/${tag}`);
    const example = await exampleOf(page);
    await example.locator(ANSWERED[tag]!).first().waitFor();
    expect(await page.locator('main h2', { hasText: 'Reference' }).count()).toBe(1);
    await page.close();
    expect(faults).toEqual([]);
  });

  test.each(Object.entries(GESTURES))('what somebody does in the example %s has answers', async (name, gesture) => {
    const { page, faults } = await open(`/live/${name}.html`);
    await settled(page);
    await gesture(page);
    await page.close();
    expect(faults).toEqual([]);
  });

  test('what was not recorded says so', async () => {
    const { page, faults } = await open('/live/session-list.html?');
    await settled(page);
    await page.locator('session-list').evaluate((list) => list.setAttribute('params', 'host=nowhere.example.com'));
    await page.getByText('This page has recorded answers').first().waitFor();
    await page.close();
    expect(faults.filter((fault) => !fault.startsWith('not recorded:'))).toEqual([]);
  });

  test('every element has a picture, light and dark', async () => {
    const { page } = await open('/elements/');
    const pictures = page.locator('main img');
    const sizes = await pictures.evaluateAll((all) =>
      Promise.all(
        all.map((image) => fetch(image.getAttribute('src')!).then(async (answer) => (await answer.blob()).size)),
      ),
    );
    await page.close();
    expect(sizes).toHaveLength(ELEMENTS.length * 2);
    expect(Math.min(...sizes)).toBeGreaterThan(2_000);
  });

  test('nothing is wider than a phone', async () => {
    for (const path of ['/', '/elements/session-list', '/graph/objects', '/configuration']) {
      const { page } = await open(path, 360);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(360);
      await page.close();
    }
  });
});

/** A page as a reader opens it; what its browser complains of, and what it asks of anybody else, is a fault. */
async function open(path: string, width = 1366): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' });
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== site.address) {
      faults.push(`asked ${request.url()}`);
    }
  });
  await page.goto(`${site.address}${path}`);
  return { page, faults };
}

/** The example in a page; it is loaded when it comes into view. */
async function exampleOf(page: Page): Promise<Frame> {
  const frame = page.locator('.live iframe');
  await frame.scrollIntoViewIfNeeded();
  return (await (await frame.elementHandle())!.contentFrame())!;
}

const readPage = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What builds the site is a package of its own. Without it these tests are skipped, which is said; CI has it. */
function missing(): boolean {
  const reason = !existsSync('site/node_modules/vitepress')
    ? 'the site is not installed ("npm ci --prefix site")'
    : CHROMIUM
      ? null
      : 'no Chromium found';
  if (reason === null) return false;
  if (process.env.CI) throw new Error(`CI runs everything, but would have to skip the site: ${reason}`);
  process.stderr.write(`SKIPPED: ${reason}: the tests of the site\n`);
  return true;
}
