import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { parseSessionId } from '../filters/session-id.ts';
import type { ExportLink, ExportLinks } from './export-link.ts';
import { exportText } from './export-stream.ts';
import { EXPORT_FORMATS, filenameOf } from './formats/formats.ts';

interface ExportRoute {
  links: ExportLinks;
  /** A context for the work of one link. */
  open(tenant: string): Context;
  /** The tenant that a request names; undefined: none. */
  tenantOf(request: FastifyRequest): string | undefined;
}

const BUFFERED_BYTES = 64 * 1024;

/** `GET /export/<token>`: the file of a link that `exportSession` made. The link is all that is needed to fetch it. */
export function registerExport(app: FastifyInstance, { links, open, tenantOf }: ExportRoute): void {
  const running = new Set<Readable>();
  // A slow reader would hold the end of the server up.
  app.addHook('preClose', async () => {
    for (const stream of running) stream.destroy(new Error('the server stops'));
  });
  // A wildcard, for a named parameter has a length at most.
  app.get<{ Params: { '*': string } }>(
    '/export/*',
    { exposeHeadRoute: false, errorHandler: maskFailure },
    async (request, reply) => {
      reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      const link = await checkLink(links.read(request.params['*']), tenantOf(request), open);
      const format = EXPORT_FORMATS[link.format];
      const text = exportText(link, format, () => open(link.tenant));
      const stream = Readable.from(text, { objectMode: false, highWaterMark: BUFFERED_BYTES });
      running.add(stream);
      stream.once('close', () => running.delete(stream));
      stream.once('error', (error) => breakOff(request, error));
      reply.headers({
        'content-type': format.mediaType,
        'content-disposition': `attachment; filename="${filenameOf(link.sessionId, link.format)}"`,
      });
      return reply.send(stream);
    },
  );
}

/** @throws with the HTTP status of what is wrong */
async function checkLink(
  link: ExportLink | null,
  tenant: string | undefined,
  open: (tenant: string) => Context,
): Promise<ExportLink> {
  if (!link) throw refusal(403, 'this link was not made by this server, or was changed: ask exportSession for another');
  if (tenant !== undefined && tenant !== link.tenant) throw refusal(404, 'no such export');
  if (link.expiresAt.getTime() <= Date.now())
    throw refusal(410, 'this link has expired: ask exportSession for another');
  const part = parseSessionId(link.sessionId);
  if (!part || !(await open(link.tenant).loaders.sessionPart.load(part))) {
    throw refusal(404, 'the session is no longer kept');
  }
  return link;
}

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** What clients see of an error before the first byte: messages that were written for them, nothing else. */
function maskFailure(error: Error & { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply): void {
  if (error.statusCode !== undefined && error.statusCode < 500) return void reply.send(error);
  console.error(error);
  reply.code(500).send(new Error('Internal error'));
}

/**
 * After the first byte an error can only be told by the connection. It is reset, not closed: a reader without chunked
 * encoding (a proxy that speaks HTTP/1.0) takes a closed one for the end of a whole file.
 */
function breakOff({ raw }: FastifyRequest, error: Error): void {
  console.error(error);
  raw.socket.resetAndDestroy();
}
