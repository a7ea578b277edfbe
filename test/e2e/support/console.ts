import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { test as base, beforeAll, expect } from 'vitest';
import { CHROMIUM_ARGS, findChromium } from '../../support/chromium.ts';
import { buildCli, Place, type Running } from '../../support/cli.ts';
import { prepareEmbedded } from '../../support/prepared.ts';

/** Tests of pages are skipped where this is null; vitest.config.ts says so loudly, and CI refuses. */
export const CHROMIUM = findChromium();

/** Options of a story in a browser. It has many steps, and each waits for the page: the limit ends what hangs. */
export const IN_BROWSER = { timeout: 300_000 };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const REPORT_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
  console.error('policy violated:', violatedDirective, 'by', blockedURI, 'at', sourceFile))`;

interface AxeResults {
  violations: { id: string; nodes: { target: (string | string[])[] }[] }[];
}

/** A running server of its own, as `npm start` starts it. */
export interface Site {
  readonly address: string;
  readonly place: Place;
  readonly server: Running;
  readonly browser: Browser;
}

/** A user of the console: one browser profile, with one page open. */
export interface Visitor {
  readonly page: Page;
  /** Opens a page of the console by its path. */
  open(path: string): Promise<void>;
  /** Messages of the browser that this test is about, and that are no fault. */
  expectFault(pattern: RegExp): void;
  /** Rules of axe that the page breaks, as `rule: selector`. */
  accessibilityFaults(): Promise<string[]>;
}

export interface Fixtures {
  site: Site;
  visitor: Visitor;
  /** Another user of the same site, with settings of their own. */
  visit(options?: BrowserContextOptions): Promise<Visitor>;
}

/**
 * `test` with a real server and a real browser, both started once for the file. At the end of each test no page may have
 * had an error, a violation of its content security policy, or an unhandled rejection.
 * @param env of the server; without DEMO=0 it has the demo traffic
 */
export function consoleTest(env: Record<string, string> = {}) {
  const content = env.DEMO === '0' ? 'tables' : 'demo';
  if (CHROMIUM) {
    // What is made once for all files is no part of the time of the first story.
    beforeAll(async () => {
      buildCli();
      await prepareEmbedded(content);
    });
  }
  return base.extend<Fixtures>({
    site: [
      // biome-ignore lint/correctness/noEmptyPattern: what vitest reads to learn what a fixture needs
      async ({}, use) => {
        const place = await Place.on('embedded', content);
        const browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_ARGS });
        try {
          await use({ ...(await place.serve(env)), place, browser });
        } finally {
          await browser.close();
          await place.remove();
        }
      },
      { scope: 'file' },
    ],
    visit: async ({ site }, use) => {
      const visits: Visit[] = [];
      await use(async (options) => {
        const visit = await visitSite(site, options);
        visits.push(visit);
        return visit.visitor;
      });
      for (const { leave } of visits) await leave();
      for (const { check } of visits) check();
    },
    visitor: async ({ visit }, use) => use(await visit()),
  });
}

/** A user of a site, from outside the fixtures. */
export interface Visit {
  readonly visitor: Visitor;
  leave(): Promise<void>;
  /** Fails where a page had an error, a violation of its policy, or a rejection that nobody handled. */
  check(): void;
}

export async function visitSite(
  { address, browser }: Pick<Site, 'address' | 'browser'>,
  options?: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  context.setDefaultTimeout(60_000);
  return { ...(await newVisitor(context)), leave: () => context.close() };
}

async function newVisitor(context: BrowserContext): Promise<{ visitor: Visitor; check: () => void }> {
  const faults: string[] = [];
  const expected: RegExp[] = [];
  // Before any script of the page, and out of reach of its policy.
  await context.addInitScript({ content: REPORT_VIOLATIONS });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      faults.push(`${message.text()} (${message.location().url})`);
    }
  });
  // An exception, or a rejection that nobody handled.
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));

  const visitor: Visitor = {
    page,
    async open(path) {
      await page.goto(path);
    },
    expectFault: (pattern) => void expected.push(pattern),
    async accessibilityFaults() {
      // Half a megabyte: not for every page.
      await page.evaluate(AXE);
      const { violations } = await page.evaluate<AxeResults>(
        `axe.run({ resultTypes: ['violations'], preload: false })`,
      );
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.flat().join(' ')}`));
    },
  };
  const check = () => {
    expect(faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)))).toEqual([]);
  };
  return { visitor, check };
}
