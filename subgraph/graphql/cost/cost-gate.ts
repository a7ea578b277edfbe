/** Lets operations execute as long as together they cost no more than a bound. The others wait for their turn. */
export class CostGate {
  private inside = 0;
  private readonly waiting: { cost: number; enter: () => void }[] = [];

  /** @param bound at least what a single operation may cost */
  constructor(private readonly bound: number) {}

  /** Resolves when the operation may begin, with what is to be called once when it has ended. */
  async enter(cost: number): Promise<() => void> {
    if (this.inside + cost > this.bound) await new Promise<void>((enter) => this.waiting.push({ cost, enter }));
    else this.inside += cost;
    return () => this.leave(cost);
  }

  private leave(cost: number): void {
    this.inside -= cost;
    // In their order, but a small one is not kept waiting by a large one in front of it.
    for (let index = 0; index < this.waiting.length; ) {
      const next = this.waiting[index]!;
      if (this.inside + next.cost > this.bound) {
        index += 1;
        continue;
      }
      this.inside += next.cost;
      this.waiting.splice(index, 1);
      next.enter();
    }
  }
}
