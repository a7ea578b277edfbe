import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { readCsv } from '../support/export.ts';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { add, at } from './support/import-lines.ts';

// From requests to judgement: what stands out, what happened, and the file to take along.

const HOST = 'usual.example';
/** Enough answers of one endpoint that there is something to compare with. */
const USUAL = Array.from({ length: 80 }, (_, n) => ({
  time: at(60 + n),
  sid: `usual-${n % 4}`,
  host: HOST,
  path: '/report',
  status: 200,
  durationMs: 40 + (n % 10),
  sizeBytes: 2000 + (n % 7),
}));
/** In two stretches with hours between them; of the second, two are slow, and one of these is large. */
const ODD = Array.from({ length: 12 }, (_, n) => ({
  time: at(n < 6 ? 200 + n : 500 + n),
  sid: 'odd',
  host: HOST,
  user: n < 9 ? 'ann' : 'bob',
  path: '/report',
  status: 200,
  durationMs: n === 7 ? 160 : n === 10 ? 4000 : 42,
  sizeBytes: n === 10 ? 90_000 : 2003,
}));

const test = consoleTest().extend<{ stored: boolean }>({
  stored: [
    async ({ site }, use) => {
      await add(site, 'judgement', [...USUAL, ...ODD]);
      await use(true);
    },
    { scope: 'file', auto: true },
  ],
});

const list = (page: Page) => page.locator('session-list tbody tr:has(th a)');
const rows = (page: Page) => page.locator('session-request-table tbody tr[data-row]');
const title = (page: Page) => page.locator('session-request-table h3').innerText();
const detail = (page: Page) => page.locator('session-detail');

const idsOf = (page: Page, having: string) =>
  rows(page).evaluateAll(
    (all, selector) => all.filter((row) => row.querySelector(selector)).map((row) => row.getAttribute('data-row')!),
    having,
  );

async function openOnly(page: Page): Promise<void> {
  await expect.poll(() => list(page).count()).toBe(1);
  await list(page).first().locator('th a').click();
  await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
}

/** All rows of the session, however many pages they are. */
async function showAll(page: Page): Promise<void> {
  const filtered = await title(page);
  await page.getByRole('button', { name: 'Show all requests' }).click();
  await expect.poll(() => title(page)).not.toBe(filtered);
  const total = Number((await title(page)).replace(/\D/g, ''));
  await expect
    .poll(
      async () => {
        await page
          .locator('session-request-table .scroller')
          .evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
        return rows(page).count();
      },
      { timeout: 60_000 },
    )
    .toBe(total);
}

/** The file that a format of the menu gives, as text. */
async function download(page: Page, format: string): Promise<string> {
  await detail(page).getByRole('button', { name: 'Download', exact: true }).click();
  const begun = page.waitForEvent('download');
  await detail(page)
    .getByRole('button', { name: new RegExp(`^${format}`) })
    .click();
  const file = await begun;
  expect(file.suggestedFilename()).toMatch(/\.(csv|jsonl|har)$/);
  const text = readFileSync(await file.path(), 'utf8');
  await page.keyboard.press('Escape');
  return text;
}

/** The table twin of the session's timeline: what was measured, what is usual, and for how many requests. */
async function usualIn(page: Page): Promise<{ measured: string; usual: string; compared: string }[]> {
  await detail(page).locator('session-timeline summary').click();
  const table = detail(page).locator('session-timeline table:not(.of-marks)');
  const heads = await table.locator('thead th').allInnerTexts();
  expect(heads.slice(-3)).toEqual(['95 % within, ms', 'usually within, ms', 'compared']);
  const cells = await table
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].slice(-3).map(({ textContent }) => textContent.trim())));
  return cells.map(([measured = '', usual = '', compared = '']) => ({ measured, usual, compared }));
}

const linesOf = (csv: string) => {
  const [heads = [], ...lines] = readCsv(csv);
  return lines.map((cells) => Object.fromEntries(heads.map((head, index) => [head, cells[index]!])));
};

describe.skipIf(!CHROMIUM)('judging a session', IN_BROWSER, () => {
  test('what stands out by its time is told beside what is usual, filtered by, and taken out alone', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open(`/?s.time=all&s.deviation=DURATION&s.host=${HOST}`);
    await openOnly(page);
    await expect.poll(() => title(page)).toBe('2 requests');
    const signs = rows(page).locator('td.duration > .value:is(.high, .extreme):not(.stray)');
    await expect.poll(() => signs.count()).toBe(2);
    const said = await signs.evaluateAll((all) => all.map((sign) => sign.getAttribute('title')));
    // Of 80 answers, the session's own left out.
    expect(said).toEqual([
      expect.stringMatching(/^extreme: \d+ × the usual median of 4\d ms \(p95 \d\d ms, 80 requests\)$/),
      expect.stringMatching(/^high: 3\.\d × the usual median of 4\d ms \(p95 \d\d ms, 80 requests\)$/),
    ]);
    const lines = linesOf(await download(page, 'CSV'));
    expect(lines.map(({ time_ms }) => time_ms)).toEqual(['4000', '160']);
    const json = (await download(page, 'JSON Lines')).trim().split('\n');
    expect(json.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object']);
    const har = JSON.parse(await download(page, 'HAR')) as { log: { version: string; entries: unknown[] } };
    expect([har.log.version, har.log.entries.length]).toEqual(['1.2', 2]);

    await rows(page).first().locator('.toggle').click();
    const usual = page.locator('session-request section[aria-labelledby=performance]');
    await expect.poll(() => usual.locator('tbody tr').first().innerText()).toMatch(/4,000 ms.*extreme/s);
    expect(await usual.innerText()).toMatch(/What stands out was last decided at /);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('what happened in it stands above its timeline, and leads to its time and back', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open(`/?s.time=all&s.deviation=DURATION&s.host=${HOST}`);
    await openOnly(page);
    await page.getByRole('button', { name: 'Show all requests' }).click();
    await expect.poll(() => title(page)).toBe('12 requests');
    const marks = page.locator('session-detail session-timeline .mark');
    await expect
      .poll(() => marks.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')!.replace(/^.*· /, ''))))
      .toEqual(['Pause: no request for 5h 1m', 'Other user: from ann to bob']);
    await marks.nth(1).click();
    await expect.poll(async () => Number((await title(page)).replace(/\D/g, ''))).toBeLessThan(12);
    await page.locator('session-detail session-timeline').getByRole('button', { name: 'Zoom back' }).click();
    await expect.poll(() => title(page)).toBe('12 requests');
  });

  test('how long its requests took stands beside how long such requests usually take', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open(`/?s.time=all&s.deviation=DURATION&s.host=${HOST}`);
    await openOnly(page);
    await page.getByRole('button', { name: 'Show all requests' }).click();
    await expect.poll(() => title(page)).toBe('12 requests');
    const timeline = detail(page).locator('session-timeline');
    await expect.poll(() => timeline.locator('.keys').innerText()).toMatch(/up to 4,000 ms:\s+measured\s+usual/);
    const stretches = await usualIn(page);
    // All others took 40 to 49 ms, whenever that was.
    expect(new Set(stretches.map(({ usual }) => usual))).toEqual(new Set(['49']));
    expect(stretches.map(({ measured }) => measured)).toEqual(expect.arrayContaining(['42', '160', '4,000']));
    expect(stretches.reduce((sum, { compared }) => sum + Number(compared.split(' of ')[0]), 0)).toBe(12);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('of the demo traffic, the requests with a sign are those that the filter finds, and the file holds as many as the table says', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open('/?s.time=all&s.deviation=SIZE&s.host=vampi%3A5000');
    await expect.poll(() => list(page).count()).toBe(1);
    await list(page).locator('th a').click();
    await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
    const filtered = await idsOf(page, 'td');
    expect(await title(page)).toBe(`${filtered.length} requests`);

    await showAll(page);
    expect(filtered.length).toBeGreaterThan(0);
    expect(await idsOf(page, 'td.size > .value:is(.high, .extreme)')).toEqual(filtered);

    const total = await rows(page).count();
    expect(await title(page)).toBe(`${total} requests`);

    // Its timeline says of how many of them the usual time is: of those with a meter.
    const timeline = detail(page).locator('session-timeline');
    expect(await timeline.locator('path.usual').getAttribute('d')).toMatch(/^M/);
    const measured = await rows(page).evaluateAll((all) => ({
      compared: all.filter((row) => row.querySelector('td.duration .meter')).length,
      known: all.filter((row) => /\d/.test(row.querySelector('td.duration')!.textContent)).length,
    }));
    expect(measured.compared).toBeGreaterThan(0);
    expect(measured.compared).toBeLessThan(measured.known);
    const [compared, known] = (await usualIn(page))
      .map(({ compared: text }) => text.split(' of ').map(Number))
      .reduce(([sum, all], [one, of]) => [sum! + one!, all! + of!], [0, 0]);
    expect({ compared, known }).toEqual(measured);

    const lines = linesOf(await download(page, 'CSV'));
    expect(lines).toHaveLength(total);
    // What could begin a formula has a quote in front of it.
    expect(lines.map(({ request_id = '' }) => request_id.replace(/^'/, ''))).toEqual(await idsOf(page, 'td'));
  });
});
