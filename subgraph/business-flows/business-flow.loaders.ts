import { partKey, type SessionPart } from '../filters/session-id.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadLists } from '../graphql/loader.ts';
import { once } from '../graphql/once.ts';
import { findFlows, findFlowUsage } from './business-flow.repository.ts';
import type { BusinessFlow } from './business-flow.type.ts';

/** Loaders of business flows. Made for one operation: nothing read for one tenant meets another. */
export function createBusinessFlowLoaders(prisma: PrismaClient, tenant: string) {
  const allFlows = once(() => findFlows(prisma, tenant));
  const byCode = once(async () => new Map((await allFlows()).map((flow) => [flow.code, flow])));
  return {
    /** The built-in flows, then the tenant's own by code. */
    allFlows,
    /** Flows by code; one that is not known any more is shown by its code. */
    async flows(codes: readonly string[]): Promise<BusinessFlow[]> {
      if (codes.length === 0) return [];
      const known = await byCode();
      return codes.map((code) => known.get(code) ?? { code, label: code, description: null });
    },
    /** The flows of a session part, most requests first. */
    flowUsage: loadLists<SessionPart, { n: number; code: string; requests: number }>(
      (parts) => findFlowUsage(prisma, tenant, parts),
      partKey,
      (row, parts) => partKey(parts[row.n - 1]!),
    ),
  };
}
