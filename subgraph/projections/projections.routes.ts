import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { answerLater } from '../admission/answer-later.ts';
import { Refusal, setRefusalHeaders } from '../auth/refusal.ts';
import type { Database } from '../db/database.ts';
import { type Outage, UNAVAILABLE } from '../db/outage.ts';
import { log } from '../logging/log.ts';
import { startBackgroundRisk } from '../settling/background-risk.ts';
import { applyAttacks } from './attack-projections.ts';
import { applyEndpoints } from './endpoint-projections.ts';
import { parseAttacks, parseEndpoints } from './projection-batch.ts';
import type { PushDoor } from './push-door.ts';

/** A thousand items with facts of some kilobytes each. */
const BODY_LIMIT = 4 * 1024 * 1024;

/**
 * Where the owners of endpoints and attacks push what our filters use of them. A web page of another site cannot: a
 * browser asks before it sends a PUT, and gets no permission. Register it in a scope of its own.
 */
export function registerProjections(
  scope: FastifyInstance,
  { pool, embedded, outage }: Pick<Database, 'pool' | 'embedded' | 'outage'>,
  door: PushDoor,
): void {
  scope.removeContentTypeParser('text/plain');
  scope.setErrorHandler(answerError(outage));
  const risk = startBackgroundRisk({ pool, embedded, outage });
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

/** What was written for clients as it is; of anything else that it happened. */
function answerError(outage: Outage) {
  return (error: FastifyError | GraphQLError | Refusal, _request: FastifyRequest, reply: FastifyReply): void => {
    if (error instanceof Refusal) {
      setRefusalHeaders(reply, error);
      return void reply.code(error.statusCode).send({ error: error.message, code: error.code });
    }
    if (answerLater(error, reply)) return;
    const { http } = error instanceof GraphQLError ? (error.extensions as { http?: { status?: number } }) : {};
    const status = 'statusCode' in error ? error.statusCode : http?.status;
    if (status !== undefined && status < 500) return void reply.code(status).send({ error: error.message });
    if (outage.noted(error)) return void reply.code(503).send({ error: UNAVAILABLE.message });
    log.error('a projection was not taken', error);
    reply.code(500).send({ error: 'Internal error' });
  };
}
