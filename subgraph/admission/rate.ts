import { RateLimiterCluster, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited, tooManyFailures } from './refusals.ts';

/** Until the process that counts must have answered: it does nothing else. */
const COUNTING_MS = 5_000;

/**
 * Counts how often each caller asks within a minute, over all workers of a server: behind a balancer each server allows as much.
 * @param perMinute 0: any number
 * @param refused told of each that is
 * @param isWorker it is one of several processes, and the one that started them counts
 * @returns what throws when one asks more often
 */
export function limitRate(perMinute: number, refused: () => void, isWorker = false): (caller: string) => Promise<void> {
  if (perMinute === 0) return async () => {};
  const options = { points: perMinute, duration: 60 };
  const limiter = isWorker
    ? new RateLimiterCluster({ ...options, keyPrefix: 'questions', timeoutMs: COUNTING_MS })
    : new RateLimiterMemory(options);
  return async (caller) => {
    try {
      await limiter.consume(caller);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      refused();
      throw rateLimited(perMinute, { retryAfterMs: error.msBeforeNext });
    }
  };
}

/**
 * Counts how often what somebody tries fails within a minute. What succeeds counts for nothing, so that people behind one address do not shut
 * each other out.
 * @returns does the work, or throws when too much of it failed
 */
export function limitFailures(
  perMinute: number,
): <Result>(caller: string, work: () => Promise<Result>) => Promise<Result> {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (caller, work) => {
    // Before it is tried: many at once are no way around.
    try {
      await limiter.consume(caller);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw tooManyFailures({ retryAfterMs: error.msBeforeNext });
    }
    const result = await work();
    await limiter.reward(caller);
    return result;
  };
}
