import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { add, at } from './support/import-lines.ts';

// The scenarios of the product, as an analyst meets them: the console of `npm start`, with its demo traffic.
const test = consoleTest();

// Playwright's locators see through open shadow roots.
const rows = (page: Page) => page.locator('session-list tbody tr:has(th a)');
const count = (page: Page) => page.locator('session-list [part~=toolbar]');
const requests = (page: Page) => page.locator('session-request-table tbody tr[data-row]');

describe.skipIf(!CHROMIUM)('scenarios', IN_BROWSER, () => {
  test('1: an explore button on a request of an attack leads to its session, open, with exactly that request', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    await page
      .getByRole('button', { name: /requests/i })
      .first()
      .click();
    const button = page.locator('explore-in-sessions-button[request-id]').first();
    const id = await button.getAttribute('request-id');
    await button.getByRole('link').click();

    await expect.poll(() => new URL(page.url()).searchParams.get('s.request')).toBe(id);
    await expect.poll(() => rows(page).count()).toBe(1);
    await expect.poll(() => requests(page).count()).toBe(1);
    await expect.poll(() => count(page).innerText()).toContain('1 session');

    await page
      .getByRole('button', { name: /^Remove filter Request ID/ })
      .first()
      .click();
    await expect.poll(() => requests(page).count()).toBeGreaterThan(1);
    const marked = page.locator('session-request-table tr[aria-current=true]');
    await expect.poll(() => marked.count()).toBe(1);
    await marked.isVisible();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('2: a session with requests only before and after the interval is not listed', async ({ site, visitor }) => {
    await add(site, 'gap', [
      { time: at(60), sid: 'gap', host: 'gap.example' },
      { time: at(180), sid: 'gap', host: 'gap.example' },
    ]);
    const { page } = visitor;
    const interval = (from: number, to: number) => `s.host=gap.example&s.time=${at(from)}..${at(to)}`;
    await visitor.open(`/?${interval(30, 200)}`);
    await expect.poll(() => rows(page).count()).toBe(1);
    await visitor.open(`/?${interval(61, 180)}`);
    await expect.poll(() => count(page).innerText()).toContain('0 sessions');
    expect(await rows(page).count()).toBe(0);
    // Half open: the second request is inside from its own moment on.
    await visitor.open(`/?${interval(61, 181)}`);
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await rows(page).innerText()).toMatch(/1 in period/);
  });

  test('5: two conditions that different requests meet do not list a session, unless any request may meet them', async ({
    site,
    visitor,
  }) => {
    const host = 'conditions.example';
    await add(site, 'conditions', [
      { time: at(60), sid: 'both', method: 'POST', status: 200, host },
      { time: at(61), sid: 'both', method: 'GET', status: 403, host },
      { time: at(62), sid: 'one', method: 'POST', status: 403, host },
    ]);
    const { page } = visitor;
    await visitor.open(`/?s.host=${host}&s.method=POST&s.code=403`);
    await expect.poll(() => count(page).innerText()).toContain('1 session');
    await page.getByText(/different requests may/i).click();
    await expect.poll(() => count(page).innerText()).toContain('2 sessions');
    expect(new URL(page.url()).searchParams.get('s.match')).toBe('any');
  });

  test('6: the scraper of the demo lists its 12 sessions; a key on both sides of midnight is two labelled parts', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    const row = page.locator('tr', { hasText: /scraping-[0-9a-f]{12}/ });
    const id = await row.locator('.id').innerText();
    await row
      .getByRole('link', { name: /sessions/i })
      .first()
      .click();

    await expect.poll(() => count(page).innerText()).toContain('13 sessions');
    expect(new URL(page.url()).searchParams.get('s.attack')).toBe(id);
    await expect.poll(() => rows(page).count()).toBe(13);
    const texts = await rows(page).allInnerTexts();
    expect(texts.filter((text) => /part [12] of 2/.test(text))).toHaveLength(2);

    // Opened, each shows only the requests of the attack; all others are a click away.
    await rows(page)
      .filter({ hasNotText: /part [12] of 2/ })
      .first()
      .getByRole('link')
      .first()
      .click();
    const title = page.locator('session-request-table h3');
    await expect.poll(() => title.innerText()).toMatch(/\b48\b/);
    await page.getByRole('button', { name: 'Show all requests' }).click();
    await expect.poll(() => title.innerText()).toMatch(/\b49\b/);
  });

  test('a view survives its address: filters, time, order and open session come back, and so does each step', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open('/?s.v=1&s.time=7d&s.method=POST&s.sort=-requests');
    await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
    const texts = await rows(page).allInnerTexts();
    await rows(page).first().getByRole('link').first().click();
    await expect.poll(() => requests(page).count()).toBeGreaterThan(0);
    const address = page.url();
    expect(address).toContain('s.open=');

    await page.goBack();
    await expect.poll(() => page.locator('session-detail').count()).toBe(0);
    await page.goForward();
    await expect.poll(() => requests(page).count()).toBeGreaterThan(0);
    await page.reload();
    await expect.poll(() => requests(page).count()).toBeGreaterThan(0);
    expect(page.url()).toBe(address);
    await page.getByRole('button', { name: 'Close session' }).click();
    await expect.poll(() => rows(page).allInnerTexts()).toEqual(texts);
  });

  test('what the pickers count is what the list has', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/');
    await page.getByRole('button', { name: /^Method/ }).click();
    const option = page.getByRole('option', { name: /POST/ });
    const counted = /\d[\d,.]*K?/.exec((await option.innerText()).replace(/POST/g, ''))?.[0];
    await option.click();
    await page.keyboard.press('Escape');
    await expect.poll(() => count(page).innerText()).toContain(`${counted} sessions`);
  });
});
