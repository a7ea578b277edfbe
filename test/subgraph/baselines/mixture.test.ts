import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram, RELATIVE_ERROR, unitsOf } from '../../../subgraph/baselines/histogram.ts';
import { Mixture, type Weighted } from '../../../subgraph/baselines/mixture.ts';
import { quantileOfLists } from '../../support/naive-baselines.ts';

const quantileOf = (parts: readonly Weighted[], percent: number) => Mixture.of(parts)?.quantile(percent) ?? null;

// Several histograms as one distribution, against their sorted values.

const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 20, 20, 100, 101, 119),
  fc.nat({ max: 5_000 }),
  fc.double({ min: 0, max: 60_000, noNaN: true }),
  fc.double({ min: 0, max: 1e12, noNaN: true }),
);
const part = fc.record({
  all: fc.array(value, { minLength: 1, maxLength: 120 }),
  weight: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(400)),
});
type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;
const percent = fc.constantFrom(1, 50, 95, 95, 100);

const histogramOf = (all: readonly number[]) =>
  Histogram.ofValues(
    'DURATION',
    all.map((each) => ({ value: each, count: 1 })),
  );
const weighted = (parts: readonly Part[]): Weighted[] =>
  parts.map(({ all, weight }) => ({ values: histogramOf(all), weight }));

test('is within one per cent of the value that the weights give, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), percent, (parts, share) => {
      const lists = parts.flatMap(({ all, weight }) =>
        Array.from({ length: weight }, () => all.map((each) => unitsOf('DURATION', each))),
      );
      const exact = quantileOfLists(lists, share);
      for (const each of [weighted(parts), weighted(parts.toReversed())]) {
        expect(Math.abs(quantileOf(each, share)! - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR);
      }
    }),
    { numRuns: 300 },
  );
});

test('of one histogram, however often and with whatever weight, it is the p95 of its values', () => {
  fc.assert(
    fc.property(part, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), ({ all }, weight) => {
      const values = histogramOf(all);
      const { p95 } = values.statistics()!;
      expect(quantileOf([{ values, weight }], 95)).toBe(p95);
      const [one, other] = [
        { values, weight },
        { values, weight: 3 },
      ];
      expect(quantileOf([one, other], 95)! / Math.max(p95, 1)).toBeCloseTo(p95 / Math.max(p95, 1), 12);
    }),
  );
});

test('equal values are told as they are, and where none has a value there is none', () => {
  const same = (count: number) => histogramOf(Array.from({ length: count }, () => 20.1));
  const parts = [7, 50, 131].map((count) => ({ values: same(count), weight: count / 3 }));
  expect(quantileOf(parts, 95)).toBe(20_100);
  expect(quantileOf([], 95)).toBeNull();
  expect(quantileOf([{ values: histogramOf([]), weight: 5 }], 95)).toBeNull();
});

test('one slow endpoint among twenty requests makes the p95, among forty it does not, however many responses it has', () => {
  const usual = (fast: number, slowSamples: number) => [
    { values: histogramOf(Array.from({ length: 60 }, () => 10)), weight: fast },
    { values: histogramOf(Array.from({ length: slowSamples }, () => 900)), weight: 2 },
  ];
  for (const samples of [50, 10_000]) {
    expect(quantileOf(usual(18, samples), 95)).toBe(900_000);
    expect(quantileOf(usual(38, samples), 95)).toBe(10_000);
  }
});
