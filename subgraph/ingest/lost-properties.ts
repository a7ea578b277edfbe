/** Properties of records that no reader knows, so that an import can say what it did not read. */
export interface LostPropertiesSummary {
  /** The most frequent first, at most 20. */
  properties: { name: string; records: number }[];
  /** Further properties in records: those of names that are not listed. */
  others: number;
}

/** Names are what clients wrote: so many are told apart, and so much is kept of each. */
const NAMES = 1_000;
const LENGTH = 100;
const LISTED = 20;

/** Counts them, in bounded memory. */
export class LostProperties {
  private readonly counts = new Map<string, number>();
  private others = 0;

  add(names: readonly string[]): void {
    for (const name of names) {
      const kept = name.length > LENGTH ? `${name.slice(0, LENGTH)}…` : name;
      const count = this.counts.get(kept);
      if (count === undefined && this.counts.size >= NAMES) this.others += 1;
      else this.counts.set(kept, (count ?? 0) + 1);
    }
  }

  summary(): LostPropertiesSummary {
    const sorted = [...this.counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1));
    const listed = sorted.slice(0, LISTED);
    const rest = sorted.slice(LISTED).reduce((sum, [, records]) => sum + records, this.others);
    return { properties: listed.map(([name, records]) => ({ name: name.toWellFormed(), records })), others: rest };
  }
}
