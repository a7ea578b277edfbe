import fc from 'fast-check';
import { expect, test } from 'vitest';
import { degreeOf, factorOf } from '../../../subgraph/baselines/deviation.ts';
import {
  bucketOf,
  Histogram,
  METRICS,
  type Metric,
  RELATIVE_ERROR,
  type Statistics,
  UNITS,
  unitsOf,
} from '../../../subgraph/baselines/histogram.ts';
import { outcomeOf } from '../../../subgraph/baselines/outcome.ts';
import { quantile, usualOf } from '../../support/naive-baselines.ts';

// Histograms against sorted values, and the rule that makes a value stand out.

const metric = fc.constantFrom(...METRICS);
/** Of all sizes, often equal or near each other: fractions of a millisecond, whole numbers, and the absurd. */
const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 20, 20, 100, 101, 119),
  fc.nat({ max: 5_000 }),
  fc.double({ min: 0, max: 60_000, noNaN: true }),
  fc.double({ min: 0, max: 1e12, noNaN: true }),
);
const values = fc.array(value, { minLength: 1, maxLength: 300 });
/** Plus what the spelling in whole units costs. */
const half = (of: Metric) => 0.5 / UNITS[of];
const rounded = (of: Metric, all: readonly number[]) => all.map((each) => unitsOf(of, each));

const histogramOf = (of: Metric, all: readonly number[]) =>
  Histogram.ofValues(
    of,
    all.map((each) => ({ value: each, count: 1 })),
  );

test('what is added can be taken away again, in any order, and equals what is counted at once', () => {
  fc.assert(
    fc.property(metric, values, values, (of, one, other) => {
      const [first, second] = [histogramOf(of, one), histogramOf(of, other)];
      const both = first.plus(second);
      expect(both.buckets()).toEqual(histogramOf(of, [...other, ...one]).buckets());
      expect(second.plus(first).buckets()).toEqual(both.buckets());
      expect(both.minus(first).buckets()).toEqual(second.buckets());
      expect(both.minus(second).statistics()).toEqual(first.statistics());
      expect(first.minus(first).buckets()).toEqual([]);
      expect(first.minus(first).statistics()).toBeNull();
    }),
  );
});

test('a bucket is never wider than the error that is stated, and buckets follow each other', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      expect(bucketOf(less)).toBeLessThanOrEqual(bucketOf(more));
      if (bucketOf(less) === bucketOf(more)) expect(more - less).toBeLessThanOrEqual(less * RELATIVE_ERROR * 1.000001);
    }),
  );
  expect([0, 1, 2, 3, 100, 101].map((units) => bucketOf(units))).toEqual([-1, 0, 69, 110, 462, 463]);
  expect(RELATIVE_ERROR).toBeCloseTo(0.01);
});

test('quantiles lie within one per cent of the sorted values, mean and count are exact', () => {
  fc.assert(
    fc.property(metric, values, (of, all) => {
      const sorted = rounded(of, all).toSorted((a, b) => a - b);
      const told = histogramOf(of, all).statistics()!;
      expect(told.count).toBe(all.length);
      expect(told.mean).toBeCloseTo(sorted.reduce((sum, each) => sum + each, 0) / sorted.length, 0);
      for (const [name, share] of [
        ['median', 0.5],
        ['p95', 0.95],
      ] as const) {
        const exact = quantile(sorted, share);
        expect(Math.abs(told[name] - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR);
        // Units of a metric round by a half at most.
        const unrounded = quantile(
          all.toSorted((a, b) => a - b),
          share,
        );
        if (unrounded < 1e9) expect(Math.abs(exact / UNITS[of] - unrounded)).toBeLessThanOrEqual(half(of) * 1.000001);
      }
    }),
  );
});

test('values of which no two differ by less than one per cent are told exactly, their MAD as well', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 200 }), (all) => {
      for (const of of METRICS) {
        const { mean: _, ...exact } = usualOf(rounded(of, all))!;
        expect(histogramOf(of, all).statistics()).toMatchObject(exact);
      }
    }),
  );
});

test('the MAD is off by one per cent of twice the median and itself at most', () => {
  fc.assert(
    fc.property(metric, values, (of, all) => {
      const { median, mad } = usualOf(rounded(of, all))!;
      const told = histogramOf(of, all).statistics()!;
      expect(Math.abs(told.mad - mad)).toBeLessThanOrEqual(RELATIVE_ERROR * (2 * median + mad) * 1.000001);
    }),
  );
});

const usual = (change: Partial<Statistics>): Statistics => ({
  count: 50,
  mean: 0,
  median: 20_000,
  p95: 30_000,
  mad: 1_000,
  ...change,
});

test.each<[string, Metric, number, Partial<Statistics>, string | null]>([
  ['all conditions met', 'DURATION', 90, {}, 'HIGH'],
  ['just 50 ms above the median', 'DURATION', 70, {}, 'HIGH'],
  ['a microsecond less', 'DURATION', 69.999, {}, null],
  ['five times the median', 'DURATION', 100, {}, 'EXTREME'],
  ['the p95 itself', 'DURATION', 90, { p95: 90_000 }, null],
  ['less than twice the median', 'DURATION', 199, { median: 100_000, p95: 120_000 }, null],
  ['twice the median', 'DURATION', 200, { median: 100_000, p95: 120_000 }, 'HIGH'],
  ['less than 5 MAD above', 'DURATION', 90, { mad: 14_001 }, null],
  ['just 5 MAD above', 'DURATION', 90, { mad: 14_000 }, 'HIGH'],
  ['49 samples', 'DURATION', 90, { count: 49 }, null],
  ['1 KiB above nothing', 'SIZE', 1_024, { median: 0, p95: 0, mad: 0 }, 'EXTREME'],
  ['a byte less than 1 KiB above', 'SIZE', 1_123, { median: 100, p95: 100, mad: 0 }, null],
  ['1 KiB above', 'SIZE', 1_124, { median: 100, p95: 100, mad: 0 }, 'EXTREME'],
  ['1 KiB above, less than five times', 'SIZE', 2_124, { median: 1_000, p95: 1_000, mad: 0 }, 'HIGH'],
])('%s', (_, of, each, change, degree) => {
  expect(degreeOf(of, each, usual(change))).toBe(degree);
});

test('without a baseline nothing stands out, and a factor is always a number', () => {
  expect(degreeOf('DURATION', 1e9, null)).toBeNull();
  expect(factorOf('DURATION', 90, 20_000)).toBe(4.5);
  expect(factorOf('SIZE', 5_000, 0)).toBe(5_000);
  expect(factorOf('DURATION', 80, 100)).toBe(80);
});

test.each<[number | null, boolean, string | null]>([
  [200, false, 'SUCCESS'],
  [304, false, 'SUCCESS'],
  [400, false, 'ERROR'],
  [599, false, 'ERROR'],
  [101, false, null],
  [null, false, null],
  [403, true, null],
])('a response with %s, blocked %s, is %s', (status, blocked, outcome) => {
  expect(outcomeOf({ status, blocked })).toBe(outcome);
});
