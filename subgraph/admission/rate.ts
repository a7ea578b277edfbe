import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited, tooManyFailures } from './refusals.ts';

/**
 * Counts how often each caller asks within a minute, in this process: behind a balancer each process allows as much.
 * @param perMinute 0: any number
 * @param refused told of each that is
 * @returns what throws when one asks more often
 */
export function limitRate(perMinute: number, refused: () => void): (caller: string) => Promise<void> {
  if (perMinute === 0) return async () => {};
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
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
