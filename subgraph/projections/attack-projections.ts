import type pg from 'pg';
import { type RequestOfPart, recountRequests } from '../store/recount-requests.ts';
import type { ProjectedAttack, ProjectionBatch } from './projection-batch.ts';
import { applyProjection, type Projection, type ProjectionResult } from './projection-store.ts';

/**
 * Takes the detections of attacks that their owner calls none out of every count, and those of others back in. Their
 * types stay as detected, and so do other marks on them.
 */
export function applyAttacks(
  pool: pg.Pool,
  tenant: string,
  batch: ProjectionBatch<ProjectedAttack>,
): Promise<ProjectionResult> {
  return applyProjection(pool, tenant, ATTACKS, batch);
}

const ATTACKS: Projection<ProjectedAttack> = {
  name: 'attacks',
  table: 'attack_projection',
  columns: [{ name: 'false_positive', type: 'bool', value: ({ falsePositive }: ProjectedAttack) => falsePositive }],
  async follow(client, tenant, items) {
    const { rows: changed } = await client.query<RequestOfPart>(
      `UPDATE detection AS d SET attack_false_positive = judged.false_positive
       FROM unnest($2::text[], $3::bool[]) AS judged(id, false_positive)
       WHERE d.tenant = $1 AND d.attack_id = judged.id AND d.attack_false_positive <> judged.false_positive
       RETURNING d.session_key AS key, d.day::text AS day, d.request_id AS id`,
      [tenant, items.map(({ id }) => id), items.map(({ falsePositive }) => falsePositive)],
    );
    await recountRequests(client, tenant, changed);
    const { rows: known } = await client.query<{ id: string }>(
      `SELECT id FROM unnest($2::text[]) AS judged(id)
       WHERE EXISTS (SELECT 1 FROM detection AS d WHERE d.tenant = $1 AND d.attack_id = judged.id)`,
      [tenant, items.map(({ id }) => id)],
    );
    return new Set(known.map(({ id }) => id));
  },
};
