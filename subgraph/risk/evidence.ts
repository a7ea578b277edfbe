/** So many requests are named for a factor. */
export const MAX_EVIDENCE = 10;

/** Where a request stands among those of its session part: in the order of (time, id). */
export interface Place {
  id: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** Whether a request comes before another one; ids by their bytes, as the database has them. */
export function isBefore(one: Place, other: Place): boolean {
  if (one.time !== other.time) return one.time < other.time;
  return Buffer.compare(Buffer.from(one.id), Buffer.from(other.id)) < 0;
}

/** A request that shows a factor, and how well. As it is kept in the state of a tally. */
export type Shown = Place & { rank: number };

/** The requests that show a factor best: highest rank first, of equal ones the earliest. In whatever order they are added. */
export class Evidence {
  private readonly best: Shown[];

  constructor(best: readonly Shown[] = []) {
    this.best = [...best];
  }

  add({ id, time }: Place, rank: number): void {
    const { best } = this;
    const shown = { id, time, rank };
    const place = best.findIndex((each) => isBetter(shown, each));
    if (place < 0 && best.length === MAX_EVIDENCE) return;
    best.splice(place < 0 ? best.length : place, 0, shown);
    if (best.length > MAX_EVIDENCE) best.pop();
  }

  shown(): Shown[] {
    return this.best;
  }
}

function isBetter(one: Shown, other: Shown): boolean {
  return one.rank === other.rank ? isBefore(one, other) : one.rank > other.rank;
}
