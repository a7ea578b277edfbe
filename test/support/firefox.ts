import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HOSTS } from '../packages/support.ts';

const PLACES = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** The Firefox of this machine, said loudly if there is none, or nothing to drive it; on CI that is an error. `FIREFOX_PATH` names one elsewhere. */
export function findFirefox(): string | null {
  const path = process.env.FIREFOX_PATH || PLACES.find((place) => existsSync(place));
  const missing = !path
    ? 'no Firefox found (FIREFOX_PATH, or one in its usual place)'
    : !existsSync(join(HOSTS, 'node_modules/puppeteer-core'))
      ? 'hosts are not installed ("npm ci --prefix hosts"), which have what drives Firefox'
      : null;
  if (!missing) return path!;
  if (process.env.CI) throw new Error(`CI runs everything, but would have to skip this: ${missing}`);
  process.stderr.write(`SKIPPED: ${missing}: the console in Firefox\n`);
  return null;
}
