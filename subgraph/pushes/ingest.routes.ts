import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { poolOf } from '../db/row-security.ts';
import { unhurried } from '../http/arrival.ts';
import { CONTENT_TYPES, idempotencyKey, readIngestOptions } from './ingest-options.ts';
import { findIngestStream } from './ingest-stream.repository.ts';
import type { PushDoor } from './push-door.ts';
import { answerPushError, PushError } from './push-errors.ts';
import { type TakeOptions, takeLines } from './take-lines.ts';

/**
 * Where traffic comes in, line by line, from whoever has it: `POST` stores it while it comes, `GET` says how far a stream is. Register it in a scope
 * of its own.
 */
export function registerIngest(scope: FastifyInstance, options: TakeOptions & { door: PushDoor }): void {
  const { database, door } = options;
  scope.setErrorHandler(answerPushError(database.outage, 'lines were not taken'));
  scope.removeAllContentTypeParsers();
  // Nobody waits for the body: it may have no end.
  scope.addContentTypeParser(CONTENT_TYPES, (_request, _body, done) => done(null));
  scope.addContentTypeParser('*', (_request, _body, done) => done(notRead(), undefined));
  scope.post('/ingest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers['content-type'] === undefined) throw notRead();
    const wanted = readIngestOptions(request);
    const hurry = unhurried(request.raw.socket);
    return door(request, reply, (tenant) => takeLines(request, reply, tenant, wanted, options)).finally(hurry);
  });
  scope.get('/ingest', (request, reply) =>
    door(request, reply, async (tenant) => {
      const key = idempotencyKey(request.headers['idempotency-key']);
      if (key === null) throw new PushError(400, 'BAD_USER_INPUT', 'name the stream by the header Idempotency-Key');
      const stream = await findIngestStream(poolOf(tenant, database.pool), tenant, key);
      return { acknowledged: stream?.acknowledged ?? 0 };
    }),
  );
}

/** Also of bodies without a type, and of those that a page of another site may send without being asked. */
function notRead(): PushError {
  return new PushError(
    415,
    'UNSUPPORTED_CONTENT_TYPE',
    `send lines as application/x-ndjson, or as one of ${CONTENT_TYPES.slice(1).join(', ')}`,
  );
}
