import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../support/chromium.ts';
import { buildCli, Place } from '../support/cli.ts';
import { prepareEmbedded } from '../support/prepared.ts';
import { HOSTS, hostsMissing, newFolder, pack } from './support.ts';

// The packed elements in one and the same page of every framework: before the real server, in a real browser.

const chromium = findChromium();
const skipped = hostsMissing() || !chromium;
const { buildHost, layOut, LIGHT, linesOf } = await import(pathToFileURL(join(HOSTS, 'build.mjs')).href);
const { lookAt, openBrowser, serveHost } = await import(pathToFileURL(join(HOSTS, 'look.mjs')).href);
const folder = newFolder();
let place: Place;
let graph: URL;
let browser: { close(): Promise<void> };

beforeAll(async () => {
  if (skipped) return;
  buildCli();
  await prepareEmbedded('demo');
  const { tarball } = pack('web-components');
  layOut(folder, tarball);
  rmSync(dirname(tarball), { recursive: true, force: true });
  place = await Place.on('embedded', 'demo');
  graph = new URL('/graphql', (await place.serve({})).address);
  browser = await openBrowser(chromium);
});
afterAll(async () => {
  await browser?.close();
  await place?.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(skipped)('a page with a provider, a button and a list', () => {
  test.each<{ name: string; from: string; server?: string }>(LIGHT)(
    '$name: no warning, and each question once',
    async (host) => {
      const built = await buildHost(folder, host);
      const { address, close } = await serveHost(built, graph);
      try {
        const { complaints, asked, rows } = await lookAt(browser, address);

        expect([...built.warnings, ...complaints]).toEqual([]);
        expect(asked).toEqual(['SessionAvailability', 'SessionCount', 'SessionList', 'SessionsCapabilities']);
        expect(rows).toBe(25);
        if (host.server) expect(built.page).toContain('<h1>Parcel Works</h1>');
      } finally {
        close();
      }
    },
  );
});

test('the table of hosts counts the lines that are there', () => {
  const table = readFileSync(join(HOSTS, 'README.md'), 'utf8');
  for (const host of [...LIGHT, { name: 'Next', from: 'next' }, { name: 'Nuxt', from: 'nuxt' }]) {
    const [, lines] = new RegExp(`^\\| ${host.name} \\| (\\d+) \\|`, 'm').exec(table) ?? [];
    expect(Number(lines), host.name).toBe(linesOf(host));
  }
});
