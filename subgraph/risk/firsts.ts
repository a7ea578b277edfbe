import { isBefore, type Place } from './evidence.ts';

/** The first request with a value. As it is kept in the state of a tally. */
export type First = Place & { value: string; rank: number };

/**
 * The first request of each value, in whatever order requests are added. Of more values than the limit those that came
 * first are kept: what was given up can only come back with an earlier request, which is added then.
 */
export class Firsts {
  private readonly known: Map<string, First>;

  constructor(
    private readonly limit: number,
    known: readonly First[] = [],
  ) {
    this.known = new Map(known.map((first) => [first.value, first]));
  }

  add({ id, time }: Place, value: string, rank: number): void {
    const first = { value, id, time, rank };
    const before = this.known.get(value);
    if (before && !isBefore(first, before)) return;
    this.known.set(value, first);
    if (this.known.size > this.limit) this.known.delete(this.last().value);
  }

  get size(): number {
    return this.known.size;
  }

  /** In the order of the values. */
  firsts(): First[] {
    return [...this.known.values()].sort((one, other) => (one.value < other.value ? -1 : 1));
  }

  private last(): First {
    return [...this.known.values()].reduce((last, each) => (isBefore(last, each) ? each : last));
  }
}
