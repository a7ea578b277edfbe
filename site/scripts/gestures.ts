import type { Page } from 'playwright';

/** What somebody may do in each example and be answered, beside looking at it: the rest is not recorded. */
export const GESTURES: Record<string, (page: Page) => Promise<void>> = {
  async 'session-explorer'(page) {
    await openSessions(page, [0, 1, 2]);
    for (const view of ['Attacks let through', 'Riskiest']) {
      await page.getByRole('button', { name: view, exact: true }).click();
      await settled(page);
    }
    await openSessions(page, [0, 1, 2]);
  },
  async 'session-list'(page) {
    await page.getByRole('button', { name: /Next/ }).click();
    await settled(page);
  },
  async 'session-detail'(page) {
    const requests = page.locator('session-request-table tbody tr[data-row]');
    for (const place of [0, 1, 2]) {
      await requests.nth(place).click();
      await settled(page);
    }
  },
  async 'session-filters'(page) {
    for (const filter of ['Method', 'Response code']) {
      await page.getByRole('button', { name: filter, exact: true }).click();
      await settled(page);
      await page.keyboard.press('Escape');
    }
  },
  async 'session-timeline'() {},
  async 'sessions-provider'() {},
  async 'sessions-plugin'() {},
  async theming() {},
  async 'explore-in-sessions-button'(page) {
    const links = page.locator('explore-in-sessions-button[availability=available]').getByRole('link');
    for (const place of [0, 1]) {
      await links.nth(place).click();
      await settled(page);
      await page.goBack();
      await settled(page);
    }
  },
};

/** Opens these sessions of a list, one after the other. */
async function openSessions(page: Page, places: readonly number[]): Promise<void> {
  for (const place of places) {
    await page.locator('session-list tbody th a').nth(place).click();
    await page.locator('session-detail h2').waitFor();
    await settled(page);
    await page.goBack();
    await settled(page);
  }
}

/** Waits until nothing is asked any more, nothing says that it loads, and nothing changes for a moment. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(QUIET, null, { polling: 100, timeout: 60_000 });
}

/** Whether nothing was asked and no text changed for half a second: run in the page, where the types of Node are not. */
const QUIET = `(() => {
  const textOf = (root) =>
    [...root.querySelectorAll('*')].map(({ shadowRoot }) => (shadowRoot ? textOf(shadowRoot) : '')).join('') +
    root.textContent.length;
  const text = textOf(document.documentElement);
  if (text !== window.lastText || window.asking > 0) Object.assign(window, { lastText: text, lastChange: performance.now() });
  return performance.now() - window.lastChange > 500;
})()`;
