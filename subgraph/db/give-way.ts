import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long work that goes on for long rests between two of its transactions on the embedded database, in milliseconds. A question is a
 * few statements, one after the other: without a rest each of them would wait for a whole transaction.
 */
export const PAUSE_MS = 25;

export const pause = (ms: number): Promise<void> => sleep(ms);

/** Lets others have their turn, where all share one backend. */
export async function giveWay({ embedded }: { embedded: boolean }): Promise<void> {
  if (embedded) await pause(PAUSE_MS);
}
