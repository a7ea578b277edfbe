import DataLoader from 'dataloader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Baseline, type BaselineKey, findBaselines, findEndpointBaselines } from './baseline.repository.ts';
import { outcomeOf } from './outcome.ts';

/** A request, as far as it says what it is compared with. */
type Compared = Omit<BaselineKey, 'outcome'> & Parameters<typeof outcomeOf>[0];

/** Loaders of what is usual. */
export function createBaselineLoaders(prisma: PrismaClient, tenant: string) {
  // Requests of one session to one endpoint, with one outcome, share it.
  const baselines = new DataLoader<BaselineKey, Baseline, string>((keys) => findBaselines(prisma, tenant, keys), {
    cacheKeyFn: ({ sessionKey, endpointId, outcome, day }) => `${sessionKey} ${endpointId} ${outcome} ${day}`,
  });
  return {
    /** What a request is compared with; null: with nothing. */
    async baseline({ sessionKey, endpointId, day, ...request }: Compared): Promise<Baseline | null> {
      const outcome = outcomeOf(request);
      return outcome && baselines.load({ sessionKey, endpointId, outcome, day });
    },
    /** What is usual for the successes of an endpoint. */
    endpointBaseline: new DataLoader<string, Baseline>((ids) => findEndpointBaselines(prisma, tenant, ids)),
  };
}
