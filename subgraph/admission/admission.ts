import type { AdmissionLimits } from './limits.ts';
import { Late } from './patience.ts';
import { overloaded } from './refusals.ts';

/** Somebody who wants an operation executed. */
interface Arrival {
  /** Who it is: however much one asks, others get their turn. */
  caller: string;
  cost: number;
  /** Aborted with the reason: nobody waits for it any more. */
  signal: AbortSignal;
}

interface Waiting extends Arrival {
  enter(): void;
}

/** What an operation takes, until some have ended. */
const FIRST_GUESS_MS = 100;
/** How much the last one changes what is thought of the next. */
const WEIGHT = 0.1;
const SOONEST_MS = 1_000;
const LATEST_MS = 30_000;

/**
 * The door in front of the database. Operations are executed as long as they are few and cheap enough together; the others wait
 * in the order in which they came, and those that would wait behind too many are told at once when to come again.
 */
export class Admission {
  private inside = 0;
  private costInside = 0;
  private readonly insideOf = new Map<string, number>();
  private waiting: Waiting[] = [];
  private usualMs = FIRST_GUESS_MS;

  constructor(
    private readonly limits: AdmissionLimits,
    /** Told how long each of those that were let in had waited, in milliseconds. */
    private readonly waited: (ms: number) => void = () => {},
  ) {}

  /** For metrics. */
  get state(): { inside: number; waiting: number } {
    return { inside: this.inside, waiting: this.waiting.length };
  }

  /**
   * Resolves when the operation may begin, with what is to be called once when it has ended.
   * @throws when too many wait already, or the reason of the signal
   */
  async enter(arrival: Arrival): Promise<() => void> {
    arrival.signal.throwIfAborted();
    const came = performance.now();
    if (this.hasRoomFor(arrival)) this.admit(arrival);
    else await this.wait(arrival);
    const begun = performance.now();
    this.waited(begun - came);
    return () => this.leave(arrival, performance.now() - begun);
  }

  private wait(arrival: Arrival): Promise<void> {
    const { waiting } = this.limits;
    const own = this.waiting.filter(({ caller }) => caller === arrival.caller).length;
    if (this.waiting.length >= waiting || own >= Math.ceil(waiting / 2)) {
      throw overloaded({ retryAfterMs: this.untilRoom() });
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.waiting = this.waiting.filter((each) => each !== place);
        const { reason } = arrival.signal;
        // Nothing of it was executed.
        reject(reason instanceof Late ? overloaded({ retryAfterMs: this.untilRoom() }) : reason);
      };
      const place: Waiting = {
        ...arrival,
        enter: () => {
          arrival.signal.removeEventListener('abort', giveUp);
          this.admit(arrival);
          resolve();
        },
      };
      arrival.signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(place);
    });
  }

  private hasRoomFor({ caller, cost }: Arrival): boolean {
    const { atOnce, atOncePerCaller, cost: bound } = this.limits;
    const own = this.insideOf.get(caller) ?? 0;
    return this.inside < atOnce && own < atOncePerCaller && this.costInside + cost <= bound;
  }

  private admit({ caller, cost }: Arrival): void {
    this.inside += 1;
    this.costInside += cost;
    this.insideOf.set(caller, (this.insideOf.get(caller) ?? 0) + 1);
  }

  private leave({ caller, cost }: Arrival, tookMs: number): void {
    this.inside -= 1;
    this.costInside -= cost;
    const own = (this.insideOf.get(caller) ?? 1) - 1;
    if (own > 0) this.insideOf.set(caller, own);
    else this.insideOf.delete(caller);
    this.usualMs += WEIGHT * (tookMs - this.usualMs);
    // In their order, but what has room is not kept waiting by a dear one, or a busy caller, in front of it.
    const kept: Waiting[] = [];
    for (const next of this.waiting) {
      if (this.hasRoomFor(next)) next.enter();
      else kept.push(next);
    }
    this.waiting = kept;
  }

  /** Roughly when those who wait now have begun. */
  private untilRoom(): number {
    const ms = (this.usualMs * (this.waiting.length + 1)) / this.limits.atOnce;
    return Math.min(LATEST_MS, Math.max(SOONEST_MS, ms));
  }
}
