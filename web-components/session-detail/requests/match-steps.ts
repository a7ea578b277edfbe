import type { Failure } from '../../data/client.ts';
import type { Direction, Place, RequestList } from './request-list.ts';

/** A key that is pressed many times in a row moves the rows once, when it rests. */
const REST_MS = 120;
/** The server gives no more matches at once. */
const MOST_AT_ONCE = 200;

export interface StepsOptions {
  /** The current row is another one; its rows may not be there yet. */
  moved(): void;
  /**
   * Shows the row that was gone to; undefined: there is none.
   * @param ended there are fewer matches in this direction than steps were asked for
   */
  show(place: Place | undefined, ended: boolean): void;
  /** The server did not say where they lead. */
  failed(failure: Failure): void;
}

/**
 * Steps from match to match. Those that are asked for while the last ones are looked for are added up: twelve quick ones
 * are one or two questions, and the rows move to where they end.
 */
export class MatchSteps {
  private wanted = 0;
  private turn = 0;
  private walking = false;

  constructor(
    private readonly list: RequestList,
    private readonly options: StepsOptions,
  ) {}

  /** It is not known yet where the steps lead, or their rows are not asked for yet. */
  get busy(): boolean {
    return this.walking;
  }

  take(direction: Direction): void {
    this.wanted += direction === 'after' ? 1 : -1;
    if (!this.walking) this.walk();
  }

  /** The list is another one: what was asked for of the last one does not count any more. */
  stop(): void {
    this.turn += 1;
    this.wanted = 0;
  }

  private async walk(): Promise<void> {
    this.walking = true;
    this.options.moved();
    try {
      while (this.wanted !== 0) await this.walkOn();
    } finally {
      this.walking = false;
      this.options.moved();
    }
  }

  private async walkOn(): Promise<void> {
    const { turn } = this;
    const by = Math.max(-MOST_AT_ONCE, Math.min(MOST_AT_ONCE, this.wanted));
    this.wanted -= by;
    const steps = await this.list.findMatch(by > 0 ? 'after' : 'before', Math.abs(by));
    if (turn !== this.turn) return;
    if ('kind' in steps) {
      this.stop();
      this.options.failed(steps);
      return;
    }
    const { place, count } = steps;
    if (place && !(await this.arrive(place, turn))) return;
    this.options.show(place, count < Math.abs(by));
  }

  /** False: it went on while the rows were waited for. */
  private async arrive(place: Place, turn: number): Promise<boolean> {
    this.list.current = place;
    this.options.moved();
    if (this.list.currentEdge) return true;
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    return this.wanted === 0 && turn === this.turn;
  }
}
