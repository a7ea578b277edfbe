import type { PrismaClient } from '../generated/prisma/client.ts';

/** A row of `endpoint` as the resolvers see it. */
export interface EndpointRow {
  id: string;
  method: string;
  host: string | null;
  pathTemplate: string;
}

/** Endpoints by id, those that exist, in any order. */
export function findEndpoints(prisma: PrismaClient, tenant: string, ids: readonly string[]): Promise<EndpointRow[]> {
  return prisma.endpoint.findMany({
    where: { tenant, id: { in: [...ids] } },
    select: { id: true, method: true, host: true, pathTemplate: true },
  });
}
