import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { follow } from '../../subgraph/ingest/follow/follow.ts';
import { type FollowedPlace, readPlace, writePlace } from '../../subgraph/ingest/follow/place.ts';

// A log that is written to: whole lines, each once and in their order, whatever happens to the file.

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow-'));
  log = join(folder, 'access.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Follows in the background, and keeps what came. */
function following(from: FollowedPlace | null = null, pollMs = 5) {
  const stop = new AbortController();
  const lines: string[] = [];
  const notes: string[] = [];
  const numbers: number[] = [];
  let place = from;
  const ended = (async () => {
    for await (const stretch of follow(log, {
      from,
      signal: stop.signal,
      pollMs,
      onNote: (note) => notes.push(note),
    })) {
      lines.push(...stretch.bytes.toString().split('\n').filter(Boolean));
      numbers.push(stretch.from.lines);
      place = stretch.place;
    }
  })();
  return {
    lines,
    notes,
    numbers,
    async until(count: number) {
      await expect.poll(() => lines.length, { interval: 2 }).toBeGreaterThanOrEqual(count);
    },
    async stop() {
      stop.abort();
      await ended;
      return place!;
    },
  };
}

const rotate = (to: string) => {
  renameSync(log, join(folder, to));
  writeFileSync(log, '');
};
const shift = () => {
  for (let i = 60; i >= 1; i--) if (existsSync(`${log}.${i}`)) renameSync(`${log}.${i}`, `${log}.${i + 1}`);
  rotate('access.log.1');
};

test('half a line waits for its other half', async () => {
  writeFileSync(log, 'one\ntw');
  const followed = following();
  await followed.until(1);
  await sleep(30);
  expect(followed.lines).toEqual(['one']);
  appendFileSync(log, 'o\nthree\n');
  await followed.until(3);
  expect(followed.lines).toEqual(['one', 'two', 'three']);
  await followed.stop();
});

test('rotated five times, also several times between two looks, nothing is lost or comes twice', async () => {
  writeFileSync(log, 'line 0\n');
  const followed = following(null, 30);
  await followed.until(1);
  const expected = ['line 0'];
  for (let i = 1; i <= 5; i++) {
    appendFileSync(log, `line ${i}\n`);
    expected.push(`line ${i}`);
    shift();
    // Whoever writes has not heard of the new name yet; and a file that is not the first is written to later than it.
    appendFileSync(`${log}.1`, `late ${i}\n`);
    expected.push(`late ${i}`);
    await sleep(i % 2 ? 3 : 80);
  }
  appendFileSync(log, 'the end\n');
  expected.push('the end');
  await followed.until(expected.length);
  await sleep(100);
  expect(followed.lines).toEqual(expected);
  expect(followed.notes.some((note) => note.startsWith('it was rotated'))).toBe(true);
  await followed.stop();
});

test('truncated, it is read from its beginning, also where it has grown beyond the place again', async () => {
  writeFileSync(log, 'a first line\nand a second\n');
  const followed = following();
  await followed.until(2);
  truncateSync(log);
  await sleep(30);
  appendFileSync(log, 'new\n');
  await followed.until(3);
  writeFileSync(log, 'another file that is longer than what was read of the former one\nand more\n');
  await followed.until(5);
  expect(followed.lines.slice(2)).toEqual([
    'new',
    'another file that is longer than what was read of the former one',
    'and more',
  ]);
  await followed.stop();
});

test('after a restart it goes on where it was, in the file that it was, and then in those that came after it', async () => {
  writeFileSync(log, 'one\ntwo\n');
  const first = following();
  await first.until(2);
  const place = await first.stop();
  const kept = join(folder, 'places', 'place.json');
  writePlace(kept, place);

  appendFileSync(log, 'three\n');
  rotate('access.log-20260131');
  await sleep(20);
  appendFileSync(log, 'four\n');
  await sleep(20);
  rotate('access.log-20260201');
  appendFileSync(log, 'five\n');
  const second = following(readPlace(kept));
  await second.until(3);
  expect(second.lines).toEqual(['three', 'four', 'five']);
  expect(second.numbers).toEqual([2, 0, 0]);
  expect(second.notes).not.toContainEqual(expect.stringMatching(/not here any more/));
  await second.stop();
});

test('where the file of the place is gone, it says so and reads what there is', async () => {
  writeFileSync(log, 'one\n');
  const first = following();
  await first.until(1);
  const place = await first.stop();
  renameSync(log, join(folder, 'access.log.1.gz'));
  writeFileSync(log, 'two\n');
  const second = following(place);
  await second.until(1);
  expect([second.lines, second.notes]).toEqual([
    ['two'],
    [expect.stringMatching(/not here any more, perhaps it was packed/)],
  ]);
  await second.stop();
});

test('what a file says of itself at its top goes with every stretch of it', async () => {
  writeFileSync(log, '#Version: 1.0\n#Fields: date time\none\n');
  const stop = new AbortController();
  const seen: [string, string][] = [];
  for await (const { header, bytes } of follow(log, { from: null, signal: stop.signal, pollMs: 5, onNote: () => {} })) {
    seen.push([header.toString(), bytes.toString()]);
    if (seen.length === 1) appendFileSync(log, 'two\n');
    else stop.abort();
  }
  expect(seen).toEqual([
    ['', '#Version: 1.0\n#Fields: date time\none\n'],
    ['#Version: 1.0\n#Fields: date time\n', 'two\n'],
  ]);
});

test('a restart between two files of a rotation goes on in the one that was rotated, and then in the next', async () => {
  writeFileSync(log, 'a\n');
  const first = following();
  await first.until(1);
  const place = await first.stop();
  appendFileSync(log, 'b\n');
  rotate('access.log.1');
  const again = following(place);
  await again.until(1);
  writeFileSync(log, 'c\n');
  await again.until(2);
  await again.stop();
  expect(again.lines).toEqual(['b', 'c']);
});

test('however it is written, stopped and rotated, the lines are those that were written', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }).map((size) => ({ do: 'write' as const, size })) },
    { weight: 1, arbitrary: fc.constant({ do: 'rotate' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'wait' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      rmSync(folder, { recursive: true, force: true });
      folder = mkdtempSync(join(tmpdir(), 'follow-'));
      log = join(folder, 'access.log');
      let text = 'the first line\n';
      writeFileSync(log, text);
      let count = 0;
      const read: string[] = [];
      let followed = following();
      // It begins with what has the name when it opens it.
      await followed.until(1);
      for (const each of steps) {
        if (each.do === 'write') {
          const piece = `${`line ${count++} ${'x'.repeat(each.size)}`}\n`;
          text += piece;
          const cut = each.size % piece.length;
          appendFileSync(log, piece.slice(0, cut));
          appendFileSync(log, piece.slice(cut));
        } else if (each.do === 'rotate') {
          shift();
          // File systems keep times in steps: files of one rotation must not be of the same.
          await sleep(12);
        } else if (each.do === 'restart') {
          const place = await followed.stop();
          read.push(...followed.lines);
          followed = following(place);
        } else await sleep(12);
      }
      const expected = text.split('\n').filter(Boolean);
      await followed.until(expected.length - read.length);
      await followed.stop();
      expect([...read, ...followed.lines]).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('what is called like a rotated log and cannot be read is passed over, after a restart and while it is followed', async () => {
  writeFileSync(log, 'a\nb\n');
  const first = following();
  await first.until(2);
  const place = await first.stop();
  rotate('access.log.2');
  // Neither of them is a file that can be opened and read.
  symlinkSync(join(folder, 'nowhere'), `${log}.1`);
  mkdirSync(`${log}.0`);
  appendFileSync(`${log}.2`, 'c\n');
  appendFileSync(log, 'd\n');
  const again = following(place);
  await again.until(2);
  rotate('access.log.3');
  mkdirSync(`${log}.4`);
  appendFileSync(log, 'e\n');
  await again.until(3);
  await again.stop();
  expect(again.lines).toEqual(['c', 'd', 'e']);
});

test('silence is told once each time, after what was written is read', async () => {
  writeFileSync(log, 'one\n');
  const stop = new AbortController();
  const heard: string[] = [];
  const onSilence = {
    afterMs: 40,
    async tell() {
      heard.push('silence');
      await sleep(100);
      if (heard.length === 2) appendFileSync(log, 'two\n');
      else stop.abort();
    },
  };
  for await (const { bytes } of follow(log, {
    from: null,
    signal: stop.signal,
    pollMs: 5,
    onNote: () => {},
    onSilence,
  }))
    heard.push(bytes.toString());
  expect(heard).toEqual(['one\n', 'silence', 'two\n', 'silence']);
});
