import fc from 'fast-check';
import { expect, test } from 'vitest';
import { degreeOf } from '../../../subgraph/baselines/deviation.ts';
import { Histogram, METRICS } from '../../../subgraph/baselines/histogram.ts';
import { leastDeviations, leastOf } from '../../../subgraph/baselines/least-deviation.ts';
import { affordable, type StaleDay } from '../../../subgraph/settling/due-days.ts';

// What is not looked at when requests are judged: values that cannot stand out, and days that are not due in earnest.

const value = fc.oneof(
  fc.constantFrom(0, 0.4, 20, 20, 21, 101),
  fc.nat({ max: 400 }),
  fc.nat({ max: 9_000 }),
  fc.double({ min: 0, max: 1e7, noNaN: true }),
);
const counted = (values: readonly number[]) => values.map((each) => ({ value: each, count: 1 }));

test('no value stands out under the bound, whatever a session part has taught the window itself', () => {
  let deviating = 0;
  let pruned = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...METRICS),
      fc.array(value, { minLength: 50, maxLength: 250 }),
      fc.array(value, { minLength: 1, maxLength: 60 }),
      (metric, others, own) => {
        const window = Histogram.ofValues(metric, counted([...others, ...own]));
        const usual = window.minus(Histogram.ofValues(metric, counted(own))).statistics();
        const least = leastOf(leastDeviations(metric, window), own.length, window.count);
        for (const each of own) {
          const degree = degreeOf(metric, each, usual);
          if (degree !== null) expect(each).toBeGreaterThanOrEqual(least);
          deviating += degree === null ? 0 : 1;
          pruned += each < least ? 1 : 0;
        }
      },
    ),
    { numRuns: 600 },
  );
  expect(deviating).toBeGreaterThan(100);
  expect(pruned).toBeGreaterThan(100);
});

test('the narrowest range with so many values', () => {
  const widthOf = (values: readonly number[], count: number) =>
    Histogram.ofValues('SIZE', counted(values)).narrowest(count);
  // Between the buckets of 1,000 and 5,000 bytes, each told to 1 %.
  expect(widthOf([1, 1_000, 4_900, 5_000, 90_000], 3) / 4_000).toBeCloseTo(1, 1);
  expect(widthOf([7, 7, 7, 9_000], 3)).toBe(0);
});

const stale = (endpointId: string, values: number, gained: number, read = values): StaleDay => ({
  endpointId,
  outcome: 'SUCCESS',
  day: '2024-05-12',
  values,
  gained,
  read,
  revision: '1',
});
const names = (days: readonly StaleDay[]) => days.map(({ endpointId }) => endpointId);

test('what an import judges again is all of a small store, and as much of a large one as has come', () => {
  const small = [stale('a', 9_000, 1), stale('b', 9_000, 1)];
  expect(names(affordable(small, 1))).toEqual(['a', 'b']);
  // The first import of a large store: everything has come just now.
  const first = [stale('a', 900_000, 900_000), stale('b', 900_000, 900_000)];
  expect(names(affordable(first, 1_800_000))).toEqual(['a', 'b']);
  // Also where each outcome of an endpoint is read beside the other.
  const mixed = [stale('a', 900_000, 900_000, 1_000_000), stale('a', 100_000, 100_000, 1_000_000)];
  expect(affordable(mixed, 1_000_000)).toEqual(mixed);
  // Most changed ones first; what is too large leaves room for others; what has gained little waits.
  const later = [stale('little', 90_000, 900), stale('large', 500_000, 400_000), stale('most', 60_000, 50_000)];
  expect(names(affordable(later, 50_000))).toEqual(['most']);
  expect(names(affordable(later, 300_000))).toEqual(['large', 'most']);
});

test('the work of an import is bounded by what it brings', () => {
  const day = fc.tuple(fc.nat({ max: 50_000 }), fc.nat({ max: 50_000 }));
  fc.assert(
    fc.property(fc.array(day, { maxLength: 60 }), fc.nat({ max: 100_000 }), (drawn, came) => {
      const days = drawn.map(([values, gained], index) => stale(String(index), values, gained, 2 * values));
      const sum = affordable(days, came).reduce((total, { read }) => total + read, 0);
      expect(sum).toBeLessThanOrEqual(20_000 + 2 * came);
    }),
  );
});
