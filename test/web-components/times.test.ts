import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterBarEn } from '../../web-components/i18n/filter-bar.en.ts';
import { dateTime, endTime, exactTimes } from '../../web-components/shared/format.ts';
import { timeText } from '../../web-components/shared/time-text.ts';

// What a time is written as says one moment and no other.

const BERLIN = 'Europe/Berlin';
const NOW = Date.parse('2026-12-01T00:00Z');
/** The clocks of Berlin show half past two on 25 October, and an hour later once more. */
const [FIRST, AGAIN] = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'];

const chip = (from: string | undefined, to: string | undefined, zone = 'UTC', locale = 'en') =>
  timeText(
    { kind: 'between', ...(from && { from }), ...(to && { to }) },
    { words: filterBarEn, locale, zone, moment: NOW },
  ).replaceAll(/\s/g, ' ');

describe('on the night when clocks are put back', () => {
  test('a time that comes twice says which of the two it is', () => {
    expect(dateTime(FIRST, 'en', BERLIN, NOW)).toBe('Oct 25, 02:30:00 GMT+2');
    expect(dateTime(AGAIN, 'en', BERLIN, NOW)).toBe('Oct 25, 02:30:00 GMT+1');
    expect(dateTime(FIRST, 'de', BERLIN, NOW)).toBe('25. Okt., 02:30:00 GMT+2');
    // Before and after that hour nothing has to be said, nor in a zone that changes nothing.
    expect(dateTime('2026-10-24T23:59:59Z', 'en', BERLIN, NOW)).toBe('Oct 25, 01:59:59');
    expect(dateTime('2026-10-25T02:00:00Z', 'en', BERLIN, NOW)).toBe('Oct 25, 03:00:00');
    expect(dateTime(FIRST, 'en', 'UTC', NOW)).toBe('Oct 25, 00:30:00');
  });

  test('an hour that begins and ends at the same digits is an hour all the same', () => {
    expect(chip(FIRST, AGAIN, BERLIN)).toBe('Oct 25, 02:30 GMT+2 – Oct 25, 02:30 GMT+1');
    expect(chip(FIRST, undefined, BERLIN)).toContain('Oct 25, 02:30 GMT+2');
  });

  const zones = fc.constantFrom(BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll', 'UTC');
  const nights = fc.constantFrom('2026-10-25T01:00Z', '2026-11-01T06:00Z', '2026-04-04T15:00Z', '2026-03-29T01:00Z');
  const moment = fc
    .tuple(nights, fc.integer({ min: -14_400, max: 14_400 }))
    .map(([night, away]) => Date.parse(night) + away * 1000);

  test('two seconds are never written alike', () => {
    fc.assert(
      fc.property(zones, moment, moment, (zone, one, other) => {
        fc.pre(one !== other);
        const [a, b] = [one, other].map((at) => dateTime(new Date(at).toISOString(), 'en', zone, NOW));
        expect(a).not.toBe(b);
      }),
      { numRuns: 300, examples: [[BERLIN, Date.parse(FIRST), Date.parse(AGAIN)]] },
    );
  });
});

describe('the time of a scope', () => {
  test('is written to the minute where it is of whole minutes, else as exactly as it is', () => {
    expect(chip('2026-11-20T10:00:00.000Z', '2026-11-20T10:05:00.000Z')).toBe('Nov 20, 10:00 – 10:05');
    expect(chip('2026-11-20T10:00:05.000Z', '2026-11-20T10:05:00.000Z')).toBe('Nov 20, 10:00:05 – 10:05:00');
    expect(chip('2026-11-20T10:00:05.100Z', '2026-11-20T10:00:05.225Z')).toBe(
      'Nov 20, 10:00:05.100 – Nov 20, 10:00:05.225',
    );
    expect(chip('2026-11-20T10:00:05.000Z', undefined)).toContain('Nov 20, 10:00:05');
    expect(chip(undefined, '2025-11-20T10:00:00.000Z')).toContain('Nov 20, 2025, 10:00');
  });

  test('two scopes are never written alike', () => {
    const at = fc
      .integer({ min: 0, max: 600_000 })
      .map((ms) => new Date(Date.parse(AGAIN) - 300_000 + ms).toISOString());
    fc.assert(
      fc.property(at, at, at, (one, two, three) => {
        fc.pre(two !== three && one < two && one < three);
        expect(exactTimes([one, two], 'en', BERLIN, NOW)).not.toBe(exactTimes([one, three], 'en', BERLIN, NOW));
      }),
    );
  });

  test('of a timeline has milliseconds where there are some', () => {
    expect(endTime('2026-11-20T10:00:05.125Z', 'en', 'UTC', NOW)).toBe('Nov 20, 10:00:05.125');
    expect(endTime('2026-11-20T10:00:05.000Z', 'en', 'UTC', NOW)).toBe('Nov 20, 10:00:05');
  });
});
