import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { type FuzzingLog, readFuzzingLog } from '../support/fuzzing-log.ts';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { add, DAY_BEFORE_YESTERDAY } from './support/import-lines.ts';
import { LongTasks } from './support/long-tasks.ts';
import { openStatistics } from './support/statistics.ts';

// A real session of some 8,000 requests: what a fuzzer sent to a vulnerable API within one minute.

const test = consoleTest({ DEMO: '0' }).extend<{ log: FuzzingLog }>({
  log: [
    async ({ site }, use) => {
      const log = readFuzzingLog(DAY_BEFORE_YESTERDAY);
      const { accepted, rejected, sessions } = await add(site, 'fuzzing', log.lines);
      expect({ accepted, rejected, sessions }).toEqual({ accepted: log.lines.length, rejected: 0, sessions: 1 });
      console.info(`${log.lines.length} requests of the log; left out:`, JSON.stringify(log.leftOut));
      await use(log);
    },
    { scope: 'file' },
  ],
});

/** How often each value occurs, most frequent first. */
function tally(log: FuzzingLog, of: (line: FuzzingLog['lines'][number]) => unknown): [value: string, count: number][] {
  const counts = new Map<string, number>();
  for (const line of log.lines) counts.set(String(of(line)), (counts.get(String(of(line))) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

const table = (page: Page) => page.locator('session-request-table');
const rows = (page: Page) => table(page).locator('tbody tr[data-row]');
const count = (page: Page) => table(page).locator('h3');
const card = (page: Page, name: string) => page.locator(`session-statistics section[aria-label="${name}"]`);
const value = (page: Page, name: string, text: string) =>
  card(page, name).locator('li', { has: page.getByText(text, { exact: true }) });
const english = (number: number) => number.toLocaleString('en-GB');
const numbers = (texts: string[]) => texts.map((text) => Number(text.replaceAll(',', '')));

async function openSession(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('session-list tbody th a').click();
  await openStatistics(page);
}

/** Turns the wheel over the requests until something is so. */
async function scrollUntil(page: Page, done: () => Promise<boolean>): Promise<void> {
  await table(page).locator('.scroller').hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 4000);
        // At no moment more: a browser with all 8,000 of them would crawl.
        expect(await rows(page).count()).toBeLessThanOrEqual(1000);
        return done();
      },
      { timeout: 120_000, interval: 40 },
    )
    .toBe(true);
}

describe.skipIf(!CHROMIUM)('a session of 8,000 requests', IN_BROWSER, () => {
  test('its figures are those of its log, in the list, in the timeline and in the statistics', async ({
    log,
    visitor,
  }) => {
    const { page } = visitor;
    await openSession(page);
    expect(log.lines.length).toBeGreaterThan(7900);
    const all = english(log.lines.length);
    const errors = log.lines.filter(({ status }) => status >= 500).length;
    expect(await page.locator('session-list tbody tr').innerText()).toMatch(/7\.96K/);
    expect(await page.locator('session-detail .facts').first().innerText()).toMatch(
      new RegExp(`Requests\\s+${all}\\s+Attacks\\s+${errors}\\b`),
    );
    expect(await count(page).getAttribute('title')).toBe(all);
    const readout = await page.locator('session-timeline .readout').first().innerText();
    expect(readout.replace(/\s+/g, ' ')).toContain(`${all} requests ${errors} malicious`);

    await card(page, 'Response code').getByRole('button', { name: '+1 more' }).click();
    await expect.poll(() => card(page, 'Response code').locator('li').count()).toBe(6);
    for (const [name, of] of [
      ['Response code', ({ status }: { status: number }) => status],
      ['Method', ({ method }: { method: string }) => method],
    ] as const) {
      const items = card(page, name).locator('li');
      const shown = await items.locator('.value').allInnerTexts();
      const numberTexts = await items.locator('> .number').all();
      const titles = await Promise.all(numberTexts.map((number) => number.getAttribute('title')));
      const expected = tally(log, of);
      expect(shown.map((text, index) => [text.trim(), titles[index]?.replace(/ \(.*/, '')])).toEqual(
        expected.map(([text, number]) => [text, english(number)]),
      );
    }
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('opens, scrolls, filters, sorts and steps through its matches, with at most 1,000 rows on the page', {
    timeout: 300_000,
  }, async ({ log, visitor }) => {
    const { page } = visitor;
    // Found by selectors alone: a search by role or text reads every one of the 1,000 rows, also those that are not drawn, and
    // what comes after it is slow.
    const tasks = await LongTasks.of(page);
    await tasks.during('list', () => visitor.open('/'));
    await tasks.duringClick('open', page.locator('session-list tbody th a'));
    await openStatistics(page);
    // Newest first; equal times in reverse order of arrival.
    const newest = log.lines.at(-1)!;
    await rows(page).first().scrollIntoViewIfNeeded();
    await expect.poll(() => rows(page).first().innerText(), { timeout: 10_000 }).toContain(newest.path);

    await tasks.during('scroll to 1,000 rows', () =>
      scrollUntil(page, async () => (await rows(page).count()) === 1000),
    );
    const first = await rows(page).first().getAttribute('data-row');
    await tasks.during('scroll on', () =>
      scrollUntil(page, async () => (await rows(page).first().getAttribute('data-row')) !== first),
    );
    expect(await rows(page).count()).toBe(1000);
    await table(page).locator('.earlier button').waitFor({ state: 'attached' });

    const notFound = log.lines.filter(({ status }) => status === 404);
    await tasks.duringClick('filter', value(page, 'Response code', '404').locator('.value'));
    await expect.poll(() => count(page).innerText()).toBe(`${notFound.length} requests`);
    const deleted = notFound.filter(({ method }) => method === 'DELETE').length;
    await expect.poll(() => value(page, 'Method', 'DELETE').locator('.number b').innerText()).toBe(String(deleted));

    await value(page, 'Method', 'GET').hover();
    await tasks.duringClick('exclude', page.locator('session-statistics .exclude[aria-label="Exclude GET"]'));
    const others = notFound.filter(({ method }) => method !== 'GET').length;
    await expect.poll(() => count(page).innerText()).toBe(`${others} requests`);
    await page.locator('session-detail .chip.local[aria-label^="Remove filter Method is not GET"]').click();
    await expect.poll(() => count(page).innerText()).toBe(`${notFound.length} requests`);

    const slowest = notFound.map(({ durationMs }) => durationMs).sort((a, b) => b - a);
    await tasks.duringClick('sort by time taken', table(page).locator('th.duration button'));
    const durations = async () => numbers(await rows(page).locator('.duration').allTextContents()).slice(0, 50);
    await expect.poll(durations).toEqual(slowest.slice(0, 50));

    await tasks.duringClick(
      'highlight in context',
      table(page).locator('.toolbar label', { hasText: 'Highlight in context' }),
    );
    await expect.poll(() => count(page).innerText()).toMatch(/^7\.96K requests/);
    await expect.poll(() => table(page).locator('.place').innerText()).toBe(`${notFound.length} matches`);
    const inOrder = log.lines.map(({ durationMs }) => durationMs).sort((a, b) => b - a);
    await expect.poll(durations).toEqual(inOrder.slice(0, 50));

    for (let step = 1; step <= 4; step++) {
      await tasks.during(`match ${step}`, () => page.keyboard.press('n'));
      await expect.poll(() => table(page).locator('.place').innerText()).toBe(`${step} of ${notFound.length}`);
      const match = table(page).locator('tr.current');
      expect(await match.locator('.code').innerText()).toBe('404');
      expect(Number(await match.locator('.duration').innerText())).toBe(slowest[step - 1]);
      expect(await table(page).locator('tr.current:focus-within').count()).toBe(1);
    }
    await tasks.during('previous match', () => page.keyboard.press('N'));
    await expect.poll(() => table(page).locator('.place').innerText()).toBe(`3 of ${notFound.length}`);

    await tasks.during('open a request', () => page.keyboard.press('Enter'));
    await page.locator('session-request .blocks').waitFor();
    await tasks.duringClick(
      'show all requests',
      page.locator('session-detail .filters button', { hasText: 'Show all requests' }),
    );
    await expect.poll(() => count(page).getAttribute('title')).toBe(english(log.lines.length));
    console.info('longest task of each step in ms (0: below 50):', JSON.stringify(tasks.longest));
  });
});
