import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.ts';
import type { PushDoor } from '../pushes/push-door.ts';
import { answerPushError } from '../pushes/push-errors.ts';
import { startAfterwards } from '../settling/afterwards.ts';
import { settleRisk } from '../settling/settle-risk.ts';
import { applyAttacks } from './attack-projections.ts';
import { applyEndpoints } from './endpoint-projections.ts';
import { parseAttacks, parseEndpoints } from './projection-batch.ts';

/** A thousand items with facts of some kilobytes each. */
const BODY_LIMIT = 4 * 1024 * 1024;

/**
 * Where the owners of endpoints and attacks push what our filters use of them. A web page of another site cannot: a
 * browser asks before it sends a PUT, and gets no permission. Register it in a scope of its own.
 */
export function registerProjections(
  scope: FastifyInstance,
  database: Pick<Database, 'pool' | 'embedded' | 'endpointsPerHost' | 'outage'>,
  door: PushDoor,
): void {
  scope.removeContentTypeParser('text/plain');
  const { pool } = database;
  scope.setErrorHandler(answerPushError(database.outage, 'a projection was not taken'));
  const risk = startAfterwards(database, 'risks were not settled', settleRisk);
  scope.addHook('onClose', () => risk.stop());
  scope.put('/ingest/projections/endpoints', { bodyLimit: BODY_LIMIT }, (request, reply) =>
    door(request, reply, async (tenant) => {
      const result = await applyEndpoints(pool, tenant, parseEndpoints(tenant, request.body));
      risk.look(tenant);
      return result;
    }),
  );
  scope.put('/ingest/projections/attacks', { bodyLimit: BODY_LIMIT }, (request, reply) =>
    door(request, reply, (tenant) => applyAttacks(pool, tenant, parseAttacks(request.body))),
  );
}
