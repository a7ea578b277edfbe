import type { Locator, Page } from 'playwright';
import { describe, expect } from 'vitest';
import { EXIT } from '../../subgraph/exit-codes.ts';
import type { ImportResult } from '../support/cli.ts';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { HOSTILE_TEXTS, hostileRequest, Watch } from './support/hostile.ts';
import { add, at, fileOf } from './support/import-lines.ts';

// What attackers write into every field they can reach, shown by the console under its policy: always a text, never more.
// A violation of the policy is an error of the page, and no page of these tests may have one.

const test = consoleTest({ DEMO: '0' }).extend<{ stored: true; watch: Watch }>({
  stored: [
    async ({ site }, use) => {
      const { accepted, rejected } = await add(site, 'hostile', HOSTILE_TEXTS.map(hostileRequest));
      expect({ accepted, rejected }).toEqual({ accepted: HOSTILE_TEXTS.length, rejected: 0 });
      await use(true);
    },
    { scope: 'file' },
  ],
  watch: async ({ stored, site, visitor }, use) => {
    expect(stored).toBe(true);
    await visitor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: site.address });
    const watch = new Watch(visitor.page, site.address);
    await use(watch);
    expect(await watch.traces()).toEqual([]);
  },
});

const LINES = HOSTILE_TEXTS.map(({ line }) => line);
const HOSTS = LINES.map((line) => line.toLowerCase());
const sorted = (texts: readonly string[]) => [...texts].sort();
/** What stands there, with single blanks: the gaps between elements are no part of a text. */
const textsOf = async (elements: Locator) =>
  (await elements.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());

// The server takes no U+0000, and so no link does.
const IN_ADDRESSES = HOSTILE_TEXTS.filter(({ sent }) => !sent.includes('\0'));
const SOME_IN_ADDRESSES = IN_ADDRESSES.filter(
  ({ sent }, n) => n % 4 === 0 || sent !== sent.trim() || /script:|\u202e/i.test(sent),
);
const addressOf = (path: string, entries: [string, string][]) => `${path}?${new URLSearchParams(entries)}`;

// Newest first: the last text stands in the first row.
const rows = (page: Page) => page.locator('session-list tbody tr:has(th a)');
const rowOf = (page: Page, n: number) => rows(page).nth(HOSTILE_TEXTS.length - 1 - n);
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
const clipboardTypes = (page: Page) =>
  page.evaluate<string[]>('navigator.clipboard.read().then((items) => items.flatMap(({ types }) => types))');

async function openList(page: Page): Promise<void> {
  await page.goto('/');
  await expect.poll(() => rows(page).count()).toBe(HOSTILE_TEXTS.length);
}

describe.skipIf(!CHROMIUM)('hostile texts', IN_BROWSER, () => {
  test('fields that have a form of their own do not take them', async ({ site }) => {
    const time = at(10);
    const wrong = [
      { method: '<svg/onload=hacked=1>' },
      { ip: 'javascript:hacked=1' },
      { countryCode: '<b' },
      { id: 'with a blank' },
      { status: '<img>' as unknown as number },
      { path: 'javascript:hacked=1' },
      { pathTemplate: '<script>' },
    ].map((field) => ({ time, ...field }));
    const { code, stdout } = await site.place.run(['import', '--json', fileOf(site, 'wrong', wrong)]);
    const { accepted, rejected } = JSON.parse(stdout) as ImportResult;
    expect({ code, accepted, rejected }).toEqual({ code: EXIT.nothing, accepted: 0, rejected: wrong.length });
  });

  test('the list shows each of them as it is, with what cannot be seen written out', async ({ visitor, watch }) => {
    const { page } = visitor;
    await openList(page);
    for (const [n, { line }] of HOSTILE_TEXTS.entries()) {
      const values = await textsOf(rowOf(page, n).locator('button.value'));
      // Attack type, user, role and tag of the address.
      expect(values.filter((value) => value === line).length, line).toBeGreaterThanOrEqual(4);
      expect(values, line).toContain(HOSTS[n]);
    }
    expect(await watch.traces()).toEqual([]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test.for([
    ['Attack type', LINES],
    ['User', LINES],
    ['Role', LINES],
    ['Host', [...new Set(HOSTS)]],
    ['Application', LINES],
    ['Source', LINES],
  ] as const)(
    'the filter %s lists them, filters by one, and names it in its chip',
    async ([name, lines], { visitor, watch }) => {
      const { page } = visitor;
      await openList(page);
      const filters = page.locator('session-filters');
      const pill = filters.getByRole('button', { name: new RegExp(`^(Session includes )?${name}`, 'i') }).first();
      if ((await pill.count()) === 0) {
        await filters.getByRole('button', { name: /More filters/ }).click();
        await filters.getByRole('option', { name, exact: true }).click();
      } else {
        await pill.click();
      }
      const options = filters.getByRole('option');
      const names = options.locator('.name > bdi:first-child');
      await expect
        .poll(async () => sorted((await textsOf(names)).filter((text) => text !== 'no value')))
        .toEqual(sorted(lines));

      const wanted = `'><img src=x onerror=hacked=1>`;
      await options.filter({ has: page.getByText(wanted, { exact: true }) }).click();
      await page.keyboard.press('Escape');
      await expect.poll(() => rows(page).count()).toBe(1);
      await expect.poll(() => filters.locator('.chips').innerText()).toContain(wanted);
      await page.reload();
      await expect.poll(() => rows(page).count()).toBe(1);
      await expect.poll(() => filters.locator('.chips').innerText()).toContain(wanted);
      expect(await watch.traces()).toEqual([]);
    },
  );

  test('the session and its request show each of them in every place', { timeout: 300_000 }, async ({
    visitor,
    watch,
  }) => {
    const { page } = visitor;
    await page.addInitScript(`localStorage.setItem('api-sessions.statistics', 'open')`);
    await openList(page);
    for (const [n, { line, block, sent }] of HOSTILE_TEXTS.entries()) {
      const host = HOSTS[n]!;
      await rowOf(page, n).locator('th a').click();
      const heading = page.locator('session-detail h2');
      await expect.poll(() => heading.textContent(), { message: line }).toBe(`Session of ${line}`);
      const facts = await textsOf(page.locator('session-detail .facts .value'));
      expect(facts, line).toEqual(expect.arrayContaining([line, host]));
      expect(facts.filter((value) => value === line).length, line).toBeGreaterThanOrEqual(3);

      const row = page.locator('session-request-table tbody tr[data-row]');
      await expect.poll(() => row.locator('td.attacks').textContent()).toContain(line);
      const path = line.replaceAll('?', '%3F');
      await expect.poll(() => row.locator('td.path').textContent()).toContain(`/${path}?q=${line}`);

      await row.locator('.toggle').click();
      const request = page.locator('session-request');
      await request.locator('.blocks').waitFor();
      const text = (await request.locator('.blocks').textContent())!.replace(/\s+/g, ' ');
      expect(text, line).toContain(`${host}/${path}?q=${line}`);
      const shownIn = async (selector: string) => textsOf(request.locator(selector));
      expect((await shownIn('button.value')).filter((value) => value === line).length, line).toBeGreaterThanOrEqual(6);
      expect(await shownIn('.parameters dt'), line).toContain(line);
      expect(await shownIn('.parameters dd'), line).toContain(line);
      expect(await shownIn('.headers dt'), line).toContain(`X-Name-${line}`);
      expect((await shownIn('.headers dd')).filter((value) => value === line).length, line).toBe(6);
      expect(await shownIn('.detections dt'), line).toContain(line);
      expect((await shownIn('.detections dd')).filter((value) => value === line).length, line).toBeGreaterThanOrEqual(
        3,
      );
      expect(await request.locator('pre').allTextContents(), line).toEqual([block, block, `<!doctype html>${block}`]);

      // A value that is copied is the text that was sent, and only a text.
      if (n % 6 === 0) {
        const stored = sent.replaceAll('\0', '\ufffd');
        await request.getByRole('button', { name: 'Copy payload' }).click();
        await expect.poll(() => clipboard(page)).toBe(stored);
        expect(await clipboardTypes(page)).toEqual(['text/plain']);
        await request.getByRole('button', { name: 'Copy address' }).click();
        await expect.poll(() => clipboard(page)).toContain(`q=${stored}`);
      }
    }
    expect(await watch.traces()).toEqual([]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('the menu of a value names it, copies it as a text, and filters by it', async ({ visitor, watch }) => {
    const { page } = visitor;
    await openList(page);
    const n = HOSTILE_TEXTS.findIndex(({ sent }) => sent.startsWith('\u202e'));
    const { line, sent } = HOSTILE_TEXTS[n]!;
    const value = rowOf(page, n).locator('.users button.value').first();
    await value.click();
    await page.getByRole('menuitem', { name: `Copy ${line}` }).click();
    await expect.poll(() => clipboard(page)).toBe(sent);
    expect(await clipboardTypes(page)).toEqual(['text/plain']);
    await value.click();
    await page.getByRole('menuitem', { name: `Only ${line}` }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
    await expect.poll(() => page.locator('session-filters .chips').innerText()).toContain(line);
    expect(new URL(page.url()).searchParams.get('s.user')).toBe(sent);

    await rows(page).first().locator('th a').click();
    await page.locator('session-detail').getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => clipboard(page)).toContain('s.open=');
    expect(new URL(await clipboard(page)).origin).toBe(new URL(page.url()).origin);
    expect(await watch.traces()).toEqual([]);
  });

  test('attacks and API discovery show them, too', async ({ visitor, watch }) => {
    const { page } = visitor;
    await visitor.open('/attacks');
    const ids = page.locator('#list tbody .id');
    await expect.poll(async () => sorted(await textsOf(ids))).toEqual(sorted(LINES));
    const types = page.locator('#list > table > tbody > tr:not(.below) .chip');
    expect(sorted(await textsOf(types))).toEqual(sorted(LINES));
    for (const button of await page.locator('#list .toggle').all()) await button.click();
    await expect.poll(() => page.locator('tr.below tbody tr').count()).toBe(HOSTILE_TEXTS.length);
    const below = (await textsOf(page.locator('tr.below tbody tr'))).join('\n');
    for (const line of LINES) expect(below).toContain(`?q=${line}`);
    expect(await watch.traces()).toEqual([]);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await visitor.open('/discovery');
    await expect
      .poll(
        async () => (await textsOf(page.locator('#list tbody th .line'))).filter((text) => HOSTS.includes(text)).length,
      )
      .toBe(HOSTS.length);
    expect(await watch.traces()).toEqual([]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test('filters in an address that are such texts stand in the chips', async ({ visitor, watch }) => {
    const { page } = visitor;
    for (const name of ['type', 'host', 'user', 'attack', 'application', 'not.role']) {
      await visitor.open(
        addressOf(
          '/',
          IN_ADDRESSES.map(({ sent }) => [`s.${name}`, sent]),
        ),
      );
      const chips = page.locator('session-filters .chip bdi');
      await expect.poll(async () => sorted(await textsOf(chips))).toEqual(sorted(IN_ADDRESSES.map(({ line }) => line)));
      expect(await watch.traces()).toEqual([]);
    }
  });

  test('an address that means nothing says what was left out of it', { timeout: 300_000 }, async ({
    visitor,
    watch,
  }) => {
    const { page } = visitor;
    // Whoever writes such links reads it there, too.
    visitor.expectFault(/^[^:]*sessions: not understood, so nothing is shown: /);
    for (const { sent, line } of SOME_IN_ADDRESSES) {
      const names = ['open', 'mark', 'sort', 'time', 'ip', 'size', 'd.type', 'd.from', 'd.time'];
      await visitor.open(
        addressOf(
          '/',
          names.map((name) => [`s.${name}`, sent]),
        ),
      );
      const ignored = page.locator('session-explorer .ignored');
      await expect.poll(() => ignored.innerText()).toContain(`sort=${line}`);
      // What would have narrowed the list is said in its place, up to a length: nothing wider is shown.
      const unread = page.locator('session-list .unread-params');
      for (const name of ['time', 'ip', 'size'])
        await expect.poll(() => unread.innerText()).toContain(`${name}=${line}`.slice(0, 60));
      await expect
        .poll(() => page.locator('session-detail .notice').allInnerTexts())
        .toContainEqual(expect.stringContaining('No such session was ever seen here.'));
      expect(await watch.traces()).toEqual([]);
      await visitor.open(addressOf('/', [['s.v', sent]]));
      await expect.poll(() => unread.innerText()).toContain(`v=${line}`.slice(0, 60));
    }
  });

  test('the pages around it name what an address asks for and nobody knows', { timeout: 300_000 }, async ({
    visitor,
    watch,
  }) => {
    const { page } = visitor;
    for (const { sent, line } of SOME_IN_ADDRESSES) {
      // Another query each time: another fragment alone would not load the page anew.
      await visitor.open(`${addressOf('/attacks', [['x', sent]])}#${new URLSearchParams({ attack: `none ${sent}` })}`);
      await expect.poll(() => page.locator('.missing').allInnerTexts()).toContainEqual(expect.stringContaining(line));
      await visitor.open(
        addressOf('/discovery', [
          ['search', `none ${sent}`],
          ['endpoint', sent],
        ]),
      );
      await expect
        .poll(() => page.locator('#list .notice').allInnerTexts())
        .toContainEqual(expect.stringContaining(`none ${line}`));
      await visitor.open(addressOf('/attacks', [['after', sent]]));
      await page.locator('#list[aria-busy=false]').waitFor();
      expect(await watch.traces()).toEqual([]);
    }
  });

  test.for([1440, 390])('texts without end stay inside their page, %d pixels wide', async (width, { site, visit }) => {
    const host = 'endless.example';
    const word = (length: number, letter = 'W') => letter.repeat(length);
    await add(site, `endless-${width}`, [
      {
        time: at(200 + width / 1000),
        sid: `e${width}`,
        path: `/${word(8191)}`,
        query: word(16_384),
        host: `${word(200)}.${width}.${host}`,
        user: word(256),
        role: word(256),
        application: word(256),
        ip: '2001:db8:1111:2222:3333:4444:5555:6666',
        sourceTags: Array.from({ length: 20 }, (_, n) => word(100, String.fromCharCode(65 + n))),
        detections: [
          {
            type: word(64),
            attackId: word(128),
            payload: word(8192),
            parameter: word(1024),
            tags: [{ key: word(256), value: word(1024) }],
          },
        ],
        parameters: [{ name: word(256), source: 'REQUEST_BODY', value: word(8192) }],
        content: {
          requestHeaders: [{ name: word(256), value: word(16_384) }],
          requestBody: { mediaType: word(256), text: word(100_000) },
          responseBody: { text: word(100_000) },
        },
      },
    ]);
    const visitor = await visit({ viewport: { width, height: 900 } });
    const { page } = visitor;
    const pageWidth = () => page.evaluate<number>('document.documentElement.scrollWidth');
    await visitor.open(`/?${new URLSearchParams({ 's.application': word(256) })}`);
    await rows(page).first().waitFor();
    expect(await pageWidth()).toBe(width);
    await rows(page).first().locator('th a').click();
    const toggle = page.locator('session-request-table .toggle').first();
    await toggle.click();
    const request = page.locator('session-request');
    await request.locator('pre').first().waitFor();
    expect(await pageWidth()).toBe(width);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await visitor.open(`/attacks#attack=${word(128)}`);
    await page.locator('tr.wanted .toggle').click();
    await page.locator('tr.below tbody tr').first().waitFor();
    expect(await pageWidth()).toBe(width);
    await visitor.open('/discovery');
    await page.locator('#list tbody tr').first().waitFor();
    expect(await pageWidth()).toBe(width);
  });
});
