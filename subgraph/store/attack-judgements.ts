import type pg from 'pg';
import { typesOf } from './counted-detections.ts';
import type { StoredRequest } from './stored-request.type.ts';

/** New requests, with what the owners of their attacks have said. Inside a transaction under the tenant's lock. */
export async function withJudgements(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly StoredRequest[],
): Promise<StoredRequest[]> {
  const ids = [...new Set(requests.flatMap(({ attackIds }) => attackIds))];
  if (ids.length === 0) return [...requests];
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM attack_projection WHERE tenant = $1 AND id = ANY($2) AND false_positive',
    [tenant, ids],
  );
  const none = new Set(rows.map(({ id }) => id));
  return requests.map((request) => {
    if (!request.attackIds.some((id) => none.has(id))) return request;
    const detections = request.detections.map((each) => ({
      ...each,
      attackFalsePositive: each.attackId !== null && none.has(each.attackId),
    }));
    return { ...request, detections, ...typesOf(detections) };
  });
}
