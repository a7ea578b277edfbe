import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { add, at } from './support/import-lines.ts';

// "401, then 200 on login", as an analyst asks it: from the start page by clicks and keys, to the requests of the session.
const test = consoleTest();

const login = (second: number, sid: string, status: number) => ({
  time: at(second / 60),
  sid,
  method: 'POST',
  path: '/login',
  host: 'shop.example',
  status,
});

describe.skipIf(!CHROMIUM)('401, then 200 on login', IN_BROWSER, () => {
  test('is asked with a few keys; list, open session, link and file agree', async ({ site, visitor, visit }) => {
    await add(site, 'login', [
      login(0, 'guessed', 401),
      login(2, 'guessed', 401),
      login(4, 'guessed', 200),
      { time: at(5 / 60), sid: 'guessed', path: '/orders', host: 'shop.example', status: 200 },
      login(0, 'late', 401),
      login(300, 'late', 200),
      login(0, 'other-way', 200),
      login(2, 'other-way', 401),
    ]);
    const { page } = visitor;
    const rows = page.locator('session-list tbody tr:has(th a)');
    await visitor.open('/?s.endpoint=POST+/login&s.code=401&s.host=shop.example');
    await expect.poll(() => rows.count()).toBe(3);

    await page.getByRole('button', { name: 'Followed by…' }).press('Enter');
    const menu = page.getByRole('dialog', { name: 'Add a condition' });
    await menu.getByRole('combobox').pressSequentially('response code');
    await page.keyboard.press('Enter');
    const values = page.getByRole('dialog', { name: 'Response code' });
    await values.getByRole('searchbox').pressSequentially('200');
    await expect.poll(() => values.getByText('1 value').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    // "guessed" and "late"; in the third the 200 came first.
    await expect.poll(() => rows.count()).toBe(2);

    await page.getByRole('button', { name: 'followed by', exact: true }).press('Enter');
    await page.getByRole('spinbutton', { name: 'Within' }).pressSequentially('60');
    await page.keyboard.press('Enter');
    await expect.poll(() => rows.count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('s.then.1.code')).toBe('200');
    expect(new URL(page.url()).searchParams.get('s.then.1.within')).toBe('60s');
    const toolbar = page.locator('session-list [part~=toolbar]');
    await expect.poll(() => toolbar.innerText()).toContain('1 session');
    await expect.poll(() => rows.innerText()).toMatch(/\b4\b/);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await rows.locator('th a').press('Enter');
    const requests = page.locator('session-request-table tbody tr[data-row]');
    // 401, 401, and each 200 that follows.
    await expect.poll(() => requests.count()).toBe(4);
    const chip = page.getByRole('button', { name: /followed within 1 min by Response code: 200/ });
    await expect.poll(() => chip.count()).toBe(1);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    // The file has what is shown.
    const detail = page.locator('session-detail');
    await detail.getByRole('button', { name: 'Download', exact: true }).click();
    const begun = page.waitForEvent('download');
    await detail.getByRole('button', { name: 'CSV' }).click();
    const lines = readFileSync(await (await begun).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines).toHaveLength(1 + 4);
    await page.keyboard.press('Escape');

    // Somebody else opens the link.
    const { page: other } = await visit().then(async (guest) => {
      await guest.open(page.url().replace(site.address, ''));
      return guest;
    });
    await expect.poll(() => other.locator('session-request-table tbody tr[data-row]').count()).toBe(4);
    await expect.poll(() => other.locator('session-list tbody tr:has(th a)').count()).toBe(1);

    await chip.press('Enter');
    await expect.poll(() => requests.count()).toBe(2);
  });
});
