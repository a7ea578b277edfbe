import type pg from 'pg';
import { currentEndpoints } from '../store/endpoint-aliases.ts';
import type { StoredEndpoint } from '../store/endpoint-answers.ts';
import { refreshEndpoints } from '../store/endpoint-store.ts';
import { KnowledgeSource } from '../store/knowledge.ts';
import type { ProjectedFacts } from '../store/projected-facts.ts';
import type { ProjectedEndpoint, ProjectionBatch } from './projection-batch.ts';
import { applyProjection, type Projection, type ProjectionResult } from './projection-store.ts';

/** Puts what the discovery says of endpoints before what is derived. Requests keep their endpoint: none is rewritten. */
export function applyEndpoints(
  pool: pg.Pool,
  tenant: string,
  batch: ProjectionBatch<ProjectedEndpoint>,
): Promise<ProjectionResult> {
  return applyProjection(pool, tenant, ENDPOINTS, batch);
}

const ENDPOINTS: Projection<ProjectedEndpoint> = {
  name: 'endpoints',
  table: 'endpoint_projection',
  columns: [{ name: 'facts', type: 'jsonb', value: ({ facts }: { facts: ProjectedFacts }) => facts }],
  async follow(client, tenant, items) {
    const current = await currentEndpoints(
      client,
      tenant,
      items.map(({ id }) => id),
    );
    const { rows } = await client.query<StoredEndpoint>(
      `SELECT id, method, host, path_template AS "pathTemplate", answered_on::text AS "answeredOn" FROM endpoint
       WHERE tenant = $1 AND id = ANY($2)`,
      [tenant, [...current.values()]],
    );
    if (rows.length > 0) {
      await refreshEndpoints(client, tenant, await new KnowledgeSource(tenant).current(client), rows);
    }
    return new Set(current.keys());
  },
};
