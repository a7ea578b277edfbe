import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from './refusals.ts';

/**
 * Counts how often each caller asks within a minute, in this process: behind a balancer each process allows as much.
 * @param perMinute 0: any number
 * @returns what throws when one asks more often
 */
export function limitRate(perMinute: number): (caller: string) => Promise<void> {
  if (perMinute === 0) return async () => {};
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (caller) => {
    try {
      await limiter.consume(caller);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw rateLimited(perMinute, { retryAfterMs: error.msBeforeNext });
      throw error;
    }
  };
}
