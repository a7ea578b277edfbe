import type pg from 'pg';
import { OTHER } from '../endpoints/path-template.ts';
import { VALUE } from '../endpoints/variable-places.ts';
import { endpointId } from '../values/endpoint-id.ts';
import { endpointsOf, type NamedRequest, type StoredEndpoint } from './endpoint-answers.ts';
import type { Knowledge } from './knowledge.ts';

// A host has so many endpoints at most that answered, and as many that did not: what anybody asks for must not keep out
// what is there. What is beyond shares one endpoint per method.

/** The endpoint that requests to a host share which are beyond its cap. */
export function otherEndpoint(tenant: string, method: string, host: string | null) {
  return { endpointId: endpointId(tenant, method, host, OTHER), pathTemplate: OTHER };
}

/**
 * The same requests, in their order, those with the shared endpoint whose own would be one too many. An endpoint that is
 * stored stays one, whatever the cap is now; one that a specification knows, or that stands for many values, is none too many.
 * Of the others, the first ones have room. Under the tenant's lock.
 */
export async function capEndpoints<Request extends NamedRequest>(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  requests: readonly Request[],
): Promise<readonly Request[]> {
  const missing = await missingOf(client, tenant, endpointsOf(requests));
  const fresh = missing.filter((each) => !hasRoomAlways(knowledge, each));
  if (fresh.length === 0) return requests;
  const room = await roomOf(client, tenant, knowledge.endpointsPerHost, fresh);
  const beyond = new Set<string>();
  for (const each of fresh) {
    const key = placeOf(each.host, each.answeredOn !== null);
    const left = room.get(key) ?? knowledge.endpointsPerHost;
    if (left <= 0) beyond.add(each.id);
    else room.set(key, left - 1);
  }
  if (beyond.size === 0) return requests;
  return requests.map((request) =>
    beyond.has(request.endpointId) ? { ...request, ...otherEndpoint(tenant, request.method, request.host) } : request,
  );
}

/** What a specification knows, and what stands for many that answered, of which some may still be endpoints of their own. */
function hasRoomAlways(knowledge: Knowledge, endpoint: StoredEndpoint): boolean {
  const { pathTemplate: template, answeredOn } = endpoint;
  const isOfMany = answeredOn !== null && template.includes(VALUE);
  return template === OTHER || isOfMany || knowledge.factsOf(endpoint).specified;
}

async function missingOf(
  client: pg.ClientBase,
  tenant: string,
  endpoints: ReadonlyMap<string, StoredEndpoint>,
): Promise<StoredEndpoint[]> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM endpoint WHERE tenant = $1 AND id = ANY($2)', [
    tenant,
    [...endpoints.keys()],
  ]);
  const known = new Set(rows.map(({ id }) => id));
  return [...endpoints.values()].filter(({ id }) => !known.has(id));
}

/** How many more endpoints the hosts of some may have, that answered and that did not. */
async function roomOf(
  client: pg.ClientBase,
  tenant: string,
  cap: number,
  endpoints: readonly StoredEndpoint[],
): Promise<Map<string, number>> {
  const hosts = new Set(endpoints.map(({ host }) => host));
  const { rows } = await client.query<{ host: string | null; answered: boolean; count: number }>(
    `SELECT host, answered_on IS NOT NULL AS answered, count(*)::int AS count FROM endpoint
     WHERE tenant = $1 AND NOT specified AND (host = ANY($2) OR ($3 AND host IS NULL)) GROUP BY 1, 2`,
    [tenant, [...hosts].filter((host) => host !== null), hosts.has(null)],
  );
  return new Map(rows.map(({ host, answered, count }) => [placeOf(host, answered), cap - count]));
}

const placeOf = (host: string | null, answered: boolean) => JSON.stringify([host, answered]);
