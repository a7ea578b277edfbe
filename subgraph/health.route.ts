import type { FastifyInstance } from 'fastify';
import type { Database } from './db/database.ts';

/** `GET /health`, for anybody: whether the database answers. What is wrong with it is for the log, once until it is back. */
export function registerHealth(app: FastifyInstance, { prisma, outage }: Pick<Database, 'prisma' | 'outage'>): void {
  let isDown = false;
  app.get('/health', async (_request, reply) => {
    try {
      await prisma.$queryRaw`SELECT 1`;
      isDown = false;
      return { status: 'ok' };
    } catch (error) {
      if (!outage.noted(error) && !isDown) console.error(error);
      isDown = true;
      return reply.code(503).send({ status: 'unavailable' });
    }
  });
}
