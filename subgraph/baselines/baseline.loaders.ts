import DataLoader from 'dataloader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Baseline, findBaselines, findEndpointBaselines } from './baseline.repository.ts';
import type { BaselineKey } from './baseline.sql.ts';
import { type ExpectedTime, expectedTime } from './expected-time.ts';
import { findExpectedTimes } from './expected-times.repository.ts';
import { outcomeOf } from './outcome.ts';

/** A request, as far as it says what it is compared with. */
type Compared = Omit<BaselineKey, 'outcome'> & Parameters<typeof outcomeOf>[0];

/** Loaders of what is usual. */
export function createBaselineLoaders(prisma: PrismaClient, tenant: string) {
  // Requests of one session to one endpoint, with one outcome, share it.
  const shared = {
    cacheKeyFn: ({ sessionKey, endpointId, outcome, day }: BaselineKey) =>
      `${sessionKey} ${endpointId} ${outcome} ${day}`,
  };
  const baselines = new DataLoader((keys: readonly BaselineKey[]) => findBaselines(prisma, tenant, keys), shared);
  const times = new DataLoader((keys: readonly BaselineKey[]) => findExpectedTimes(prisma, tenant, keys), shared);
  const keyOf = ({ sessionKey, endpointId, day, ...request }: Compared): BaselineKey | null => {
    const outcome = outcomeOf(request);
    return outcome && { sessionKey, endpointId, outcome, day };
  };
  return {
    /** What a request is compared with; null: with nothing. */
    async baseline(request: Compared): Promise<Baseline | null> {
      const key = keyOf(request);
      return key && baselines.load(key);
    },
    /** How long requests usually take that are as many as stated; null: none of them has a baseline. */
    async expectedTime(requests: readonly (Compared & { count: number })[]): Promise<ExpectedTime | null> {
      const known = requests.map(async ({ count, ...request }) => {
        const key = keyOf(request);
        return { times: key && (await times.load(key)), count };
      });
      return expectedTime(await Promise.all(known));
    },
    /** What is usual for the successes of an endpoint. */
    endpointBaseline: new DataLoader<string, Baseline>((ids) => findEndpointBaselines(prisma, tenant, ids)),
  };
}
