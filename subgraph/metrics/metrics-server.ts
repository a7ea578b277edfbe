import Fastify, { type FastifyInstance } from 'fastify';
import { secureAnswers } from '../http/response-headers.ts';
import type { Metrics } from './metrics.ts';

/** `GET /metrics`, on a port of its own that is not opened to clients. It does not listen yet. */
export function createMetricsServer(metrics: Pick<Metrics, 'text'>): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  secureAnswers(app);
  app.get('/metrics', async (_request, reply) => {
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
  return app;
}
