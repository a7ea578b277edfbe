import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { DAY, FIRST_DAY } from './plan.ts';

const LOGS = new URL('../../test/data/', import.meta.url).pathname;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The recorded access logs, over and over: each round has other addresses and another day, so that nothing is a duplicate. */
export function realLogs(requests: number, days: number): Readable {
  return Readable.from(repeated(requests, days), { objectMode: false });
}

function* repeated(requests: number, days: number): Generator<Buffer> {
  const lines = readdirSync(LOGS)
    .filter((name) => /^access-.*\.log\.gz$/.test(name))
    .sort()
    .flatMap((name) =>
      gunzipSync(readFileSync(join(LOGS, name)))
        .toString('utf8')
        .split('\n'),
    )
    .filter((line) => /^\d+\.\d+\.\d+\.\d+ .*\[\d\d\/\w{3}\/\d{4}:/.test(line));
  let left = requests;
  for (let round = 0; left > 0; round++) {
    const taken = lines.slice(0, left).map((line) => moved(line, round, days));
    left -= taken.length;
    for (let start = 0; start < taken.length; start += 1_000) {
      yield Buffer.from(`${taken.slice(start, start + 1_000).join('\n')}\n`);
    }
  }
}

/** The time of day stays. */
function moved(line: string, round: number, days: number): string {
  const date = new Date(FIRST_DAY + (round % days) * DAY);
  const day = `${String(date.getUTCDate()).padStart(2, '0')}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return line
    .replace(
      /^(\d+)\.(\d+)/,
      (_, first, second) => `${(Number(first) + Math.floor(round / 250)) % 224}.${(Number(second) + round) % 256}`,
    )
    .replace(/\[\d\d\/\w{3}\/\d{4}/, `[${day}`);
}
