import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadByKey } from '../graphql/loader.ts';
import { type EndpointRow, findEndpoints } from './endpoint.repository.ts';

/** Loaders of endpoints. */
export function createEndpointLoaders(prisma: PrismaClient, tenant: string) {
  const knownEndpoint = loadByKey<string, EndpointRow & { asked: string }>(
    (ids) => findEndpoints(prisma, tenant, ids),
    (id) => id,
    (row) => row.asked,
  );
  const known = new Map<string, Promise<EndpointRow>>();
  const find = async (id: string): Promise<EndpointRow> => {
    const row = await knownEndpoint.load(id);
    if (!row) throw new Error(`endpoint ${id} is missing`);
    return row;
  };
  return {
    /** An endpoint by id, or by a former one; null: no request went to it. */
    knownEndpoint,
    /** The endpoint of a stored request: it is there, for both are written in one transaction. */
    endpoint(id: string): Promise<EndpointRow> {
      // A page asks for few, of each of its rows.
      const found = known.get(id) ?? find(id);
      known.set(id, found);
      return found;
    },
  };
}
