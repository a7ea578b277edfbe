/**
 * Runs the plan on this machine and writes down what the gateway saw: a browser for people, tools for attackers.
 *
 *     npx tsx demo/shop/record.ts <port of the gateway> <port of the API> <empty folder for what the tools write> [stretch ...]
 *
 * With names of stretches these alone are recorded anew.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, devices } from 'playwright';
import { openPlaces } from '../../subgraph/ingest/places.ts';
import { CHROMIUM_ARGS, findChromium } from '../../test/support/chromium.ts';
import { ATTACKS } from './attacks.ts';
import { ADDRESS_HEADER, BLOCK_HEADER, openGateway } from './gateway.ts';
import { guestVisits, type Visit, visitsOf } from './journeys.ts';
import { RECORDING, readRecording } from './recording.ts';
import { PEOPLE } from './store.ts';

const AT_A_TIME = 6;
const ATTACKS_AT_A_TIME = 3;
const TIMEOUT_MS = 180_000;
const COUNTRIES = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

async function main(): Promise<void> {
  const [port, apiPort, folder, ...wanted] = process.argv.slice(2);
  const isWanted = ({ block }: { block: string }) => wanted.length === 0 || wanted.includes(block);
  if (!port || !apiPort || !folder) {
    throw new Error(
      'Usage: npx tsx demo/shop/record.ts <port of the gateway> <port of the API> <empty folder> [stretch ...]',
    );
  }
  const api = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'api.ts'), apiPort]);
  process.on('exit', () => api.kill());
  api.stderr.pipe(process.stderr);
  await once(api.stdout, 'data');
  const places = await openPlaces({ geoip: createRequire(import.meta.url).resolve(COUNTRIES), asn: null });
  const { server, exchanges } = await openGateway(Number(port), Number(apiPort), places);
  const place = { origin: `http://127.0.0.1:${port}`, port: Number(port), folder };

  const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
  const people = [...PEOPLE.map(visitsOf), ...guestVisits().map((visit) => [visit])]
    .map((visits) => visits.filter(isWanted))
    .values();
  const person = async () => {
    for (const visits of people) await come(browser, place.origin, visits);
  };
  const attacks = ATTACKS.filter(isWanted).values();
  const attacker = async () => {
    for (const attack of attacks) {
      await attack.run(place);
      console.log(`${attack.block}: ${exchanges.filter(({ block }) => block === attack.block).length} requests`);
    }
  };
  const done = await Promise.allSettled([
    ...Array.from({ length: ATTACKS_AT_A_TIME }, attacker),
    ...Array.from({ length: AT_A_TIME }, person),
  ]);
  // What was recorded is kept all the same: the stretches that failed can be recorded anew alone.
  for (const result of done) if (result.status === 'rejected') console.error(result.reason);
  await browser.close();
  server.close();
  server.closeAllConnections();

  const kept = wanted.length === 0 ? [] : readRecording().filter((exchange) => !isWanted(exchange));
  const all = [...kept, ...exchanges].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  const lines = all.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
  writeFileSync(RECORDING, gzipSync(lines, { level: 9 }));
  console.log(`${exchanges.length} requests recorded`);
}

/** All visits of one person. Where the cookie is kept, the next day goes on with the same session. */
async function come(browser: Browser, origin: string, visits: Visit[]): Promise<void> {
  let kept: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
  for (const { block, ip, device, keepsCookie, steps } of visits) {
    const { userAgent, viewport } = devices[device]!;
    const context = await browser.newContext({
      userAgent,
      viewport,
      extraHTTPHeaders: { [ADDRESS_HEADER]: ip, [BLOCK_HEADER]: block },
      ...(kept ? { storageState: kept } : {}),
    });
    context.setDefaultTimeout(TIMEOUT_MS);
    const page = await context.newPage();
    await page.goto(`${origin}/`);
    for (const [n, step] of steps.entries()) {
      await wait(100 + ((n * 377 + block.length * 91) % 700));
      await page.evaluate(`call(...${JSON.stringify(step)})`);
    }
    if (keepsCookie) kept = await context.storageState();
    await context.close();
  }
}

await main();
