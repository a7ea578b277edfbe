import DataLoader from 'dataloader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Baseline, findBaselines, findEndpointBaselines } from './baseline.repository.ts';
import type { BaselineKey } from './baseline.sql.ts';
import { findExpectedTimes } from './expected-times.repository.ts';
import type { Histogram } from './histogram.ts';
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
  return {
    /** What a request is compared with; null: with nothing. */
    async baseline({ sessionKey, endpointId, day, ...request }: Compared): Promise<Baseline | null> {
      const outcome = outcomeOf(request);
      return outcome && baselines.load({ sessionKey, endpointId, outcome, day });
    },
    /** The times that such requests are compared with; null: there is no baseline. */
    expectedTimes: new DataLoader<BaselineKey, Histogram | null, string>(
      (keys) => findExpectedTimes(prisma, tenant, keys),
      shared,
    ),
    /** What is usual for the successes of an endpoint. */
    endpointBaseline: new DataLoader<string, Baseline>((ids) => findEndpointBaselines(prisma, tenant, ids)),
  };
}
