import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatTime,
  instantToWall,
  inZone,
  parseTime,
  resolveTime,
  type TimeSelection,
  wallToInstant,
} from '../../../web-components/state/time-range.ts';
import { time } from './views.ts';

const ZONES = ['UTC', 'America/New_York', 'Australia/Sydney', 'Europe/Berlin'];
const MINUTE = 60_000;
const minutes = fc
  .integer({ min: Date.parse('1990-01-01T00:00Z') / MINUTE, max: Date.parse('2060-01-01T00:00Z') / MINUTE })
  .map((at) => at * MINUTE);
/** Close to the changes of clocks, where all goes wrong. */
const nearChanges = fc
  .tuple(
    fc.constantFrom(
      ...[
        '2026-03-08T07:00Z',
        '2026-11-01T06:00Z',
        '2026-04-04T16:00Z',
        '2026-10-03T16:00Z',
        '2026-03-29T01:00Z',
        '2026-10-25T01:00Z',
      ],
    ),
    fc.integer({ min: -180, max: 180 }),
  )
  .map(([change, away]) => Date.parse(change) + away * MINUTE);
const moment = fc.oneof(minutes, nearChanges);
const named = (name: 'today' | 'yesterday' | 'last-week' | 'all'): TimeSelection => ({ kind: 'named', name });

describe('the text of a time', () => {
  test('keeps a day that of the zone in which it was chosen, wherever it is read', () => {
    const now = Date.parse('2026-11-20T02:00:00Z');
    const chosen = inZone(named('yesterday'), 'Asia/Tokyo');
    expect(formatTime(chosen)).toBe('yesterday@Asia/Tokyo');
    expect(inZone(chosen, 'UTC')).toBe(chosen);
    for (const here of ZONES) {
      expect(resolveTime(parseTime('yesterday@Asia/Tokyo')!, now, here)).toEqual({
        from: '2026-11-18T15:00:00.000Z',
        to: '2026-11-19T15:00:00.000Z',
      });
    }
    // Without one, it is a day of the reader; and what is no day has none.
    expect(resolveTime(parseTime('yesterday')!, now, 'UTC')?.from).toBe('2026-11-19T00:00:00.000Z');
    const week: TimeSelection = { kind: 'last', amount: 7, unit: 'd' };
    for (const time of [named('all'), week]) expect(inZone(time, 'UTC')).toBe(time);
  });

  test.each([
    'yesterday@',
    'yesterday@Mars/Base',
    'all@UTC',
    '7d@UTC',
    'yesterday@UTC@UTC',
    '@UTC',
    `today@${'a'.repeat(200)}`,
  ])('is none, if it is %s', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test('is read as the time that it was written for', () => {
    fc.assert(
      fc.property(time, (selection) => {
        expect(parseTime(formatTime(selection))).toEqual(selection);
      }),
    );
  });

  test('is never an error, and what was read asks the server for something that it takes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.string(), fc.string()).map((ends) => ends.join('..')),
        ),
        (text) => {
          const selection = parseTime(text);
          if (!selection) return;
          const { from, to } = resolveTime(selection, Date.now(), 'UTC') ?? {};
          expect(from === undefined || to === undefined || (from as string) < (to as string)).toBe(true);
        },
      ),
    );
  });
});

describe.each(ZONES)('in %s', (zone) => {
  test('a moment is what the clocks show, and back', () => {
    fc.assert(
      fc.property(moment, (at) => {
        const wall = instantToWall(new Date(at).toISOString(), zone);
        const back = wallToInstant(wall, zone)!;
        // When clocks go back they show the same time twice: either moment is right.
        expect(instantToWall(back, zone)).toBe(wall);
        expect(Math.abs(Date.parse(back) - at)).toBeLessThanOrEqual(60 * MINUTE);
      }),
      { numRuns: 300 },
    );
  });

  test('a day begins at its first moment, also where clocks change', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const today = resolveTime(named('today'), now, zone)!;
        const yesterday = resolveTime(named('yesterday'), now, zone)!;
        const week = resolveTime(named('last-week'), now, zone)!;
        const day = (iso: unknown) => instantToWall(String(iso), zone);
        expect(day(today.from)).toBe(`${day(new Date(now).toISOString()).slice(0, 10)}T00:00`);
        expect(today.to).toBeUndefined();
        expect(yesterday.to).toBe(today.from);
        expect(day(yesterday.from).slice(10)).toBe('T00:00');
        for (const end of [week.from, week.to]) {
          expect(day(end).slice(10)).toBe('T00:00');
          expect(new Date(`${day(end).slice(0, 10)}T00:00Z`).getUTCDay()).toBe(1);
        }
        const length = (Date.parse(`${day(week.to)}Z`) - Date.parse(`${day(week.from)}Z`)) / 86_400_000;
        expect(length).toBe(7);
        const since = now - Date.parse(String(week.to));
        expect(since).toBeGreaterThanOrEqual(0);
        expect(since).toBeLessThan(7 * 86_400_000 + 60 * MINUTE);
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['Australia/Sydney', '2026-10-04T02:30', '2026-10-03T16:30:00.000Z'],
])('in %s a time that the clocks skip (%s) is as long after the last one as it says', (zone, wall, instant) => {
  expect(wallToInstant(wall, zone)).toBe(instant);
});

test.each(['', '2026-11-20', '2026-11-20 10:00', '2026-02-31T10:00', '2026-13-01T10:00', '0020-01-01T10:00', 'now'])(
  '%j is not a time of a clock',
  (text) => {
    expect(wallToInstant(text, 'Europe/Berlin')).toBeNull();
  },
);

test('a range that ends now has no end, so that a slow clock hides nothing', () => {
  const now = Date.parse('2026-11-22T10:00Z');
  expect(resolveTime({ kind: 'last', amount: 15, unit: 'm' }, now, 'UTC')).toEqual({
    from: '2026-11-22T09:45:00.000Z',
  });
  expect(resolveTime(named('all'), now, 'UTC')).toBeUndefined();
});
