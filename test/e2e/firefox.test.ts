import { describe, expect } from 'vitest';
import { ofHosts } from '../packages/support.ts';
import { CHROMIUM_ARGS } from '../support/chromium.ts';
import { findFirefox } from '../support/firefox.ts';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';

// The console in Firefox, as Debian has it, beside Chromium: the same way through the demo traffic, the same numbers. One driver
// for both, for that of the other tests drives no Firefox but its own.

const FIREFOX = findFirefox();
const test = consoleTest();

/** What is used of a page of puppeteer, which is installed with the hosts. */
interface Page {
  on(event: 'console', hear: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', hear: (error: Error) => void): void;
  setViewport(size: { width: number; height: number }): Promise<void>;
  goto(address: string): Promise<unknown>;
  goBack(): Promise<unknown>;
  url(): string;
  $$(selector: string): Promise<{ click(): Promise<void>; type(text: string): Promise<void> }[]>;
  $$eval<Result>(selector: string, read: (nodes: Text[]) => Result): Promise<Result>;
}
interface Text {
  readonly innerText: string;
}

const LIST = 'session-explorer >>> session-list';
const FILTERS = 'session-explorer >>> session-filters';
const DETAIL = 'session-explorer >>> session-detail';
const REQUESTS = `${DETAIL} >>> session-request-table`;

/** From the list to a session and what it did, to a block and back; what was read on the way. */
async function walk(page: Page, address: string) {
  const texts = (selector: string) =>
    page.$$eval(selector, (nodes) => nodes.map(({ innerText }) => innerText.replace(/\s+/g, ' ').trim()));
  const text = async (selector: string) => (await texts(selector))[0];
  const until = (selector: string, wanted: RegExp) =>
    expect.poll(() => text(selector), { message: selector }).toMatch(wanted);
  /** Presses the first of these, or the one that says this, as soon as it is there. */
  const press = async (selector: string, name?: string) => {
    const place = async () =>
      name === undefined ? 0 : (await texts(selector)).findIndex((said) => said.startsWith(name));
    await expect.poll(async () => (await page.$$(selector))[await place()], { message: selector }).toBeDefined();
    await (await page.$$(selector))[await place()]!.click();
  };
  const total = () => text(`${LIST} >>> .total`);
  const read: Record<string, unknown> = {};

  await page.goto(address);
  await until(`${LIST} >>> .total`, / sessions$/);
  read.all = await total();
  await until(`${LIST} >>> tbody tr[data-row] th a`, /\d/);
  read.newest = await texts(`${LIST} >>> tbody tr[data-row] :is(.requests, .attacks, .endpoints)`);

  await press(`${FILTERS} >>> [data-menu=method]`);
  await until(`${FILTERS} >>> [role=option]`, /GET|POST/);
  read.methods = await texts(`${FILTERS} >>> [role=option]`);
  await press(`${FILTERS} >>> [role=option]`, 'POST');
  await expect.poll(total).not.toBe(read.all);
  await until(`${LIST} >>> .total`, / sessions$/);
  read.filtered = await total();
  expect(page.url()).toContain('s.method=POST');

  await press(`${LIST} >>> tbody tr[data-row] th a`);
  await until(`${REQUESTS} >>> h3`, /request/);
  read.session = [await text(`${DETAIL} >>> h2`), await text(`${REQUESTS} >>> h3`), await texts(`${DETAIL} >>> dd`)];
  // What comes above the requests is there, and moves them no more.
  await until(`${DETAIL} >>> session-timeline >>> figure`, /request/);
  await until(`${DETAIL} >>> summary`, /Risk|Statistics/);
  read.requests = await texts(`${REQUESTS} >>> tbody tr[data-row]`);

  await press(`${REQUESTS} >>> tbody tr[data-row] .toggle`);
  await until(`${REQUESTS} >>> session-request >>> dl`, /Request ID/);
  read.request = await texts(`${REQUESTS} >>> session-request >>> :is(dt, dd)`);

  await press(`${DETAIL} >>> button`, 'Block session');
  await until(`${DETAIL} >>> dialog section`, /Requests [\d,]+/);
  await (await page.$$(`${DETAIL} >>> dialog textarea`))[0]!.type('seen in both');
  read.impact = await text(`${DETAIL} >>> dialog section`);
  await press(`${DETAIL} >>> dialog button[type=submit]`);
  await until(`${DETAIL} >>> header .block`, /block/i);
  await press(`${DETAIL} >>> button`, 'Unblock session');
  await press(`${DETAIL} >>> dialog button[type=submit]`);
  await expect.poll(() => texts(`${DETAIL} >>> header .block`)).toEqual([]);

  await page.goBack();
  await expect.poll(() => texts(`${DETAIL} >>> h2`)).toEqual([]);
  expect(await total()).toBe(read.filtered);
  return read;
}

/** The walk in a browser, with everything that it complains about. */
async function walkIn(browser: 'chrome' | 'firefox', executablePath: string, address: string) {
  const puppeteer = (await import(ofHosts.resolve('puppeteer-core'))).default;
  const running = await puppeteer.launch({
    browser,
    executablePath,
    headless: true,
    args: browser === 'chrome' ? CHROMIUM_ARGS : [],
    env: { ...process.env, TZ: 'UTC', LANG: 'en_GB.UTF-8' },
  });
  try {
    const page: Page = await running.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warn', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));
    await page.setViewport({ width: 1440, height: 900 });
    return { read: await walk(page, address), faults };
  } finally {
    await running.close();
  }
}

describe.skipIf(!FIREFOX || !CHROMIUM)('Firefox', IN_BROWSER, () => {
  test('list, filter, session, request, block and back: no complaint, and the numbers of Chromium', async ({
    site,
  }) => {
    const inFirefox = await walkIn('firefox', FIREFOX!, site.address);
    const inChromium = await walkIn('chrome', CHROMIUM!, site.address);

    expect(inFirefox.faults).toEqual([]);
    expect(inFirefox.read).toEqual(inChromium.read);
    expect(inFirefox.read.requests).not.toEqual([]);
  });
});
