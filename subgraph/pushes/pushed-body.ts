import type { Readable } from 'node:stream';
import { DamagedInput } from '../ingest/readers/damage.ts';
import { gunzip } from '../ingest/readers/gunzip.ts';
import { pieces } from '../ingest/readers/input.ts';
import { LIMITS } from '../ingest/readers/limits.ts';
import { unzstd } from '../ingest/readers/unzstd.ts';
import type { Encoding } from './ingest-options.ts';

/** Why a body was read no further than it was. */
export interface Break {
  kind: 'gone' | 'damaged' | 'silent' | 'stopped';
  reason: string;
}

const LF = 10;

/** The body of a request, as it comes: nobody waits for its end, and it is read no faster than it is taken. */
export class PushedBody {
  /** Null: it is not over, or was read to its end. */
  broke: Break | null = null;

  constructor(
    private readonly raw: Readable,
    private readonly encoding: Encoding,
    /** How long a sender may be silent, and when to stop. */
    private readonly patience: { silenceMs: number; signal: AbortSignal },
  ) {}

  /** Whole lines alone: where it breaks, it ends after the last one. */
  async *read(): AsyncGenerator<Buffer> {
    let held: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.unpacked()) {
      const end = chunk.lastIndexOf(LF) + 1;
      const isTooLong = end === 0 && length + chunk.length > LIMITS.line;
      if (end === 0 && !isTooLong) {
        held.push(chunk);
        length += chunk.length;
        continue;
      }
      // A line that is too long is one for the reader, whether it ends or not.
      const whole = isTooLong ? chunk.length : end;
      yield Buffer.concat([...held, chunk.subarray(0, whole)]);
      held = whole < chunk.length ? [chunk.subarray(whole)] : [];
      length = chunk.length - whole;
    }
    if (this.broke === null && length > 0) yield Buffer.concat(held);
  }

  breakOff(kind: Break['kind'], reason: string): void {
    this.broke ??= { kind, reason };
  }

  private async *unpacked(): AsyncGenerator<Buffer> {
    const unpack = { identity: (source: AsyncGenerator<Buffer>) => source, gzip: gunzip, zstd: unzstd }[this.encoding];
    try {
      yield* unpack(pieces(this.chunks()));
    } catch (error) {
      if (!(error instanceof DamagedInput)) throw error;
      // What breaks off is cut as well: the break is what happened.
      this.breakOff('damaged', error.message);
    }
  }

  private async *chunks(): AsyncGenerator<Buffer> {
    // Left early, the connection stays: there is an answer to be sent.
    const iterator = this.raw.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
    const { signal } = this.patience;
    for (;;) {
      if (signal.aborted) return this.breakOff('stopped', 'the server stops, or could not store what came before');
      const step = await this.next(iterator, signal);
      if (step === null || step.done) return;
      yield step.value;
    }
  }

  /** Null: it broke. */
  private async next(iterator: AsyncIterator<Buffer>, signal: AbortSignal): Promise<IteratorResult<Buffer> | null> {
    const { silenceMs } = this.patience;
    let give = () => {};
    const late = new Promise<null>((resolve) => {
      // Where this process was busy for so long, what came meanwhile is heard first.
      give = () => void setImmediate(() => resolve(null));
    });
    const timer = setTimeout(give, silenceMs);
    signal.addEventListener('abort', give, { once: true });
    try {
      const step = await Promise.race([
        iterator.next().catch(() => {
          this.breakOff('gone', 'the connection was closed before the end of the body');
          return null;
        }),
        late,
      ]);
      if (step === null && signal.aborted)
        this.breakOff('stopped', 'the server stops, or could not store what came before');
      else if (step === null) this.breakOff('silent', `nothing came for ${silenceMs} ms (BODY_TIMEOUT_MS)`);
      return step;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', give);
    }
  }
}
