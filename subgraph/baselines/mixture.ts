import { type Histogram, PLACES, placeOfBucket } from './histogram.ts';

/** Values that together weigh as much as stated, each as frequent among them as it is in the histogram. */
export interface Weighted {
  values: Histogram;
  weight: number;
}

/** Sums of weights are not exact: what misses a rank by this much of the whole has it. */
const ROUNDING = 1e-12;

/** Several distributions as one. */
export class Mixture {
  private constructor(
    private readonly weights: Float64Array,
    private readonly means: Float64Array,
    private readonly total: number,
  ) {}

  /** Null: there is no value. */
  static of(parts: readonly Weighted[]): Mixture | null {
    const weights = new Float64Array(PLACES);
    const means = new Float64Array(PLACES);
    let total = 0;
    for (const { values, weight } of parts) {
      const { count } = values;
      if (count === 0) continue;
      total += weight;
      values.forEach((bucket, ofBucket, sum) => {
        const place = placeOfBucket(bucket);
        const added = (weight * ofBucket) / count;
        weights[place]! += added;
        // Step by step, so that equal values keep being exactly what they are.
        means[place]! += (sum / ofBucket - means[place]!) * (added / weights[place]!);
      });
    }
    return total === 0 ? null : new Mixture(weights, means, total);
  }

  /**
   * By nearest rank: the least value of which, with all below it, the weights make up the share. Of a single histogram
   * it is that of its values; in units, to RELATIVE_ERROR as well.
   * @param percent above 0, to 100
   */
  quantile(percent: number): number {
    const wanted = (this.total * percent) / 100 - this.total * ROUNDING;
    let place = 0;
    let last = 0;
    for (let seen = 0; seen < wanted && place < PLACES; place += 1) {
      if (this.weights[place] === 0) continue;
      seen += this.weights[place]!;
      last = place;
    }
    return this.means[last]!;
  }
}
