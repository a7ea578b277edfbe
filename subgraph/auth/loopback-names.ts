import type { FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../values/loopback.ts';

/**
 * A page of any web site can make a browser send requests to this machine under a name of its own (DNS rebinding):
 * without a password, the name is what tells them apart.
 */
export async function refuseForeignNames(request: FastifyRequest): Promise<void> {
  if (isLoopbackHost(request.host)) return;
  throw Object.assign(new Error('this server answers to loopback names only: use localhost or 127.0.0.1'), {
    statusCode: 421,
  });
}
