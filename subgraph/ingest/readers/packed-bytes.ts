import { DamagedInput } from './damage.ts';

const PIECE = 16_384;

/** The bytes of a stream, some at a time. */
export class PackedBytes {
  private held: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Buffer>;

  /** @param cut what is wrong where it ends too early */
  constructor(
    source: AsyncIterable<Buffer>,
    private readonly cut: string,
  ) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** The bytes that come next, one or more; null: there are none. */
  async next(): Promise<Buffer | null> {
    while (this.held.length === 0) {
      const step = await this.source.next();
      if (step.done) return null;
      this.held = step.value;
    }
    const next = this.held;
    this.held = Buffer.alloc(0);
    return next;
  }

  /** Nobody reads on. */
  async close(): Promise<void> {
    await this.source.return?.();
  }

  /** Gives back the end of what was taken last. */
  giveBack(rest: Buffer): void {
    this.held = rest;
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      const next = (await this.next()) ?? this.endsTooEarly();
      const part = next.subarray(0, missing);
      this.giveBack(next.subarray(part.length));
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  async skip(count: number): Promise<void> {
    for (let missing = count; missing > 0; ) missing -= (await this.take(Math.min(missing, PIECE))).length;
  }

  /** Skips a text and the zero that ends it. */
  async skipText(): Promise<void> {
    for (;;) {
      const next = (await this.next()) ?? this.endsTooEarly();
      const end = next.indexOf(0);
      if (end < 0) continue;
      this.giveBack(next.subarray(end + 1));
      return;
    }
  }

  /** @returns whether something follows */
  async skipZeros(): Promise<boolean> {
    for (let next = await this.next(); next !== null; next = await this.next()) {
      const at = next.findIndex((byte) => byte !== 0);
      if (at < 0) continue;
      this.giveBack(next.subarray(at));
      return true;
    }
    return false;
  }

  private endsTooEarly(): never {
    throw new DamagedInput(this.cut);
  }
}
