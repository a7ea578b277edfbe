import { RateLimiterCluster, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from './refusals.ts';

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
