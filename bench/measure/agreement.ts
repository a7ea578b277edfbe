import type { Cell, Rows } from '../questions/question.type.ts';

/** What 1 % histograms may be off by. */
const NEAR = 0.01;
const SHOWN = 3;

/** Null: the answers are the same. Else what is different, in a few lines. */
export function difference(ours: Rows, peer: Rows, near: readonly number[] = []): string | null {
  const lines: string[] = [];
  for (let index = 0; index < Math.max(ours.length, peer.length); index++) {
    const [own, other] = [ours[index], peer[index]];
    if (
      own &&
      other &&
      own.length === other.length &&
      own.every((cell, at) => isSame(cell, other[at]!, near.includes(at)))
    )
      continue;
    lines.push(`row ${index}: ${own ? JSON.stringify(own) : 'none'}, not ${other ? JSON.stringify(other) : 'none'}`);
  }
  if (lines.length === 0) return null;
  const more = lines.length > SHOWN ? [`and ${lines.length - SHOWN} more rows`] : [];
  return [...lines.slice(0, SHOWN), ...more].join('\n');
}

/** Databases spell large and exact numbers as texts. */
function isSame(own: Cell, other: Cell, mayDiffer: boolean): boolean {
  if (own === null || other === null) return own === other;
  if (typeof own === 'string') return own === String(other);
  const number = Number(other);
  return own === number || (mayDiffer && Math.abs(own - number) <= NEAR * Math.abs(number));
}

/** What is compared of many rows: their number, the first and the last. */
export class Folded {
  #count = 0;
  #first: Cell = null;
  #last: Cell = null;

  add(count: number, first: Cell, last: Cell): void {
    if (this.#count === 0) this.#first = first;
    this.#last = last;
    this.#count += count;
  }

  rows(): Rows {
    return [[this.#count, this.#first, this.#last]];
  }
}
