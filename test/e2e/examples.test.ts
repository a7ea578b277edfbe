import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { buildReactHost, type Host, serveHost } from './support/hosts.ts';

// The hosts of console/examples, as websites of their own before the real server with its demo traffic.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLE = join(ROOT, 'subgraph/dist/console/api-sessions.js');

const test = consoleTest().extend<{ plain: Host; react: Host }>({
  plain: [
    async ({ site }, use) => {
      const host = await serveHost(site.address, join(ROOT, 'console/examples/plain'), { 'api-sessions.js': BUNDLE });
      await use(host);
      await host.close();
    },
    { scope: 'file' },
  ],
  react: [
    async ({ site }, use) => {
      const folder = join(site.place.folder, 'react-host');
      await buildReactHost(folder);
      const host = await serveHost(site.address, folder);
      await use(host);
      await host.close();
    },
    { scope: 'file' },
  ],
});

const explorer = (page: Page) => page.locator('session-explorer');
/** Sessions in the list of the explorer; not what holds their place while they load. */
const sessions = (page: Page) => explorer(page).locator('session-list tbody th a');
const found = (page: Page) => explorer(page).locator('session-list [part~=toolbar]');
const told = (page: Page) => page.locator('output').innerText();
const query = (page: Page) => new URL(page.url()).searchParams;
/** How many sessions the last seven days have depends on the hour. */
const ALL = /K sessions/;
const styleOf = (page: Page, name: string): Promise<string> =>
  sessions(page)
    .first()
    .evaluate(
      (link, property) => link.ownerDocument.defaultView!.getComputedStyle(link).getPropertyValue(property),
      name,
    );

/** Chooses a value in the menu of a filter of the explorer. */
async function choose(page: Page, filter: string, value: RegExp): Promise<void> {
  await explorer(page).getByRole('button', { name: filter, exact: true }).click();
  await explorer(page).getByRole('option', { name: value }).first().click();
  await page.keyboard.press('Escape');
}

describe.skipIf(!CHROMIUM)('in plain HTML', IN_BROWSER, () => {
  test('the elements take the looks of the page, and its language', async ({ plain, visit }) => {
    const visitor = await visit({ baseURL: plain.address, colorScheme: 'light' });
    const { page } = visitor;
    await visitor.open('/');
    await sessions(page).first().waitFor();
    expect(await styleOf(page, 'font-family')).toContain('Georgia');
    // Dark as the page is, on a system that is light.
    expect(await styleOf(page, 'color-scheme')).toBe('dark');
    expect(await styleOf(page, 'color')).toBe('rgb(242, 193, 78)');
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.getByLabel('Language').selectOption('de');
    await explorer(page).getByRole('button', { name: 'Methode', exact: true }).waitFor();
    await page.getByRole('heading', { name: 'Alle Sitzungen' }).waitFor();
    expect(await found(page).innerText()).toMatch(/Sitzungen/);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('the host shows sessions of its card on a page of its own, those of the explorer stay there', async ({
    plain,
    visit,
  }) => {
    const visitor = await visit({ baseURL: plain.address });
    const { page } = visitor;
    await visitor.open('/');
    const card = page.locator('#card tbody th a');
    await expect.poll(() => card.count()).toBe(25);

    await sessions(page).first().click();
    await page.locator('session-explorer session-detail h2').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');

    await card.nth(2).click();
    await page.waitForURL((url) => url.pathname === '/session.html');
    await page.locator('session-request-table tbody tr').first().waitFor();
    expect(await page.locator('session-detail').getAttribute('session-id')).toBe(query(page).get('id'));
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.locator('session-detail').getByRole('button', { name: 'Close' }).first().click();
    await page.waitForURL((url) => url.pathname === '/');
  });

  test('the button leads to filtered sessions, and the page hears of filters', async ({ plain, visit }) => {
    const visitor = await visit({ baseURL: plain.address });
    const { page } = visitor;
    await visitor.open('/');
    await page.getByRole('link', { name: 'Explore them all' }).click();
    await page.waitForURL((url) => url.searchParams.get('s.malicious') === 'yes');
    await expect.poll(() => told(page)).toBe('malicious=yes');
    await expect.poll(() => found(page).innerText()).toContain('95 sessions');

    await choose(page, 'Method', /POST/);
    await expect.poll(() => query(page).get('s.method')).toBe('POST');
    await expect.poll(() => told(page)).toBe('method=POST&malicious=yes');
  });
});

describe.skipIf(!CHROMIUM)('in React', IN_BROWSER, () => {
  test('filters of the explorer, of its state and of the address are the same', async ({ react, visit }) => {
    const visitor = await visit({ baseURL: react.address });
    const { page } = visitor;
    await visitor.open('/');
    await expect.poll(() => found(page).innerText()).toMatch(ALL);
    expect(await told(page)).toBe('no filters');

    // Set from React.
    await page.getByRole('button', { name: 'Malicious', exact: true }).click();
    await expect.poll(() => found(page).innerText()).toContain('95 sessions');
    expect(query(page).get('s.malicious')).toBe('yes');

    // Set in the explorer.
    await choose(page, 'Method', /POST/);
    await expect.poll(() => told(page)).toBe('method=POST&malicious=yes');
    expect(query(page).get('s.method')).toBe('POST');
    await expect.poll(() => found(page).innerText()).not.toContain('95 sessions');

    // Back, forward, and from a link.
    await page.goBack();
    await expect.poll(() => told(page)).toBe('malicious=yes');
    await expect.poll(() => found(page).innerText()).toContain('95 sessions');
    await page.goForward();
    await expect.poll(() => told(page)).toBe('method=POST&malicious=yes');
    await page.reload();
    await expect.poll(() => told(page)).toBe('method=POST&malicious=yes');
    await sessions(page).first().waitFor();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await expect.poll(() => found(page).innerText()).toMatch(ALL);
    expect(query(page).size).toBe(0);
  });

  test('a button in the table of attacks leads to its sessions, without loading the page anew', async ({
    react,
    visit,
  }) => {
    const visitor = await visit({ baseURL: react.address });
    const { page } = visitor;
    await visitor.open('/');
    await page.evaluate('window.stillHere = true');
    const button = page.locator('explore-in-sessions-button[availability=available]').first();
    const count = await button.locator('[part=count]').innerText();
    const id = await button.evaluate((element) => (element as unknown as { attackId: string }).attackId);
    await button.getByRole('link').click();

    await expect.poll(() => told(page)).toBe(new URLSearchParams({ attack: id }).toString());
    await expect.poll(() => sessions(page).count()).toBe(Number(count));
    expect(query(page).get('s.attack')).toBe(id);
    expect(await page.evaluate('window.stillHere')).toBe(true);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.goBack();
    await expect.poll(() => told(page)).toBe('no filters');
  });

  test('the explorer leaves and comes back with the state of the address', async ({ react, visit }) => {
    const visitor = await visit({ baseURL: react.address });
    const { page } = visitor;
    await visitor.open('/');
    const toggle = page.getByRole('button', { name: 'Sessions', exact: true });
    await sessions(page).first().waitFor();
    await page.getByRole('button', { name: 'Malicious', exact: true }).click();
    await expect.poll(() => found(page).innerText()).toContain('95 sessions');
    for (const _ of [1, 2]) {
      await toggle.click();
      await expect.poll(() => explorer(page).count()).toBe(0);
      await toggle.click();
      await expect.poll(() => found(page).innerText()).toContain('95 sessions');
    }
    // While it is still asking.
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await toggle.click();
    expect(await explorer(page).count()).toBe(0);

    await page.locator('explore-in-sessions-button[availability=available]').first().getByRole('link').click();
    await expect.poll(() => told(page)).toMatch(/^attack=/);
    await sessions(page).first().waitFor();
  });

  test('light and dark are those of the system', async ({ react, visit }) => {
    const colors = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const) {
      const visitor = await visit({ baseURL: react.address, colorScheme });
      const { page } = visitor;
      await visitor.open('/');
      await sessions(page).first().waitFor();
      colors.add(await styleOf(page, 'color'));
      expect(await visitor.accessibilityFaults()).toEqual([]);
    }
    expect([...colors]).toEqual(['rgb(154, 52, 18)', 'rgb(253, 186, 116)']);
  });
});

describe.skipIf(!CHROMIUM)('on a phone', IN_BROWSER, () => {
  test('nothing is wider than the page', async ({ plain, react, visit }) => {
    for (const { address } of [plain, react]) {
      const visitor = await visit({ baseURL: address, viewport: { width: 390, height: 844 } });
      const { page } = visitor;
      await visitor.open('/');
      await sessions(page).first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      expect(await visitor.accessibilityFaults()).toEqual([]);
    }
  });
});
