import type { PrismaClient } from '../generated/prisma/client.ts';
import { once } from '../graphql/once.ts';
import { findProjections } from './projection.repository.ts';
import type { SessionsProjection } from './projection.type.ts';

/** Loaders of projections. Made for one operation: nothing read for one tenant meets another. */
export function createProjectionLoaders(prisma: PrismaClient, tenant: string) {
  return {
    /** How current each copy is, whether anything was pushed or not. */
    projections: once(async (): Promise<SessionsProjection[]> => {
      const rows = await findProjections(prisma, tenant);
      return rows.map(({ asOf, ...row }) => ({ ...row, lagSeconds: asOf && secondsSince(asOf) }));
    }),
  };
}

/** Clocks differ: a time that has not come yet is now. */
function secondsSince(time: Date): number {
  return Math.max(0, Math.floor((Date.now() - time.getTime()) / 1000));
}
