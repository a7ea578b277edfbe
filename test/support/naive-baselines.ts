// What is usual for an endpoint and which requests stand out, over plain objects, with sorted values in place of
// histograms. It follows docs/baselines.md and shares no code with the server.

export interface Measured {
  id: string;
  /** Its session part. */
  session: string;
  endpoint: string;
  time: Date;
  status: number | null;
  blocked: boolean;
  durationMs: number | null;
  sizeBytes: number | null;
}

export interface Usual {
  count: number;
  mean: number;
  median: number;
  p95: number;
  mad: number;
}

/** What values are compared with. */
interface Compared extends Usual {
  /** The least that one of its values is times another that is less; infinite: all are equal. */
  nearest: number;
}

export interface Judged {
  degree: 'HIGH' | 'EXTREME' | null;
  /** A threshold is so near that a histogram with this relative error may decide otherwise. */
  borderline: boolean;
}

const DAY = 86_400_000;
const FLOOR = { durationMs: 50, sizeBytes: 1_024 };
export type MeasuredField = keyof typeof FLOOR;
/** Smallest differences that are told apart: a microsecond, a byte. */
const UNITS: Record<MeasuredField, number> = { durationMs: 1_000, sizeBytes: 1 };
const rounded = (field: MeasuredField, value: number) => Math.round(value * UNITS[field]) / UNITS[field];

/** The nearest rank of a share, from 0 to 1, of values in their order. */
export function quantile(sorted: readonly number[], share: number): number {
  // Shares of hundredths: counted in whole numbers.
  return sorted[Math.ceil((Math.round(share * 100) * sorted.length) / 100) - 1]!;
}

/**
 * The least value of which, with all below it, the values make up a share (of hundredths) of all lists, each list being one
 * part of them, however long. In whole numbers: a common denominator of the lengths is what all of them weigh.
 */
export function quantileOfLists(lists: readonly (readonly number[])[], percent: number): number {
  const whole = [...new Set(lists.map(({ length }) => length))].reduce((product, each) => product * BigInt(each), 1n);
  const weighed = lists.flatMap((list) => list.map((value) => ({ value, weight: whole / BigInt(list.length) })));
  weighed.sort((a, b) => a.value - b.value);
  let seen = 0n;
  for (const { value, weight } of weighed) {
    seen += weight;
    if (seen * 100n >= whole * BigInt(lists.length * percent)) return value;
  }
  throw new Error('there is no value');
}

export function usualOf(values: readonly number[]): Usual | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  const deviations = sorted.map((value) => Math.abs(value - median)).sort((a, b) => a - b);
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    median,
    p95: quantile(sorted, 0.95),
    mad: quantile(deviations, 0.5),
  };
}

function nearestOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.min(
    ...sorted
      .slice(1)
      .map((value, index) => value / sorted[index]!)
      .filter((times) => times > 1),
  );
}

const dayOf = ({ time }: Measured) => Math.floor(time.getTime() / DAY);

/** 2 for 2xx and 3xx, 4 for 4xx and 5xx; null: compared with nothing. */
function classOf({ status, blocked }: Measured): 2 | 4 | null {
  if (blocked || status === null || status < 200) return null;
  return status < 400 ? 2 : 4;
}

/** The values that requests of one session, endpoint, class and day are compared with. */
export class NaiveBaselines {
  private readonly groups = new Map<string, Measured[]>();
  private readonly usual = new Map<string, Compared | null>();

  constructor(requests: readonly Measured[]) {
    for (const request of requests) {
      const key = this.groupOf(request);
      if (key !== null) this.groups.set(key, [...(this.groups.get(key) ?? []), request]);
    }
  }

  /** Null: it is compared with nothing, or there is nothing. */
  usualFor(request: Measured, field: MeasuredField): Compared | null {
    const group = this.groupOf(request);
    if (group === null) return null;
    const key = JSON.stringify([group, dayOf(request), request.session, field]);
    const known = this.usual.get(key);
    if (known !== undefined) return known;
    const values = this.comparedWith(request, field);
    const told = usualOf(values);
    const usual = told && { ...told, nearest: nearestOf(values) };
    this.usual.set(key, usual);
    return usual;
  }

  /** The values that it is compared with, in any order. */
  comparedWith(request: Measured, field: MeasuredField): number[] {
    const group = this.groupOf(request);
    // An endpoint that never answered is not confirmed: nothing is usual for it.
    if (group === null || !this.groups.has(`${request.endpoint} 2`)) return [];
    const day = dayOf(request);
    const others = this.groups
      .get(group)!
      .filter((each) => dayOf(each) <= day && dayOf(each) > day - 7 && each.session !== request.session);
    return others
      .map((each) => each[field])
      .filter((value) => value !== null)
      .map((value) => rounded(field, value));
  }

  /** @param relative error of the histogram's values; there is none where no two different ones are so near */
  judge(request: Measured, field: MeasuredField, relative = 0): Judged {
    const usual = this.usualFor(request, field);
    if (!usual || usual.count < 50 || request[field] === null) return { degree: null, borderline: false };
    const value = rounded(field, request[field]);
    const { median, p95, mad, nearest } = usual;
    const error = nearest <= 1 + relative ? relative : 0;
    const madError = error * (2 * median + mad);
    // Each of them, with how far the right side may be off.
    const high: [number, number][] = [
      [p95, error * p95],
      [2 * median, 2 * error * median],
      [median + 5 * mad, error * median + 5 * madError],
      [median + FLOOR[field], error * median],
    ];
    const extreme: [number, number] = [5 * median, 5 * error * median];
    const isHigh = value > p95 && high.slice(1).every(([least]) => value >= least);
    const isNear = ([bound, off]: [number, number]) => off > 0 && Math.abs(value - bound) <= off;
    // Near one bound matters only where the others do not decide by themselves.
    const refused = high.some(([bound, off]) => value < bound - off);
    const borderline = !refused && (high.some(isNear) || isNear(extreme));
    return { degree: isHigh ? (value >= extreme[0] ? 'EXTREME' : 'HIGH') : null, borderline };
  }

  private groupOf(request: Measured): string | null {
    const kind = classOf(request);
    return kind === null ? null : `${request.endpoint} ${kind}`;
  }
}
