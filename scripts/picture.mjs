#!/usr/bin/env node
// Takes the picture of the README anew, of a console with the demo traffic that runs: the riskiest session, and its endpoints.
//   node scripts/picture.mjs http://127.0.0.1:4000
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TARGET = join(ROOT, 'docs/README-picture.png');
const [address = 'http://127.0.0.1:4000'] = process.argv.slice(2);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH });
try {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 960 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
  });
  await page.goto(`${address}/?s.sort=-risk`);
  await page.locator('session-list tbody th a').first().click();
  await page.locator('session-request-table tbody tr[data-row]').first().waitFor();
  await page.locator('session-detail summary', { hasText: 'Statistics' }).click();
  await page.locator('session-statistics .card').first().waitFor();
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle');
  // Menus and marks of plugins come last.
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: TARGET });
} finally {
  await browser.close();
}
console.log(`${TARGET} is of ${address}`);
