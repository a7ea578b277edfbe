/** What is measured of a response: time taken in milliseconds, size in bytes. */
export const METRICS = ['DURATION', 'SIZE'] as const;
export type Metric = (typeof METRICS)[number];

/** The last bound of a bucket is this times its first. */
const WIDTH = 1.01;
/** Relative error of a quantile: the value that is told and the one that was measured lie in one bucket. */
export const RELATIVE_ERROR = WIDTH - 1;

/** Smallest differences that are told apart: a microsecond, a byte. Everything is counted in these units. */
export const UNITS: Record<Metric, number> = { DURATION: 1_000, SIZE: 1 };
/** What is longer (11 days) or larger (a terabyte) counts as this: sums then stay whole numbers. */
const MOST_UNITS = 1e12;
const ZERO_BUCKET = -1;
const LOG_WIDTH = Math.log(WIDTH);

/** A measured value in whole units of its metric. */
export function unitsOf(metric: Metric, value: number): number {
  return Math.min(Math.round(value * UNITS[metric]), MOST_UNITS);
}

/** The bucket of a number of units: 0 has its own, all others are of equal width on a logarithmic scale. */
export function bucketOf(units: number): number {
  return units === 0 ? ZERO_BUCKET : Math.floor(Math.log(units) / LOG_WIDTH);
}

/** Values of one bucket: how many, and their sum in units. */
export interface Bucket {
  bucket: number;
  count: number;
  sum: number;
}

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
  private constructor(private readonly buckets: readonly Readonly<Bucket>[]) {}

  /** @param buckets in any order, also several of one number */
  static of(buckets: Iterable<Readonly<Bucket>>): Histogram {
    const merged = new Map<number, Bucket>();
    for (const { bucket, count, sum } of buckets) {
      const known = merged.get(bucket);
      if (known) {
        known.count += count;
        known.sum += sum;
      } else merged.set(bucket, { bucket, count, sum });
    }
    return new Histogram([...merged.values()].filter(({ count }) => count > 0).sort((a, b) => a.bucket - b.bucket));
  }

  static ofValues(metric: Metric, values: Iterable<{ value: number; count: number }>): Histogram {
    return Histogram.of(
      Array.from(values, ({ value, count }) => {
        const units = unitsOf(metric, value);
        return { bucket: bucketOf(units), count, sum: units * count };
      }),
    );
  }

  plus(other: Histogram): Histogram {
    return Histogram.of([...this.buckets, ...other.buckets]);
  }

  /** @param other part of this */
  minus(other: Histogram): Histogram {
    if (other.buckets.length === 0) return this;
    const less = new Map(other.buckets.map((each) => [each.bucket, each]));
    const left: Bucket[] = [];
    for (const each of this.buckets) {
      const { count, sum } = less.get(each.bucket) ?? { count: 0, sum: 0 };
      if (each.count > count) left.push({ bucket: each.bucket, count: each.count - count, sum: each.sum - sum });
    }
    return new Histogram(left);
  }

  entries(): readonly Readonly<Bucket>[] {
    return this.buckets;
  }

  get count(): number {
    return this.buckets.reduce((sum, { count }) => sum + count, 0);
  }

  /** Null: there is no value. */
  statistics(): Statistics | null {
    const count = this.count;
    if (count === 0) return null;
    const middle = this.placeOf(Math.ceil(count / 2));
    const median = this.valueAt(middle);
    return {
      count,
      mean: this.buckets.reduce((sum, each) => sum + each.sum, 0) / count,
      median,
      p95: this.valueAt(this.placeOf(Math.ceil((count * 95) / 100))),
      mad: this.deviationAt(middle, Math.ceil(count / 2)),
    };
  }

  /** The place in the list of the bucket that holds the value of a rank, from 1. */
  private placeOf(rank: number): number {
    let place = 0;
    for (let seen = this.buckets[0]!.count; seen < rank; seen += this.buckets[place]!.count) place += 1;
    return place;
  }

  /** What stands for the values of a bucket: their mean. */
  private valueAt(place: number): number {
    const { sum, count } = this.buckets[place]!;
    return sum / count;
  }

  /** The deviation of a rank, from 1: on both sides of the middle they grow with the distance. */
  private deviationAt(middle: number, rank: number): number {
    const median = this.valueAt(middle);
    let [below, above] = [middle - 1, middle + 1];
    let seen = this.buckets[middle]!.count;
    let deviation = 0;
    while (seen < rank) {
      const down = below < 0 ? Number.POSITIVE_INFINITY : median - this.valueAt(below);
      const up = above >= this.buckets.length ? Number.POSITIVE_INFINITY : this.valueAt(above) - median;
      deviation = Math.min(down, up);
      seen += this.buckets[down <= up ? below-- : above++]!.count;
    }
    return deviation;
  }
}
