const EVERY_MS = 60_000;
/** Things that are told apart at a time; who makes up more is heard of once a minute all the same. */
const MAX_KNOWN = 1_000;

/** Lets each thing through once a minute: what comes again and again is heard of, and fills nothing. */
export class OnceAMinute {
  private readonly letAt = new Map<string, { at: number; since: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** How often it came since it was let through last; null: it was, within this minute. */
  times(kind: string): number | null {
    const known = this.letAt.get(kind);
    if (known && this.now() - known.at < EVERY_MS) {
      known.since += 1;
      return null;
    }
    if (!known && this.letAt.size >= MAX_KNOWN) this.letAt.clear();
    this.letAt.set(kind, { at: this.now(), since: 0 });
    return known?.since ?? 0;
  }
}
