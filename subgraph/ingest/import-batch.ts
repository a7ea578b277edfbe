import type { StoredRequest } from '../store/stored-request.type.ts';
import type { ReadRecord } from './readers/reader.type.ts';

export type Rejected = Extract<ReadRecord, { rejected: string }>;

type ReadLine = Pick<Rejected, 'line' | 'raw'>;

/** What became of a record. */
export interface Verdict {
  /** Its number. */
  line: number;
  verdict: 'accepted' | 'duplicate' | 'rejected';
  /** Why it was rejected; null: it was not. */
  reason: string | null;
}

/** Long lines make smaller batches: memory is bounded by what two of them hold. */
const CHARACTERS = 16 * 1024 * 1024;

/** Records that are written together. */
export class Batch {
  /** Those that are to be stored. */
  readonly read = new Map<StoredRequest, ReadLine>();
  /** Those that are not, where somebody wants to hear of each. */
  readonly rejects: Rejected[] = [];
  /** Number of the last record. */
  to = 0;
  private characters = 0;

  /** Counts a record as one of it. */
  hold({ line, raw }: ReadLine): void {
    this.to = line;
    this.characters += raw.length;
  }

  get isEmpty(): boolean {
    return this.read.size === 0 && this.rejects.length === 0;
  }

  isFull(size: number): boolean {
    return this.read.size + this.rejects.length >= size || (this.characters >= CHARACTERS && !this.isEmpty);
  }

  /** In the order of the records. */
  verdicts(written: ReadonlySet<StoredRequest>): Verdict[] {
    const stored = [...this.read].map(([request, { line }]): Verdict => {
      return { line, verdict: written.has(request) ? 'accepted' : 'duplicate', reason: null };
    });
    const rejected = this.rejects.map(({ line, rejected }): Verdict => {
      return { line, verdict: 'rejected', reason: rejected };
    });
    return [...stored, ...rejected].sort((one, other) => one.line - other.line);
  }
}
