import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';
import { ofHosts } from '../../packages/support.ts';
import type { WebKit } from '../../support/browsers.ts';
import { CHROMIUM_ARGS } from '../../support/chromium.ts';
import { freePort } from '../../support/free-port.ts';

// One window on the console in any browser, so that the same way can be gone in all of them. Each has a driver of its own: that of
// the other tests (Playwright) drives no Firefox and no WebKit but those that it downloads.

/** Selectors go through shadow roots by `>>>`. */
export interface Window {
  goto(address: string): Promise<void>;
  back(): Promise<void>;
  url(): Promise<string>;
  /** The visible text of all that match. */
  texts(selector: string): Promise<string[]>;
  /** Scrolls the first match into the middle: what is out of sight may have no text (`content-visibility` in WebKit). */
  show(selector: string): Promise<void>;
  /** Clicks the match with this index; false: there is none. */
  click(selector: string, index: number): Promise<boolean>;
  /** Writes into the first match. */
  type(selector: string, text: string): Promise<void>;
  /** What the page complained about: errors, warnings, rejections that nobody handled. */
  faults(): Promise<string[]>;
  close(): Promise<void>;
}

const SIZE = { width: 1440, height: 900 };
const LOCALE = { TZ: 'UTC', LANG: 'en_GB.UTF-8' };

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What is used of a page of puppeteer. */
interface PuppeteerPage {
  $eval(selector: string, work: (node: { scrollIntoView(how: { block: 'center' }): void }) => void): Promise<void>;
  on(event: 'console', hear: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', hear: (error: Error) => void): void;
  setViewport(size: typeof SIZE): Promise<void>;
  goto(address: string): Promise<unknown>;
  goBack(): Promise<unknown>;
  url(): string;
  $$(selector: string): Promise<{ click(): Promise<void>; type(text: string): Promise<void> }[]>;
  $$eval<Result>(selector: string, read: (nodes: { readonly innerText: string }[]) => Result): Promise<Result>;
}

export async function openPuppeteer(browser: 'chrome' | 'firefox', executablePath: string): Promise<Window> {
  const puppeteer = (await import(ofHosts.resolve('puppeteer-core'))).default;
  const running = await puppeteer.launch({
    browser,
    executablePath,
    headless: true,
    args: browser === 'chrome' ? CHROMIUM_ARGS : [],
    env: { ...process.env, ...LOCALE },
  });
  const page: PuppeteerPage = await running.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warn', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));
  await page.setViewport(SIZE);
  return {
    goto: async (address) => void (await page.goto(address)),
    back: async () => void (await page.goBack()),
    url: async () => page.url(),
    texts: async (selector) =>
      (await page.$$eval(selector, (nodes) => nodes.map((node) => node.innerText))).map(oneLine),
    show: (selector) => page.$eval(selector, (node) => node.scrollIntoView({ block: 'center' })),
    click: async (selector, index) => {
      const found = (await page.$$(selector))[index];
      await found?.click();
      return found !== undefined;
    },
    type: async (selector, text) => (await page.$$(selector))[0]!.type(text),
    faults: async () => faults,
    close: () => running.close(),
  };
}

/** What is used of Selenium. */
interface SeleniumElement {
  click(): Promise<void>;
  sendKeys(text: string): Promise<void>;
}
interface SeleniumDriver {
  get(address: string): Promise<void>;
  getCurrentUrl(): Promise<string>;
  executeScript<Result>(script: string, ...args: unknown[]): Promise<Result>;
  manage(): { window(): { setRect(rect: typeof SIZE): Promise<unknown> } };
  quit(): Promise<void>;
}

/** `>>>` as puppeteer has it: all below an element, through shadow roots of any depth. */
const MATCHES = `const below = (root, part) => [...root.querySelectorAll(part),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ? below(shadowRoot, part) : [])];
  const found = (selector) => selector.split('>>>').reduce((roots, part, depth) =>
    roots.flatMap((root) => depth === 0 ? [...root.querySelectorAll(part)] : root.shadowRoot ? below(root.shadowRoot, part) : []),
    [document]);`;

/** Its driver tells nothing of the console, so the page is asked; what it says before it is loaded is not heard. */
const LISTEN = `globalThis.heardFaults = [];
  const keep = (...said) => heardFaults.push(said.map((each) => String(each?.stack ?? each)).join(' '));
  console.error = console.warn = keep;
  addEventListener('error', ({ error, message }) => keep(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => keep(reason));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => keep(violatedDirective, blockedURI));`;

export async function openWebKit({ browser, driver, screen }: WebKit): Promise<Window> {
  const { Builder } = await import(ofHosts.resolve('selenium-webdriver'));
  const shown = await startScreen(screen);
  const port = await freePort();
  const driving = spawn(driver, [`--port=${port}`], {
    env: { ...process.env, ...LOCALE, DISPLAY: shown.display },
    stdio: 'ignore',
  });
  const end = () => Promise.all([ended(driving), ended(shown.process)]);
  try {
    const server = `http://127.0.0.1:${port}`;
    await expect.poll(() => answers(`${server}/status`), { timeout: 20_000 }).toBe(true);
    const page: SeleniumDriver = await new Builder()
      .usingServer(server)
      .withCapabilities({
        browserName: 'MiniBrowser',
        pageLoadStrategy: 'eager',
        'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
      })
      .build();
    await page.manage().window().setRect(SIZE);
    const all = (selector: string) =>
      page.executeScript<SeleniumElement[]>(`${MATCHES} return found(arguments[0])`, selector);
    return {
      goto: async (address) => {
        await page.get(address);
        await page.executeScript(LISTEN);
      },
      // Its own "back" waits for a page to be loaded, which going back within one never does.
      back: () => page.executeScript('history.back()'),
      url: () => page.getCurrentUrl(),
      texts: async (selector) => {
        const read = `${MATCHES} return found(arguments[0]).map((node) => node.innerText)`;
        return (await page.executeScript<string[]>(read, selector)).map(oneLine);
      },
      show: (selector) =>
        page.executeScript(`${MATCHES} found(arguments[0])[0].scrollIntoView({ block: 'center' })`, selector),
      click: async (selector, index) => {
        const found = (await all(selector))[index];
        await found?.click();
        return found !== undefined;
      },
      type: async (selector, text) => (await all(selector))[0]!.sendKeys(text),
      faults: () => page.executeScript<string[]>('return heardFaults'),
      close: async () => {
        await page.quit();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A screen in memory, at a number that is free. */
async function startScreen(path: string): Promise<{ display: string; process: ChildProcess }> {
  const { width, height } = SIZE;
  const running = spawn(path, ['-displayfd', '3', '-screen', '0', `${width}x${height + 200}x24`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await once(running.stdio[3]!, 'data');
  return { display: `:${String(number).trim()}`, process: running };
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function ended(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null || running.signalCode !== null) return;
  running.kill();
  await once(running, 'close');
}
