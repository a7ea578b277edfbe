import { describe, expect } from 'vitest';
import { findFirefox, findWebKit } from '../support/browsers.ts';
import { CHROMIUM, consoleTest, IN_BROWSER } from './support/console.ts';
import { openPuppeteer, openWebKit, type Window } from './support/windows.ts';

// The console in Firefox and in WebKit, as Debian has them, beside Chromium: the same way through the demo traffic, the same numbers.

const FIREFOX = findFirefox();
const WEBKIT = findWebKit();
const test = consoleTest();

const LIST = 'session-explorer >>> session-list';
const FILTERS = 'session-explorer >>> session-filters';
const DETAIL = 'session-explorer >>> session-detail';
const REQUESTS = `${DETAIL} >>> session-request-table`;

/** From the list to a session and what it did, to a block and back; what was read on the way. */
async function walk(window: Window, address: string) {
  const { texts } = window;
  const text = async (selector: string) => (await texts(selector))[0];
  const until = (selector: string, wanted: RegExp) =>
    expect.poll(() => text(selector), { message: selector }).toMatch(wanted);
  /** Presses the first of these, or the one that says this, as soon as it is there. */
  const press = (selector: string, name = '') =>
    expect
      .poll(
        async () => {
          const index = name === '' ? 0 : (await texts(selector)).findIndex((said) => said.startsWith(name));
          return window.click(selector, index);
        },
        { message: `${selector} ${name}` },
      )
      .toBe(true);
  const total = () => text(`${LIST} >>> .total`);
  const read: Record<string, unknown> = {};

  await window.goto(address);
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
  // Until the rows are there too, the former ones are shown.
  await expect.poll(() => texts(`${LIST} >>> table[aria-busy=true]`)).toEqual([]);
  read.filtered = await total();
  expect(await window.url()).toContain('s.method=POST');

  await press(`${LIST} >>> tbody tr[data-row] th a`);
  await until(`${REQUESTS} >>> h3`, /request/);
  read.session = [await text(`${DETAIL} >>> h2`), await text(`${REQUESTS} >>> h3`), await texts(`${DETAIL} >>> dd`)];
  // What comes above the requests is there, and moves them no more.
  await until(`${DETAIL} >>> session-timeline >>> figure`, /request/);
  await until(`${DETAIL} >>> summary`, / of 100|Statistics/);
  await window.show(`${REQUESTS} >>> tbody tr[data-row]`);
  await until(`${REQUESTS} >>> tbody tr[data-row]`, /POST/);
  read.requests = await texts(`${REQUESTS} >>> tbody tr[data-row]`);

  await press(`${REQUESTS} >>> tbody tr[data-row] .toggle`);
  await until(`${REQUESTS} >>> session-request >>> dl`, /Request ID/);
  read.request = await texts(`${REQUESTS} >>> session-request >>> :is(dt, dd)`);

  await press(`${DETAIL} >>> button`, 'Block session');
  await until(`${DETAIL} >>> dialog section`, /Requests [\d,]+/);
  await window.type(`${DETAIL} >>> dialog textarea`, 'seen in all');
  read.impact = await text(`${DETAIL} >>> dialog section`);
  await press(`${DETAIL} >>> dialog button[type=submit]`, 'Block');
  await until(`${DETAIL} >>> header .block`, /block/i);
  await press(`${DETAIL} >>> button`, 'Unblock session');
  await press(`${DETAIL} >>> dialog button[type=submit]`, 'Unblock');
  await expect.poll(() => texts(`${DETAIL} >>> header .block`)).toEqual([]);

  await window.back();
  await expect.poll(() => texts(`${DETAIL} >>> h2`)).toEqual([]);
  expect(await total()).toBe(read.filtered);
  return read;
}

/** The walk in a browser, with everything that it complains about. */
async function walkIn(window: Window, address: string) {
  try {
    return { read: await walk(window, address), faults: await window.faults() };
  } finally {
    await window.close();
  }
}

const BROWSERS = [
  { name: 'Firefox', isThere: FIREFOX !== null, open: () => openPuppeteer('firefox', FIREFOX!) },
  { name: 'WebKit', isThere: WEBKIT !== null, open: () => openWebKit(WEBKIT!) },
];

describe.each(BROWSERS)('$name', ({ isThere, open }) => {
  test.skipIf(!isThere || !CHROMIUM)(
    'list, filter, session, request, block and back: no complaint, and the numbers of Chromium',
    IN_BROWSER,
    async ({ site }) => {
      const there = await walkIn(await open(), site.address);
      const inChromium = await walkIn(await openPuppeteer('chrome', CHROMIUM!), site.address);

      expect(there.faults).toEqual([]);
      expect(there.read).toEqual(inChromium.read);
      expect(there.read.requests).not.toEqual([]);
    },
  );
});
