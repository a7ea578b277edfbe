import { setImmediate as nextRound } from 'node:timers/promises';

/**
 * What comes in a crowd, one after the other, each in a round of the event loop of its own: what else has come meanwhile is
 * looked at in between.
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves when it is the caller's turn, for what it does until it waits for something. */
  next(): Promise<void> {
    const turn = this.last.then(() => nextRound());
    this.last = turn;
    return turn;
  }
}
