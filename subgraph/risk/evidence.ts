/** So many requests are named for a factor. */
export const MAX_EVIDENCE = 10;

/** The requests that show a factor best: highest rank first, of equal ones those that were added first. */
export class Evidence {
  private readonly best: { id: string; rank: number }[] = [];

  add(id: string, rank: number): void {
    const { best } = this;
    if (best.length === MAX_EVIDENCE && best.at(-1)!.rank >= rank) return;
    const place = best.findIndex((each) => each.rank < rank);
    best.splice(place < 0 ? best.length : place, 0, { id, rank });
    if (best.length > MAX_EVIDENCE) best.pop();
  }

  ids(): string[] {
    return this.best.map(({ id }) => id);
  }
}
