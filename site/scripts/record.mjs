import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { CHROMIUM_ARGS, findChromium } from '../../test/support/chromium.ts';
import { startDemo } from './demo-server.mjs';
import { GESTURES, settled } from './gestures.ts';
import { serveFiles } from './serve-files.ts';

/** Of a picture: an explorer is a whole page, the others are as high as they need. */
const WIDTHS = { 'session-explorer': 1280 };
const HEIGHT = 820;

/**
 * Opens every example before a real server with the demo traffic, and writes what was asked and answered to `recorded.json`
 * beside the examples, and a picture of each, light and dark, to `pictures`.
 * @param folder the examples and the bundle of the elements
 */
export async function record(root, folder, pictures) {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('no Chromium found (CHROMIUM_PATH, or one in its usual place): the examples need one');
  const demo = await startDemo(root);
  const recorded = { queries: [], answers: {} };
  const failures = [];
  const host = await serveFiles(folder, (request, response) => {
    if (request.url !== '/graphql') return false;
    sendOn(request, response, demo.address, recorded).catch((error) => {
      failures.push(error.message);
      response.writeHead(502).end();
    });
    return true;
  });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  try {
    mkdirSync(pictures, { recursive: true });
    for (const [name, gesture] of Object.entries(GESTURES)) {
      const page = await browser.newPage({
        viewport: { width: WIDTHS[name] ?? 960, height: HEIGHT },
        deviceScaleFactor: 2,
        locale: 'en-GB',
        timezoneId: 'UTC',
      });
      await page.goto(`${host.address}/${name}.html`);
      await settled(page);
      const height = await page.evaluate(() => document.body.scrollHeight);
      const { width } = page.viewportSize();
      for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({
          path: join(pictures, `${name}.${colorScheme}.png`),
          clip: { x: 0, y: 0, width, height: Math.min(height, HEIGHT) },
          animations: 'disabled',
        });
      }
      await gesture(page);
      await page.close();
      if (failures.length > 0) throw new Error(`the example ${name} had no answer: ${failures[0]}`);
    }
  } finally {
    await browser.close();
    host.close();
    await demo.close();
  }
  writeFileSync(join(folder, 'recorded.json'), JSON.stringify(recorded));
}

/** Asks the server, and keeps what it says to each question. */
async function sendOn(request, response, address, { queries, answers }) {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const { query, variables = {} } = JSON.parse(body);
  if (!queries.includes(query)) queries.push(query);
  const key = `${queries.indexOf(query)} ${JSON.stringify(variables)}`;
  // The first answer stays: a later one to the same question may go on at another place (timelines come in parts).
  answers[key] ??= await askServer(address, body);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[key]));
}

async function askServer(address, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await (await fetch(`${address}/graphql`, { method: 'POST', headers, body })).json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer;
}
