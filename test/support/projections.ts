import type { FastifyInstance } from 'fastify';
import type { Database } from '../../subgraph/db/database.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import type { Difference } from '../../subgraph/verify/verify-session.ts';

type Name = 'endpoints' | 'attacks';

export interface PushResult {
  applied: number;
  waiting: number;
  ignored: number;
}

/** Pushes batches as the owner of a projection would. */
export function pusher(app: FastifyInstance) {
  const push = async (tenant: string, name: Name, body: unknown, headers: Record<string, string> = {}) => {
    const response = await app.inject({
      method: 'PUT',
      url: `/ingest/projections/${name}`,
      headers: { 'x-sessions-tenant': tenant, 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  };
  return {
    push,
    /** The counts of a batch; throws when it is refused. */
    async accepted(tenant: string, name: Name, body: object): Promise<PushResult> {
      const response = await push(tenant, name, body);
      if (response.status !== 200) throw new Error(JSON.stringify(response.body));
      return response.body;
    },
  };
}

/** Everything that is not as the requests make it. */
export async function differencesOf({ pool }: Pick<Database, 'pool'>): Promise<Difference[]> {
  const differences: Difference[] = [];
  await verify(pool, (difference) => differences.push(difference));
  return differences;
}
