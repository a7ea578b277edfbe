import type pg from 'pg';
import type { EndpointFacts, Knowledge, KnownEndpoint } from './knowledge.ts';

/** What the discovery says of an endpoint. Left out: what is derived stays; null: not known. */
export interface ProjectedFacts {
  /** Codes, in their order. */
  businessFlows?: string[] | null;
  riskScore?: number | null;
  riskReasons?: string[] | null;
  rogue?: 'SHADOW' | 'ZOMBIE' | 'ORPHAN' | null;
  protections?: { name: string; state: string }[] | null;
  sensitiveData?: string[] | null;
}

/**
 * The facts of some endpoints, in their order: what the discovery says of each, by its id or else by a former one, and what
 * specifications, rules and entries say where it says nothing.
 */
export async function factsOf(
  client: pg.ClientBase,
  tenant: string,
  knowledge: Knowledge,
  endpoints: readonly (KnownEndpoint & { id: string })[],
): Promise<EndpointFacts[]> {
  // What was said of a former id holds where nothing is said of the one that it is now: the newest of it.
  const { rows } = await client.query<{ id: string; facts: ProjectedFacts }>(
    `SELECT DISTINCT ON (asked) asked AS id, said.facts FROM unnest($2::text[]) AS asked
     CROSS JOIN LATERAL (
       SELECT asked AS id, TRUE AS own
       UNION ALL SELECT alias.id, FALSE FROM endpoint_alias AS alias WHERE alias.tenant = $1 AND alias.endpoint_id = asked
     ) AS named
     JOIN endpoint_projection AS said ON said.tenant = $1 AND said.id = named.id
     ORDER BY asked, named.own DESC, said.version DESC, said.id COLLATE "C"`,
    [tenant, endpoints.map(({ id }) => id)],
  );
  const projected = new Map(rows.map(({ id, facts }) => [id, facts]));
  return endpoints.map((endpoint) => withProjection(knowledge.factsOf(endpoint), projected.get(endpoint.id) ?? {}));
}

function withProjection(derived: EndpointFacts, said: ProjectedFacts): EndpointFacts {
  const { riskScore, rogue } = said;
  return {
    businessFlows: listOr(said.businessFlows, derived.businessFlows),
    riskScore: riskScore === undefined ? derived.riskScore : riskScore,
    riskReasons: listOr(said.riskReasons, derived.riskReasons),
    specified: derived.specified,
    // An orphan has no traffic: that is over for whatever is stored here.
    rogue: rogue === undefined || rogue === 'ORPHAN' ? derived.rogue : rogue,
    protections: listOr(said.protections, derived.protections),
    sensitiveData: listOr(said.sensitiveData, derived.sensitiveData),
  };
}

/** Null is "none known", as an empty list is. */
function listOr<Value>(said: Value[] | null | undefined, derived: Value[]): Value[] {
  return said === undefined ? derived : (said ?? []);
}
