import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { Hand } from './support/hand.ts';
import { add, at } from './support/import-lines.ts';
import { shiftsOf, watchShifts } from './support/shifts.ts';

// What an analyst does every day, with what it costs the hand: clicks, and keys with the letters that are typed. A number that
// grows is a way that became longer.
const test = consoleTest({ DEMO: '0' });

const shop = (second: number, sid: string, status: number, more: object = {}) => ({
  time: at(second / 60),
  sid,
  method: 'POST',
  path: '/login',
  host: 'shop.example',
  status,
  durationMs: 20,
  ...more,
});
const sqli = { type: 'sqli', attackId: 'a1', payload: "' OR 1=1", parameter: 'ARGS:id', action: 'MONITORED' };
const LINES = [
  // What is usual.
  ...Array.from({ length: 60 }, (_, n) => shop(n, `calm-${n % 6}`, 200, { path: '/cart' })),
  // A guesser, whose cart is slow.
  shop(100, 'guesser', 401),
  shop(102, 'guesser', 401),
  shop(104, 'guesser', 200, { id: 'attacked', detections: [sqli] }),
  ...Array.from({ length: 4 }, (_, n) => shop(110 + n, 'guesser', 200, { path: '/cart', durationMs: 900 })),
  // The other way round.
  shop(100, 'forgetful', 200),
  shop(110, 'forgetful', 401),
];

describe.skipIf(!CHROMIUM)('the tasks of an analyst', IN_BROWSER, () => {
  test('take so many clicks and keys', async ({ site, visitor }) => {
    await add(site, 'tasks', LINES);
    const { page } = visitor;
    const hand = () => new Hand(page);
    const rows = page.locator('session-list tbody tr:has(th a)');
    const requests = page.locator('session-request-table tbody tr[data-row]');
    const detail = page.locator('session-detail');
    const spent: Record<string, { clicks: number; keys: number }> = {};

    // From an attack to its session, its request open, then everything that the client did.
    await visitor.open('/attacks');
    const first = hand();
    await first.click(page.locator('explore-in-sessions-button[attack-id] a').first());
    await expect.poll(() => requests.count()).toBe(1);
    await first.click(detail.getByRole('button', { name: 'Show all requests' }));
    await expect.poll(() => requests.count()).toBe(7);
    spent['attack to full context'] = first.spent;

    // Slow endpoints of the session that is open: they come first.
    const second = hand();
    await page.locator('session-detail h2').focus();
    await second.press('e');
    const endpoints = page.locator('session-endpoint-table tbody tr');
    await expect.poll(() => endpoints.count()).toBe(2);
    expect(await endpoints.first().innerText()).toMatch(/\/cart[\s\S]*usual 20[\s\S]*× 45[\s\S]*4 slow/);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    spent['slow endpoints in a session'] = second.spent;

    // To hand it on: a link to the session.
    const third = hand();
    await third.click(detail.getByRole('button', { name: 'Copy link' }));
    spent.share = third.spent;

    // To stop it: a reason is asked for.
    const fourth = hand();
    await fourth.click(page.getByRole('button', { name: 'Block session' }));
    const dialog = page.getByRole('dialog', { name: 'Block session' });
    await fourth.click(dialog.getByLabel('Reason'));
    await fourth.type('guessing');
    await fourth.click(dialog.getByRole('button', { name: 'Block session' }));
    await page.locator('session-detail header .block').waitFor();
    spent.block = fourth.spent;

    // 401, then 200 on login, by keys alone from the field of endpoints on.
    await visitor.open('/?s.host=shop.example');
    await expect.poll(() => rows.count()).toBe(8);
    const fifth = hand();
    await fifth.press('/');
    await fifth.type('login');
    await fifth.press('Enter');
    await expect.poll(() => rows.count()).toBe(2);
    const choose = async (code: string) => {
      const values = page.getByRole('dialog', { name: 'Response code' });
      await values.getByRole('searchbox').waitFor();
      await fifth.type(code);
      await expect.poll(() => values.getByText('1 value').count()).toBe(1);
      await fifth.press('Enter', 'Escape');
    };
    await fifth.click(page.getByRole('button', { name: 'Response code' }));
    await choose('401');
    await fifth.click(page.getByRole('button', { name: 'Followed by…' }));
    await page.getByRole('dialog', { name: 'Add a condition' }).getByRole('combobox').waitFor();
    await fifth.type('code');
    await fifth.press('Enter');
    await choose('200');
    await expect.poll(() => rows.count()).toBe(1);
    spent['401, then 200 on login'] = fifth.spent;

    expect(spent).toEqual({
      'attack to full context': { clicks: 2, keys: 0 },
      'slow endpoints in a session': { clicks: 0, keys: 1 },
      share: { clicks: 1, keys: 0 },
      block: { clicks: 3, keys: 8 },
      '401, then 200 on login': { clicks: 2, keys: 22 },
    });
  });

  test('move nothing on the page that is not asked to move', async ({ site, visitor }) => {
    await add(site, 'tasks', LINES);
    const { page } = visitor;
    await page.setViewportSize({ width: 1366, height: 768 });
    await watchShifts(page);
    const opened = page.locator('session-request .blocks');
    const session = async () => {
      await opened.waitFor();
      return new URL(page.url()).searchParams.get('s.open');
    };
    for (const address of ['/?s.request=attacked&s.time=all', '/?s.attack=a1&s.time=all']) {
      await visitor.open(address);
      await page.locator('session-request-table tbody tr[data-row]').first().waitFor();
      await page.waitForTimeout(1_000);
      const shifts = await shiftsOf(page);
      // Buttons of a toolbar may make room for one more, by some pixels to the side; nothing goes up or down.
      expect(shifts.filter(({ vertical }) => vertical > 2)).toEqual([]);
      expect(shifts.reduce((sum, { value }) => sum + value, 0)).toBeLessThan(0.02);
    }
    await visitor.open('/?s.request=attacked&s.time=all');
    const id = await session();
    await visitor.open(`/?s.open=${id}&s.mark=attacked&s.time=all`);
    await session();
    await page.waitForTimeout(1_000);
    expect((await shiftsOf(page)).filter(({ vertical }) => vertical > 2)).toEqual([]);
  });
});
