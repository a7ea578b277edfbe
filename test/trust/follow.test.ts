import { appendFileSync, readFileSync, renameSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCli, Place, STORED } from '../support/cli.ts';
import { DATABASES } from '../support/database.ts';
import { measured, sized } from './support/measured.ts';

// A log that is followed for long costs the memory of its batches, however often it is rotated.

const LINES = sized(3_000, 100_000);
const ROTATIONS = 5;

let place: Place;
beforeAll(async () => {
  buildCli();
  place = await Place.on(DATABASES.at(-1)!);
});
afterAll(() => place.remove());

/** Resident memory of a process, in MiB. */
const memoryOf = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024;

/** Each comes twice, and a thousand of them are of one second. */
const lines = (from: number) =>
  Array.from({ length: LINES }, (_, n) => {
    const pair = Math.floor((from + n) / 2);
    const time = new Date(Date.UTC(2024, 4, 12) + Math.floor(pair / 500) * 1_000).toISOString();
    return `{"time":"${time}","method":"GET","path":"/orders/${pair % 50}","host":"api.example.com","status":200,"ip":"203.0.113.${pair % 250}"}\n`;
  }).join('');

test('a log that is rotated five times while it is followed: nothing is lost or doubled, and memory stays flat', {
  timeout: 3_600_000,
}, async () => {
  const log = place.write('requests.ndjson', lines(0));
  const running = place.start(['import', '--json', '--follow', log, '--place', `${place.folder}/place.json`]);
  await place.until(running, STORED, LINES);
  const memory = [memoryOf(running.pid)];
  for (let rotated = 1; rotated <= ROTATIONS; rotated++) {
    renameSync(log, `${log}.${rotated}`);
    // In pieces, so that it is read while it is written.
    const text = lines(rotated * LINES);
    for (let at = 0; at < text.length; at += 200_001) appendFileSync(log, text.slice(at, at + 200_001));
    await place.until(running, STORED, (rotated + 1) * LINES);
    memory.push(memoryOf(running.pid));
  }
  const { stdout } = await running.kill('SIGTERM');
  const all = (ROTATIONS + 1) * LINES;
  expect(JSON.parse(stdout)).toMatchObject({ read: all, accepted: all, duplicates: 0, rejected: 0 });
  const growth = Math.max(...memory.slice(1)) - memory[0]!;
  expect(growth).toBeLessThan(150);
  measured(
    `a followed log of ${all} lines, rotated ${ROTATIONS} times`,
    `each once; memory +${Math.round(growth)} MiB at most after the first ${LINES}`,
  );
});
