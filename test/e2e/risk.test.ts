import type { Locator, Page } from 'playwright';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER, type Site } from './support/console.ts';
import { add, at } from './support/import-lines.ts';

// From the riskiest session of the demo traffic to the requests that make it so.

const test = consoleTest();

const list = (page: Page) => page.locator('session-list tbody tr:has(th a)');
const panel = (page: Page) => page.locator('session-detail [aria-labelledby="risk.factors"]');
const factors = (page: Page) => panel(page).locator('.factor');
const numberIn = (text: string) => Number(text.replace(/\D/g, ''));
const score = async (page: Page) => numberIn(await panel(page).locator('.score .number').innerText());
const points = async (page: Page) => (await factors(page).locator('.points').allInnerTexts()).map(numberIn);
const cells = (page: Page) => page.locator('session-list td[data-column="risk.score"] .number');
const notice = (page: Page) => page.locator('session-detail .outcome.info');
const markedId = (page: Page) =>
  page
    .locator('session-request-table tr.marked')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));
async function isInWindow(row: Locator): Promise<boolean> {
  const { y, height } = (await row.boundingBox())!;
  return y >= 0 && y + height <= row.page().viewportSize()!.height;
}

/** In full, where the toolbar rounds. */
const total = async (page: Page) =>
  numberIn(
    (await page
      .locator('session-list .total')
      .getAttribute('title', { timeout: 1000 })
      .catch(() => '')) ?? '',
  );

async function openFirst(page: Page): Promise<void> {
  await list(page).first().locator('th a').click();
  await panel(page).locator('.risk > summary').click();
  await factors(page).first().waitFor();
}

async function countInGraph({ address }: Site, filter: object): Promise<number> {
  const query = `query ($filter: SessionFilter) { sessions(filter: $filter) { totalCount { value exact } } }`;
  const response = await fetch(new URL('/graphql', address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { filter } }),
  });
  const { data } = (await response.json()) as { data: { sessions: { totalCount: { value: number; exact: boolean } } } };
  expect(data.sessions.totalCount.exact).toBe(true);
  return data.sessions.totalCount.value;
}

describe.skipIf(!CHROMIUM)('the risk of sessions', IN_BROWSER, () => {
  test('the worst session comes first, its points add up, and what shows them is brought into view', async ({
    visitor,
  }) => {
    const { page } = visitor;
    // Benign requests alone: the evidence is hidden.
    await visitor.open('/?s.time=all&s.malicious=no');
    await page.locator('session-list th[data-column="risk.score"] button').click();
    await page.waitForURL(/s\.sort=-risk/);
    await expect.poll(() => page.locator('session-list th[aria-sort=descending]').innerText()).toBe('Risk');
    await expect.poll(async () => numberIn(await cells(page).first().innerText())).toBeGreaterThanOrEqual(70);
    const scores = (await cells(page).allInnerTexts()).map(numberIn);
    expect(scores.length).toBeGreaterThan(20);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));

    await openFirst(page);
    expect(await score(page)).toBe(scores[0]);
    const sum = (await points(page)).reduce((all, one) => all + one, 0);
    expect(await score(page)).toBe(Math.min(100, sum));
    expect(await panel(page).locator('.factors + p').count()).toBe(sum > 100 ? 1 : 0);

    await factors(page).first().locator('summary').click();
    const link = factors(page).first().locator('li a').first();
    const id = new URL((await link.getAttribute('href'))!, page.url()).searchParams.get('s.mark');
    await link.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => markedId(page)).toEqual([id]);
    const marked = page.locator('session-request-table tr.marked');
    await expect.poll(() => marked.locator('.toggle:focus').count()).toBe(1);
    // Nothing lies over it.
    await marked.locator('.toggle').click({ trial: true });
    expect(await isInWindow(marked)).toBe(true);
    await expect.poll(() => notice(page).allInnerTexts()).toEqual([expect.stringContaining('The filters hid this')]);

    // One step of the history.
    await page.goBack();
    await expect.poll(() => page.locator('session-detail .chip').allInnerTexts()).toEqual(['Malicious: no']);
    await expect.poll(() => notice(page).count()).toBe(0);
    await page.goForward();
    await expect.poll(() => markedId(page)).toEqual([id]);
  });

  test('a link to a request of a factor opens in a new tab', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/?s.time=all&s.sort=-risk&s.x.risk-score=HIGH');
    await openFirst(page);
    await factors(page).last().locator('summary').click();
    const link = factors(page).last().locator('li a').last();
    const id = new URL((await link.getAttribute('href'))!, page.url()).searchParams.get('s.mark');
    expect(await visitor.accessibilityFaults()).toEqual([]);
    const opened = page.context().waitForEvent('page');
    await link.click({ button: 'middle' });
    const tab = await opened;
    await expect.poll(() => markedId(tab)).toEqual([id]);
    expect(await markedId(page)).toEqual([]);
  });

  test.for([
    ['HIGH', { riskLevels: ['HIGH'] }],
    ['HIGH,MEDIUM', { riskLevels: ['HIGH', 'MEDIUM'] }],
    ['LOW', { riskLevels: ['LOW'] }],
    ['60..70', { riskScore: { gte: 60, lte: 70 } }],
  ] as const)(
    'under the filter %s the list has as many sessions as the graph',
    async ([text, filter], { site, visitor }) => {
      const { page } = visitor;
      await visitor.open(`/?${new URLSearchParams({ 's.time': 'all', 's.x.risk-score': text })}`);
      const expected = await countInGraph(site, filter);
      expect(expected).toBeGreaterThan(0);
      await expect.poll(() => total(page)).toBe(expected);
      await expect.poll(() => cells(page).count()).toBe(Math.min(50, expected));
      const shown = (await cells(page).allInnerTexts()).map(numberIn);
      const [from, to] = { HIGH: [70, 100], 'HIGH,MEDIUM': [30, 100], LOW: [0, 29], '60..70': [60, 70] }[text];
      expect(shown.every((one) => one >= from! && one <= to!)).toBe(true);
    },
  );

  test('a level is chosen by hand', async ({ site, visitor }) => {
    const { page } = visitor;
    await visitor.open('/?s.time=all');
    await page.locator('session-filters [data-menu="x.risk-score"]').click();
    await page.getByRole('button', { name: 'Medium', exact: true }).click();
    await page.waitForURL(/s\.x\.risk-score=MEDIUM/);
    const expected = await countInGraph(site, { riskLevels: ['MEDIUM'] });
    await expect.poll(() => total(page)).toBe(expected);
    await expect.poll(() => cells(page).count()).toBe(expected);
    await page.locator('session-list :not(.stale) > .scroll').waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('a false positive lowers the score at once, and undone it counts again', async ({ site, visitor }) => {
    const { page } = visitor;
    const detections = (type: string) => [{ type, attackId: `a-${type}`, payload: '1 or 1=1', parameter: 'ARGS:id' }];
    const line = { sid: 'risk', host: 'risk.example', status: 200 };
    await add(site, 'risk', [
      { ...line, time: at(60), path: '/orders/1', detections: detections('sqli') },
      { ...line, time: at(61), path: '/search', detections: detections('xss') },
      { ...line, time: at(62), path: '/orders/3' },
    ]);
    await visitor.open('/?s.time=all&s.host=risk.example');
    await openFirst(page);
    const names = () => factors(page).locator('.name').allInnerTexts();
    const before = await score(page);
    expect(await names()).toContain('Several types of attack');
    await factors(page).first().locator('summary').click();
    await expect.poll(() => factors(page).first().locator('li').allInnerTexts()).toHaveLength(2);

    await page.locator('session-request-table tr', { hasText: '/orders/1' }).locator('.toggle').click();
    await page.getByRole('button', { name: 'Mark as false positive' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as false positive' }).click();
    await expect.poll(() => score(page)).toBeLessThan(before);
    expect(await names()).not.toContain('Several types of attack');
    expect(await score(page)).toBe((await points(page)).reduce((all, one) => all + one, 0));
    await expect.poll(() => factors(page).first().locator('li').allInnerTexts()).toHaveLength(1);
    await expect.poll(async () => numberIn(await cells(page).first().innerText())).toBe(await score(page));

    await page.locator('session-detail .outcome').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => score(page)).toBe(before);
    await expect.poll(async () => numberIn(await cells(page).first().innerText())).toBe(before);
    await expect.poll(() => factors(page).first().locator('li').allInnerTexts()).toHaveLength(2);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});
