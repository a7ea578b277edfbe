import { BUCKET_WIDTH, LOG_BUCKET_WIDTH, MOST_UNITS, UNITS_PER_MS, ZERO_BUCKET } from '../values/log-scale.ts';

/** What is measured of a response: time taken in milliseconds, size in bytes. */
export const METRICS = ['DURATION', 'SIZE'] as const;
export type Metric = (typeof METRICS)[number];

/** Relative error of a quantile: the value that is told and the one that was measured lie in one bucket. */
export const RELATIVE_ERROR = BUCKET_WIDTH - 1;

/** Smallest differences that are told apart: a microsecond, a byte. Everything is counted in these units. */
export const UNITS: Record<Metric, number> = { DURATION: UNITS_PER_MS, SIZE: 1 };

/** A measured value in whole units of its metric. */
export function unitsOf(metric: Metric, value: number): number {
  return Math.min(Math.round(value * UNITS[metric]), MOST_UNITS);
}

/** The bucket of a number of units: 0 has its own, all others are of equal width on a logarithmic scale. */
export function bucketOf(units: number): number {
  return units === 0 ? ZERO_BUCKET : Math.floor(Math.log(units) / LOG_BUCKET_WIDTH);
}

/** How many buckets there can be. */
export const PLACES = bucketOf(MOST_UNITS) + 1 - ZERO_BUCKET;
/** Buckets in their order, from 0. */
export function placeOfBucket(bucket: number): number {
  return bucket - ZERO_BUCKET;
}

/** The values of one bucket: its number, how many they are, and their sum in units. As it is stored. */
export type Bucket = [bucket: number, count: number, sum: number];

/** In units. Quantiles are values by nearest rank, so the median of an even number is the lower one. */
export interface Statistics {
  count: number;
  /** Exact. */
  mean: number;
  /** At most RELATIVE_ERROR away from the value that was measured, and exact where its bucket holds equal values. */
  median: number;
  /** Likewise. */
  p95: number;
  /**
   * Median of the absolute deviations from the median, exact to RELATIVE_ERROR of (2 median + MAD): each value and the
   * median itself may be told that much too high or too low.
   */
  mad: number;
}

/** How often which values occurred. Histograms can be added and subtracted without loss. */
export class Histogram {
  // Arrays of numbers: the job that settles deviations subtracts each session from the histograms of its endpoints.
  private constructor(
    private readonly numbers: Int32Array,
    private readonly counts: Float64Array,
    private readonly sums: Float64Array,
  ) {}

  /** @param buckets in any order, also several of one number */
  static of(buckets: Iterable<Readonly<Bucket>>): Histogram {
    const merged = new Map<number, Bucket>();
    for (const [bucket, count, sum] of buckets) {
      const known = merged.get(bucket);
      if (known) {
        known[1] += count;
        known[2] += sum;
      } else merged.set(bucket, [bucket, count, sum]);
    }
    const sorted = [...merged.values()].sort(([one], [other]) => one - other);
    return new Histogram(
      Int32Array.from(sorted, ([bucket]) => bucket),
      Float64Array.from(sorted, ([, count]) => count),
      Float64Array.from(sorted, ([, , sum]) => sum),
    );
  }

  static ofValues(metric: Metric, values: Iterable<{ value: number; count: number }>): Histogram {
    return Histogram.of(
      Array.from(values, ({ value, count }) => {
        const units = unitsOf(metric, value);
        return [bucketOf(units), count, units * count] as const;
      }),
    );
  }

  plus(other: Histogram): Histogram {
    return Histogram.of([...this.buckets(), ...other.buckets()]);
  }

  /** @param other part of this */
  minus(other: Histogram): Histogram {
    const left = new Histogram(this.numbers, this.counts.slice(), this.sums.slice());
    for (const [bucket, count, sum] of other.buckets()) {
      const place = this.numbers.indexOf(bucket);
      if (place < 0) continue;
      left.counts[place]! -= count;
      left.sums[place]! -= sum;
    }
    return left;
  }

  /** Those that hold a value, in their order. */
  buckets(): Bucket[] {
    const all = Array.from(this.numbers, (bucket, at): Bucket => [bucket, this.counts[at]!, this.sums[at]!]);
    return all.filter(([, count]) => count > 0);
  }

  /** The same without making anything: a mixture looks at thousands of histograms. */
  forEach(visit: (...bucket: Bucket) => void): void {
    for (let at = 0; at < this.numbers.length; at += 1) {
      if (this.counts[at]! > 0) visit(this.numbers[at]!, this.counts[at]!, this.sums[at]!);
    }
  }

  get count(): number {
    return sumOf(this.counts);
  }

  /** What the value of a rank, from 1 to the count, is not below: the lower edge of its bucket. */
  atLeast(rank: number): number {
    return edgeOf(this.numbers[this.placeOf(rank)]!);
  }

  /** The width that every range with so many values has at least. */
  narrowest(count: number): number {
    let width = Number.POSITIVE_INFINITY;
    let inside = 0;
    let first = 0;
    for (let last = 0; last < this.counts.length; last += 1) {
      inside += this.counts[last]!;
      while (inside - this.counts[first]! >= count) inside -= this.counts[first++]!;
      if (inside < count) continue;
      // Of the outer buckets nothing is known but that they hold a value: the nearest edges.
      width = Math.min(width, Math.max(0, edgeOf(this.numbers[last]!) - edgeOf(this.numbers[first]! + 1)));
    }
    return width;
  }

  /** Null: there is no value. */
  statistics(): Statistics | null {
    const count = this.count;
    if (count === 0) return null;
    const middle = this.placeOf(Math.ceil(count / 2));
    return {
      count,
      mean: sumOf(this.sums) / count,
      median: this.valueAt(middle),
      p95: this.valueAt(this.placeOf(Math.ceil((count * 95) / 100))),
      mad: this.deviationOf(middle, Math.ceil(count / 2)),
    };
  }

  /** The place of the bucket that holds the value of a rank, from 1. */
  private placeOf(rank: number): number {
    let place = 0;
    for (let seen = this.counts[0]!; seen < rank; seen += this.counts[place]!) place += 1;
    return place;
  }

  /** What stands for the values of a bucket: their mean. */
  private valueAt(place: number): number {
    return this.sums[place]! / this.counts[place]!;
  }

  /** The deviation of a rank, from 1, from the value at a place: on both sides of it they grow with the distance. */
  private deviationOf(middle: number, rank: number): number {
    const median = this.valueAt(middle);
    let below = this.filledFrom(middle - 1, -1);
    let above = this.filledFrom(middle + 1, 1);
    let deviation = 0;
    for (let seen = this.counts[middle]!; seen < rank; ) {
      const down = below < 0 ? Number.POSITIVE_INFINITY : median - this.valueAt(below);
      const up = above < 0 ? Number.POSITIVE_INFINITY : this.valueAt(above) - median;
      deviation = Math.min(down, up);
      seen += this.counts[down <= up ? below : above]!;
      if (down <= up) below = this.filledFrom(below - 1, -1);
      else above = this.filledFrom(above + 1, 1);
    }
    return deviation;
  }

  /** The next place with a value; -1: there is none. */
  private filledFrom(place: number, step: 1 | -1): number {
    let at = place;
    while (this.counts[at] === 0) at += step;
    return at < this.counts.length ? at : -1;
  }
}

/** The lower edge of a bucket. */
function edgeOf(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : BUCKET_WIDTH ** bucket;
}

function sumOf(numbers: Float64Array): number {
  let sum = 0;
  for (const each of numbers) sum += each;
  return sum;
}
