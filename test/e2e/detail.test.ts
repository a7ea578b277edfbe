import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { add, at } from './support/import-lines.ts';
import { openStatistics } from './support/statistics.ts';

// The open session, as an analyst works in it.

const HOST = 'shop.example';

/** Every third a POST, some answered with 403, some of an attack: no two of these go together by chance. */
const STORY = Array.from({ length: 12 }, (_, n) => ({
  time: at(600 + n * 10),
  sid: 'story',
  host: HOST,
  user: 'ann',
  method: n % 3 === 0 ? 'POST' : 'GET',
  path: `/orders/${n}`,
  status: [4, 5, 6, 9].includes(n) ? 403 : 200,
  detections: [2, 6, 9].includes(n) ? [{ type: 'rce', attackId: 'attack-story', payload: `;cat ${n}` }] : [],
}));

/** Long enough that a request in its middle is on no first page. */
const LONG = Array.from({ length: 180 }, (_, n) => ({
  time: at(900 + n / 10),
  sid: 'long',
  host: 'long.example',
  path: `/steps/${n}`,
  status: 200,
  detections: n === 60 ? [{ type: 'sqli', attackId: 'attack-long', payload: "1' or 1=1" }] : [],
  content: { requestHeaders: [{ name: 'X-Step', value: String(n) }], requestBody: { text: `step ${n}` } },
}));

/** What belongs to two flows is counted in both; together they are more than all. */
const FLOWS = {
  rules: [
    { flow: 'BILLING', host: 'flows.example', path: '/pay' },
    { flow: 'AUTH', host: 'flows.example', path: '/pay' },
    { flow: 'AUTH', host: 'flows.example', path: '/login' },
  ],
};
const PAID = ['/pay', '/pay', '/pay', '/pay', '/pay', '/pay', '/login', '/help', '/help', '/help'].map((path, n) => ({
  time: at(300 + n),
  sid: 'flows',
  host: 'flows.example',
  method: n % 2 ? 'GET' : 'POST',
  path,
}));

const OVER_MIDNIGHT = [-2, -1, 1, 2, 3].map((minutes) => ({
  time: at(1440 + minutes),
  sid: 'night',
  host: 'night.example',
  path: `/night/${minutes}`,
}));

const test = consoleTest({ DEMO: '0' }).extend<{ stored: boolean }>({
  stored: [
    async ({ site }, use) => {
      await add(site, 'detail', [...STORY, ...LONG, ...PAID, ...OVER_MIDNIGHT]);
      const file = join(site.place.folder, 'flows.json');
      writeFileSync(file, JSON.stringify(FLOWS));
      const { code, stderr } = await site.place.run(['flows', file]);
      if (code !== 0) throw new Error(stderr);
      await use(true);
    },
    { scope: 'file', auto: true },
  ],
});

const list = (page: Page) => page.locator('session-list tbody tr:has(th a)');
const rows = (page: Page) => page.locator('session-request-table tbody tr[data-row]');
/** Rows out of sight, below long statistics, have no inner text. */
const paths = async (page: Page) => (await rows(page).locator('td.path').allTextContents()).map((path) => path.trim());
const chips = (page: Page) => page.locator('session-detail .filters .chip').allInnerTexts();
const detail = (page: Page) => page.locator('session-detail');
const parameters = (page: Page) => new URL(page.url()).searchParams;
/** The paths of the story's requests, newest first. */
const orders = (...numbers: number[]) => numbers.sort((a, b) => b - a).map((n) => `/orders/${n}`);
const ALL_ORDERS = orders(...STORY.keys());

const statistic = (page: Page, card: string, value: string) =>
  page.locator(`session-statistics section[aria-label="${card}"] li`, { has: page.getByText(value, { exact: true }) });

async function chooseFilter(page: Page, name: string, value: string): Promise<void> {
  await page
    .locator('session-filters')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page
    .locator('session-filters')
    .getByRole('option', { name: new RegExp(`^${value}\\b`) })
    .click();
  await page.keyboard.press('Escape');
}

/** The innermost element that has the focus: its name, classes and text. */
const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const host = element.getRootNode().host?.localName ?? '';
    return host + ' ' + element.localName + ' ' + element.className + ' ' + (element.textContent ?? '').replace(/\\s+/g, ' ').trim().slice(0, 60);
  })()`);

/** Presses a key until the focus is where it should be, as somebody would who cannot see a pointer. */
async function pressUntil(page: Page, key: string, there: RegExp, most = 80): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press(key);
    if (there.test(await focused(page))) return;
  }
  throw new Error(`${most} times ${key} did not lead to ${there}; the focus is on ${await focused(page)}`);
}

describe.skipIf(!CHROMIUM)('an open session', IN_BROWSER, () => {
  test.for(['list', 'session'] as const)(
    'scenario 1: an explore link shows exactly its request; without its chip, removed in the %s, all of them with that one marked and in view',
    async (where, { visitor }) => {
      const { page } = visitor;
      await visitor.open('/attacks');
      await page.getByRole('button', { name: 'Requests of attack attack-long' }).click();
      const button = page.locator('explore-in-sessions-button[request-id]');
      const id = (await button.getAttribute('request-id'))!;
      await button.getByRole('link').click();

      await expect.poll(() => list(page).count()).toBe(1);
      await expect.poll(() => paths(page)).toEqual(['/steps/60']);
      expect(parameters(page).get('s.request')).toBe(id);
      await expect.poll(async () => (await chips(page)).join()).toContain('Request ID');

      const bar = where === 'list' ? page.locator('session-filters') : detail(page);
      await bar.getByRole('button', { name: /^Remove filter Request ID/ }).click();
      await expect.poll(() => rows(page).count()).toBeGreaterThan(40);
      await expect.poll(() => page.locator('session-request-table h3').innerText()).toBe('180 requests');
      expect(parameters(page).has('s.request')).toBe(false);
      await expect.poll(() => chips(page)).toEqual([]);
      expect(await page.locator('session-filters .chip').count()).toBe(0);

      const marked = page.locator('session-request-table tr[aria-current=true]');
      await expect.poll(() => marked.locator('td.path').innerText()).toBe('/steps/60');
      await expect
        .poll(async () => {
          const frame = (await page.locator('session-request-table .scroller').boundingBox())!;
          const row = (await marked.boundingBox())!;
          return row.y >= frame.y && row.y + row.height <= frame.y + frame.height;
        })
        .toBe(true);

      await page.reload();
      await expect.poll(() => marked.locator('td.path').innerText()).toBe('/steps/60');
      expect(await visitor.accessibilityFaults()).toEqual([]);
    },
  );

  test('scenario 3: what it was opened under stays until it is told to show all, or to apply the filters of the list', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open(`/?s.host=${HOST}&s.type=rce`);
    await list(page).first().locator('th a').click();
    await expect.poll(() => paths(page)).toEqual(orders(2, 6, 9));

    await page.getByRole('button', { name: 'Show all requests' }).click();
    await expect.poll(() => paths(page)).toEqual(ALL_ORDERS);
    // The list keeps its filters.
    expect(parameters(page).get('s.type')).toBe('rce');
    await page.getByRole('button', { name: /^Apply \S/ }).waitFor();

    await openStatistics(page);
    await statistic(page, 'Method', 'POST').locator('.value').click();
    await expect.poll(() => paths(page)).toEqual(orders(0, 3, 6, 9));

    await page
      .locator('session-filters')
      .getByRole('button', { name: /^Remove filter Attack type/ })
      .click();
    await chooseFilter(page, 'Response code', '403');
    await expect.poll(() => parameters(page).get('s.code')).toBe('403');
    await expect.poll(() => list(page).count()).toBe(1);
    expect(await paths(page)).toEqual(orders(0, 3, 6, 9));

    await page.getByRole('button', { name: /^Apply \S/ }).click();
    await expect.poll(() => paths(page)).toEqual(orders(6, 9));
    expect((await chips(page)).map((text) => text.trim())).toEqual([
      'Response code: 403',
      `Host: ${HOST}`,
      'Method: POST',
    ]);
    expect(await page.getByRole('button', { name: /^Apply \S/ }).count()).toBe(0);

    // Without the local condition, the applied ones.
    await detail(page)
      .getByRole('button', { name: /^Remove filter Method: POST/ })
      .click();
    await expect.poll(() => paths(page)).toEqual(orders(4, 5, 6, 9));
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('each step inside it is one that the browser goes back and forward by, and that a reload keeps', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open(`/?s.host=${HOST}&s.type=rce`);
    await list(page).first().locator('th a').click();
    await expect.poll(() => paths(page)).toEqual(orders(2, 6, 9));
    await openStatistics(page);
    await statistic(page, 'Method', 'POST').locator('.value').click();
    await expect.poll(() => paths(page)).toEqual(orders(6, 9));
    await page.getByRole('button', { name: 'Show all requests' }).click();
    await expect.poll(() => paths(page)).toEqual(ALL_ORDERS);

    await page.goBack();
    await expect.poll(() => paths(page)).toEqual(orders(6, 9));
    expect((await chips(page)).map((text) => text.trim())).toContain('Method: POST');
    await page.goBack();
    await expect.poll(() => paths(page)).toEqual(orders(2, 6, 9));
    await page.goForward();
    await expect.poll(() => paths(page)).toEqual(orders(6, 9));
    await page.reload();
    await expect.poll(() => paths(page)).toEqual(orders(6, 9));
    await page.goForward();
    await expect.poll(() => paths(page)).toEqual(ALL_ORDERS);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await expect.poll(() => detail(page).count()).toBe(0);
  });

  test('scenario 4: the shares of flows are of all requests, and an endpoint in two flows counts in both', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open('/?s.host=flows.example');
    await expect
      .poll(() => list(page).first().locator('td.flows').innerText())
      .toMatch(/Auth\s+7 \(70%\)\s+Billing\s+6 \(60%\)/);
    await list(page).first().locator('th a').click();
    await openStatistics(page);
    const flow = async (name: string) =>
      (await statistic(page, 'Business flow', name).locator('.number').allInnerTexts())
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim();
    await expect.poll(() => flow('Auth')).toBe('7 (70%)');
    expect(await flow('Billing')).toBe('6 (60%)');
    expect(await flow('no flow')).toBe('3 (30%)');

    // The share stays that of all requests; what is shown is said apart from it.
    await statistic(page, 'Method', 'POST').locator('.value').click();
    await expect.poll(() => flow('Auth')).toBe('4 shown, 7 in all (70%)');
    expect(await flow('Billing')).toBe('3 shown, 6 in all (60%)');
    await statistic(page, 'Business flow', 'Billing').locator('.value').click();
    await expect.poll(() => rows(page).count()).toBe(3);
  });

  test('scenario 7: a copied link opens the whole session for somebody else, whose time filter narrows it', async ({
    site,
    visit,
  }) => {
    const [sender, receiver] = [await visit(), await visit()];
    const { page } = sender;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.address });
    await sender.open(`/?s.host=${HOST}&s.type=rce&s.time=${at(0)}..${at(700)}`);
    await list(page).first().locator('th a').click();
    await expect.poll(() => paths(page)).toEqual(orders(2, 6, 9));
    await detail(page).getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => detail(page).getByRole('status').allInnerTexts()).toContain('Copied');
    const link = new URL(await page.evaluate<string>('navigator.clipboard.readText()'));
    expect([...link.searchParams].filter(([name]) => name !== 's.open')).toEqual([
      ['s.v', '1'],
      ['s.time', 'all'],
    ]);

    const other = receiver.page;
    await receiver.open(link.href);
    await expect.poll(() => paths(other)).toEqual(ALL_ORDERS);

    await other.locator('session-filters').getByRole('button', { name: 'All time' }).click();
    await other.getByLabel('From', { exact: true }).fill(at(630).slice(0, 16));
    await other.getByLabel('To', { exact: true }).fill(at(660).slice(0, 16));
    await other.locator('session-filters form').last().getByRole('button', { name: 'Apply' }).click();
    await expect.poll(() => parameters(other).get('s.time')).not.toBeNull();
    await other.getByRole('button', { name: /^Apply \S/ }).click();
    // Half open: the request of the end is not of it.
    await expect.poll(() => paths(other)).toEqual(orders(3, 4, 5));
    expect(parameters(other).get('s.open')).toBe(link.searchParams.get('s.open'));
  });

  test('a copied link of a session from before the default period shows all of its requests, too', async ({
    site,
    visitor,
  }) => {
    const days = 20;
    const old = [0, 1, 2].map((n) => ({
      time: at(60 + n - days * 1440),
      sid: 'old',
      host: 'old.example',
      path: `/old/${n}`,
    }));
    await add(site, 'old', old);
    const { page } = visitor;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.address });
    await visitor.open('/?s.host=old.example');
    await list(page).first().locator('th a').click();
    await expect.poll(() => rows(page).count()).toBe(3);
    await detail(page).getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => detail(page).getByRole('status').allInnerTexts()).toContain('Copied');
    await visitor.open(await page.evaluate<string>('navigator.clipboard.readText()'));
    await expect.poll(() => paths(page)).toEqual(['/old/2', '/old/1', '/old/0']);
  });

  test('the keyboard alone leads from the list to a raw request, and back to the row it came from', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open('/?s.host=long.example&s.host=shop.example');
    await list(page).nth(1).waitFor();
    await pressUntil(page, 'Tab', /^session-list a link/);
    const start = await focused(page);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).not.toBe(start);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => focused(page)).toBe(start);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toMatch(/^session-detail h2/);
    await rows(page).first().waitFor();
    expect((await paths(page))[0]).toBe('/steps/179');

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });

    for (const path of ['/steps/179', '/steps/178', '/steps/177']) {
      await page.keyboard.press('j');
      await expect.poll(() => page.locator('session-request-table tr:focus-within td.path').innerText()).toBe(path);
    }
    await page.keyboard.press('k');
    await expect
      .poll(() => page.locator('session-request-table tr:focus-within td.path').innerText())
      .toBe('/steps/178');

    // The raw text is kept of malicious requests only: to the one there is, by its match.
    await page.keyboard.press('Escape');
    await expect.poll(() => detail(page).count()).toBe(0);
    await expect.poll(() => focused(page)).toBe(start);
    await visitor.open('/?s.attack=attack-long');
    await list(page).first().waitFor();
    await pressUntil(page, 'Tab', /^session-list a link/);
    const row = await focused(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => paths(page)).toEqual(['/steps/60']);
    await page.keyboard.press('n');
    await expect.poll(() => focused(page)).toMatch(/^session-request-table button toggle/);
    await page.keyboard.press('Enter');
    await page.locator('session-request .blocks').waitFor();
    await pressUntil(page, 'Tab', /^session-request pre .*step 60/);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('session-request').count()).toBe(0);
    await expect.poll(() => focused(page)).toMatch(/^session-request-table button toggle/);
    await page.keyboard.press('Escape');
    await expect.poll(() => detail(page).count()).toBe(0);
    await expect.poll(() => focused(page)).toBe(row);
  });

  test('closing it returns to its row, however it was closed', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open(`/?s.host=${HOST}&s.host=flows.example&s.host=long.example`);
    await expect.poll(() => list(page).count()).toBe(3);
    for (const [n, close] of [
      [1, () => page.getByRole('button', { name: 'Close session' }).click()],
      [2, () => page.keyboard.press('Escape')],
    ] as const) {
      await list(page).nth(n).locator('th a').click();
      await rows(page).first().waitFor();
      await close();
      await expect.poll(() => detail(page).count()).toBe(0);
      await expect.poll(() => list(page).nth(n).locator('th a:focus').count()).toBe(1);
    }
  });

  test('a stretch of the timeline narrows the list, by the mouse and by the keyboard, and "Zoom back" takes it back', async ({
    visitor,
  }) => {
    const { page } = visitor;
    const hours = [600, 720].map((minutes) => `${at(minutes).slice(0, 16)}Z`).join('..');
    await visitor.open(`/?${new URLSearchParams({ 's.host': HOST, 's.time': hours })}`);
    const timeline = page.locator('session-timeline').first();
    const readout = async () => (await timeline.locator('.readout').innerText()).replace(/\s+/g, ' ');
    const back = timeline.getByRole('button', { name: 'Zoom back' });
    await expect.poll(readout).toContain('12 requests 3 malicious 4 4xx');

    const chart = (await timeline.locator('.chart').boundingBox())!;
    const across = (share: number) => [chart.x + chart.width * share, chart.y + chart.height / 2] as const;
    await page.mouse.move(...across(0.001));
    await page.mouse.down();
    await page.mouse.move(...across(0.2));
    await page.mouse.move(...across(0.499));
    await page.mouse.up();
    await expect.poll(() => parameters(page).get('s.time')).not.toBe(hours);
    await expect.poll(readout).toContain('6 requests 1 malicious 2 4xx');
    await expect.poll(() => list(page).first().innerText()).toMatch(/6 in period/);
    await back.click();
    await expect.poll(() => parameters(page).get('s.time')).toBe(hours);
    await expect.poll(readout).toContain('12 requests');
    expect(await back.count()).toBe(0);

    await timeline.getByRole('slider').first().waitFor();
    await pressUntil(page, 'Shift+Tab', /^session-timeline span handle/);
    await page.keyboard.press('Home');
    await page.keyboard.press('PageDown');
    await expect.poll(() => timeline.getByRole('button', { name: 'Show this time' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => timeline.getByRole('button', { name: 'Show this time' }).count()).toBe(0);
    await pressUntil(page, 'Shift+Tab', /^session-timeline span handle/);
    expect(await timeline.locator('.handle:focus').getAttribute('data-end')).toBe('from');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => parameters(page).get('s.time')).not.toBe(hours);
    await expect.poll(async () => Number(/(\d+) requests/.exec(await readout())?.[1])).toBeLessThan(12);
    await pressUntil(page, 'Tab', /^session-timeline button .*Zoom back/);
    await page.keyboard.press('Enter');
    await expect.poll(() => parameters(page).get('s.time')).toBe(hours);
    await expect.poll(readout).toContain('12 requests');
  });

  test('a stretch of its own timeline narrows its requests alone, and its chip widens them again', async ({
    visitor,
  }) => {
    const { page } = visitor;
    await visitor.open(`/?s.host=${HOST}`);
    await list(page).first().locator('th a').click();
    await expect.poll(() => paths(page)).toEqual(ALL_ORDERS);
    const timeline = detail(page).locator('session-timeline');
    await expect.poll(() => timeline.locator('.readout').innerText()).toContain('12 requests');
    await timeline.locator('.chart').scrollIntoViewIfNeeded();
    const chart = (await timeline.locator('.chart').boundingBox())!;
    const across = (share: number) => [chart.x + chart.width * share, chart.y + chart.height / 2] as const;
    await page.mouse.move(...across(0.999));
    await page.mouse.down();
    await page.mouse.move(...across(0.8));
    await page.mouse.move(...across(0.5));
    await page.mouse.up();
    await expect.poll(() => rows(page).count()).toBeLessThan(12);
    const narrowed = await paths(page);
    expect(narrowed).toEqual(ALL_ORDERS.slice(0, narrowed.length));
    expect(parameters(page).get('s.time')).toBeNull();
    expect(await list(page).first().innerText()).not.toContain('in period');
    await page.reload();
    await expect.poll(() => paths(page)).toEqual(narrowed);
    await page.locator('session-detail .filters .chip.local').click();
    await expect.poll(() => paths(page)).toEqual(ALL_ORDERS);
  });

  test('the parts of a session over midnight lead to each other', async ({ visitor }) => {
    const { page } = visitor;
    await visitor.open('/?s.host=night.example');
    await expect.poll(() => list(page).count()).toBe(2);
    await list(page).first().locator('th a').click();
    await expect.poll(() => paths(page)).toEqual(['/night/3', '/night/2', '/night/1']);
    const first = parameters(page).get('s.open');
    const parts = detail(page).getByRole('navigation', { name: 'Parts of this session' });
    expect(await parts.innerText()).toContain('part 2 of 2');
    await parts.getByRole('link', { name: /^continues/ }).click();
    await expect.poll(() => paths(page)).toEqual(['/night/-1', '/night/-2']);
    expect(await parts.innerText()).toContain('part 1 of 2');
    expect(parameters(page).get('s.open')).not.toBe(first);
    // The filters of the list came along.
    expect(parameters(page).get('s.host')).toBe('night.example');
    await expect.poll(() => focused(page)).toMatch(/^session-detail h2/);

    await pressUntil(page, 'Tab', /^session-detail a .*continues/);
    await page.keyboard.press('Enter');
    await expect.poll(() => paths(page)).toEqual(['/night/3', '/night/2', '/night/1']);
    expect(parameters(page).get('s.open')).toBe(first);
    await page.goBack();
    await expect.poll(() => paths(page)).toEqual(['/night/-1', '/night/-2']);
  });
});
