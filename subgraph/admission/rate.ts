import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from './refusals.ts';

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
