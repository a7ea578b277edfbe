import DataLoader from 'dataloader';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { type Baseline, type BaselineKey, findBaselines, findEndpointBaselines } from './baseline.repository.ts';

/** Loaders of what is usual. */
export function createBaselineLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** What requests are compared with: those of one session to one endpoint, with one outcome, share it. */
    baseline: new DataLoader<BaselineKey, Baseline, string>((keys) => findBaselines(prisma, tenant, keys), {
      cacheKeyFn: ({ sessionKey, endpointId, outcome, day }) => `${sessionKey} ${endpointId} ${outcome} ${day}`,
    }),
    /** What is usual for the successes of an endpoint. */
    endpointBaseline: new DataLoader<string, Baseline>((ids) => findEndpointBaselines(prisma, tenant, ids)),
  };
}
