import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';

// The console on a server in production that answers its operations alone; and seen by somebody who may only read.

const test = consoleTest({ NODE_ENV: 'production', SESSIONS_SAFELIST: 'elements' });

const list = (page: Page) => page.locator('session-list tbody tr:has(th a)');
const rows = (page: Page) => page.locator('session-request-table tbody tr[data-row]');

/** A session with attacks, and the first of its malicious requests. */
async function openRequest(page: Page): Promise<string> {
  await expect.poll(() => list(page).count(), IN_BROWSER).toBeGreaterThan(0);
  await list(page).first().locator('th a').click();
  await expect.poll(() => rows(page).count(), IN_BROWSER).toBeGreaterThan(0);
  await rows(page).first().locator('button').first().click();
  await page.locator('session-request h4').first().waitFor();
  return page.locator('session-request .blocks').first().innerText();
}

describe.skipIf(!CHROMIUM)('who may', IN_BROWSER, () => {
  test('all that the console asks is on the list', async ({ visitor: { page, open } }) => {
    const refused: string[] = [];
    const answered = new Set<string>();
    page.on('response', async (response) => {
      if (!response.url().endsWith('/graphql')) return;
      const { query } = JSON.parse(response.request().postData() ?? '{}') as { query?: string };
      if (response.status() === 200) answered.add(/(?:query|mutation) (\w+)/.exec(query ?? '')?.[1] ?? '');
      else refused.push(query ?? '');
    });
    for (const path of ['/attacks', '/discovery']) {
      await open(path);
      await expect.poll(() => page.locator('tbody tr').count(), IN_BROWSER).toBeGreaterThan(0);
    }
    await open('/?s.type=sqli');
    await openRequest(page);
    await page.locator('session-detail').getByRole('button', { name: 'Download' }).click();
    await page.locator('session-detail #export').waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await expect.poll(() => answered.has('SessionsScopes'), IN_BROWSER).toBe(true);
    expect(refused).toEqual([]);
    for (const name of ['Attacks', 'Endpoints', 'SessionList', 'SessionHeader', 'RequestDetail', 'SessionStatistics'])
      expect([...answered]).toContain(name);
  });

  test('who may read alone is told calmly what is not for them, and offered nothing that is refused', async ({
    visit,
  }) => {
    const { page, open } = await visit({ extraHTTPHeaders: { 'x-sessions-scopes': 'sessions:read' } });
    await open('/?s.type=sqli');
    const text = await openRequest(page);
    expect(text).toContain('not permitted to see');
    expect(text).toContain('Stored, but you are not permitted to see it');
    await page.waitForTimeout(500);
    for (const name of ['Download', 'Block session', 'Create rule', 'Mark as false positive', 'Copy as cURL'])
      expect([name, await page.getByRole('button', { name }).count()]).toEqual([name, 0]);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
