import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Everything in full, as `npm run test:trust` has it; else a small part of each, for every run of the tests. */
export const FULL = process.env.TRUST === 'full';

export const sized = (small: number, full: number): number => (FULL ? full : small);

/** A row of the table that a full run prints at its end (test/support/global-setup.ts). */
export function measured(what: string, result: string): void {
  if (FULL) appendFileSync(join(inject('runFolder'), 'trust.txt'), `${what.padEnd(64)} ${result}\n`);
}
