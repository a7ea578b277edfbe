import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS } from '../packages/support.ts';

// The browsers beside Chromium (chromium.ts) that the console is walked through in. What is not there is said loudly; on CI that is an error.

const FIREFOX_PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

const MINI_BROWSERS = ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'];

/** The Firefox of this machine; null: none. `FIREFOX_PATH` names one elsewhere. */
export function findFirefox(): string | null {
  const path = process.env.FIREFOX_PATH || FIREFOX_PLACES.find((place) => existsSync(place));
  const missing = path ? missingDriver('puppeteer-core') : 'no Firefox found (FIREFOX_PATH, or one in its usual place)';
  return missing ? skipped(missing, 'the console in Firefox') : path!;
}

/** What a page of WebKit needs: a browser of its own, what drives it, and a screen. */
export interface WebKit {
  readonly browser: string;
  readonly driver: string;
  readonly screen: string;
}

/** WebKitGTK of this machine, as Debian has it (`webkit2gtk-driver`, `xvfb`); null: none. */
export function findWebKit(): WebKit | null {
  const [driver, screen] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'];
  const browser = miniBrowsers().find((place) => existsSync(place));
  const missing =
    browser && existsSync(driver) && existsSync(screen)
      ? missingDriver('selenium-webdriver')
      : 'no WebKitGTK with its driver and a screen found (apt install webkit2gtk-driver xvfb)';
  return missing ? skipped(missing, 'the console in WebKit') : { browser: browser!, driver, screen };
}

function miniBrowsers(): string[] {
  if (process.platform !== 'linux') return [];
  const machines = readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'));
  return machines.flatMap((machine) =>
    MINI_BROWSERS.map((version) => join('/usr/lib', machine, version, 'MiniBrowser')),
  );
}

function missingDriver(name: string): string | null {
  if (existsSync(join(HOSTS, 'node_modules', name))) return null;
  return `hosts are not installed ("npm ci --prefix hosts"), which have what drives it (${name})`;
}

function skipped(missing: string, what: string): null {
  if (process.env.CI) throw new Error(`CI runs everything, but would have to skip this: ${missing}`);
  process.stderr.write(`SKIPPED: ${missing}: ${what}\n`);
  return null;
}
