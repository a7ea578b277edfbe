import type { Period } from '../filters/filter.type.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { loadGrouped } from '../graphql/loader.ts';
import { type EndpointParametersRow, findEndpointParameters } from './endpoint-parameters.repository.ts';

interface Asked {
  id: string;
  period: Period | null;
}

/** Loaders of what is sent to endpoints. */
export function createEndpointParameterLoaders(prisma: PrismaClient, tenant: string) {
  const scope = ({ period }: Asked) => `${period?.from?.toISOString() ?? ''} ${period?.to?.toISOString() ?? ''}`;
  return {
    /** The parameters of an endpoint in a period. */
    endpointParameters: loadGrouped<Asked, EndpointParametersRow>(
      scope,
      (asked) => `${asked.id} ${scope(asked)}`,
      async (asked) => {
        const ids = asked.map(({ id }) => id);
        const found = await findEndpointParameters(prisma, tenant, ids, asked[0]!.period);
        const rows = new Map(found.map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id)!);
      },
    ),
  };
}
