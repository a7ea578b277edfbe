import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportResult } from '../../support/cli.ts';
import type { Line } from '../../support/traffic.ts';
import type { Site } from './console.ts';

const DAY = 86_400_000;

/** Midnight (UTC) that the day before yesterday began with: all of its hours lie in the last seven days. */
export const DAY_BEFORE_YESTERDAY = Math.floor(Date.now() / DAY) * DAY - 2 * DAY;

/** A moment of that day, and of those around it. */
export const at = (minutes: number): string => new Date(DAY_BEFORE_YESTERDAY + minutes * 60_000).toISOString();

/** Imports lines of our own, some of which have to be accepted, through the running server's database. */
export function add(site: Site, name: string, lines: readonly Line[]): Promise<ImportResult> {
  return site.place.import([fileOf(site, name, lines)]);
}

/** A file of such lines, to be imported. */
export function fileOf(site: Site, name: string, lines: readonly Line[]): string {
  const file = join(site.place.folder, `${name}.ndjson`);
  const text = lines.map(({ sid, parameters = [], ...line }) => {
    const cookie = sid === undefined ? [] : [{ name: 'sid', source: 'REQUEST_COOKIE', value: sid }];
    return JSON.stringify({ method: 'GET', path: '/', ...line, parameters: [...cookie, ...(parameters as unknown[])] });
  });
  writeFileSync(file, text.join('\n'));
  return file;
}
