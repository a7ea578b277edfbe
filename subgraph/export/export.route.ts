import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../admission/admission.ts';
import { Gone, patienceOf } from '../admission/patience.ts';
import { laterOf } from '../admission/refusals.ts';
import type { Scope } from '../auth/scope.type.ts';
import type { Context } from '../context.ts';
import { type Outage, UNAVAILABLE } from '../db/outage.ts';
import { isTimeout, TIMEOUT } from '../errors.ts';
import { parseSessionId } from '../filters/session-id.ts';
import { log } from '../logging/log.ts';
import { missingText } from '../scopes/forbidden.ts';
import { type ExportLink, type ExportLinks, isListLink } from './export-link.ts';
import { fileOf } from './export-text.ts';
import { filenameOf } from './formats/formats.ts';

interface ExportRoute {
  links: ExportLinks;
  outage: Outage;
  /** Lets so many files be sent at one time. */
  admission: Admission;
  /** @throws when a caller asks too often */
  checkRate(caller: string): Promise<void>;
  /** A context for the work of one link, as long as somebody waits for it: of its maker, and with what they may. */
  open(link: ExportLink, patience: AbortSignal): Context;
  /** What a request says of who sends it; undefined: nothing. */
  viewerOf(request: FastifyRequest): { tenant: string | undefined; scopes: ReadonlySet<Scope> | undefined };
}

const BUFFERED_BYTES = 64 * 1024;

/** `GET /export/<token>`: the file of a link that `exportSession` or `exportSessions` made. The link is all that is needed to fetch it. */
export function registerExport(app: FastifyInstance, route: ExportRoute): void {
  const { links, outage, admission, checkRate, viewerOf } = route;
  const running = new Set<Readable>();
  // A slow reader would hold the end of the server up.
  app.addHook('preClose', async () => {
    for (const stream of running) stream.destroy(new Error('the server stops'));
  });
  // A wildcard, for a named parameter has a length at most.
  app.get<{ Params: { '*': string } }>(
    '/export/*',
    { exposeHeadRoute: false, errorHandler: maskFailure(outage) },
    async (request, reply) => {
      reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      checkVersion(request);
      const patience = patienceOf(reply.raw, 0);
      const open = (link: ExportLink) => route.open(link, patience);
      const read = links.read(request.params['*']);
      const caller = `${read?.tenant ?? ''} ${request.ip}`;
      await checkRate(caller);
      const link = await checkLink(read, viewerOf(request), open);
      await recordFetch(open(link), link);
      const leave = await admission.enter({ caller, cost: 0, signal: patience });
      const { text, mediaType } = fileOf(link, () => open(link));
      const stream = Readable.from(text, { objectMode: false, highWaterMark: BUFFERED_BYTES });
      running.add(stream);
      stream.once('close', () => {
        running.delete(stream);
        leave();
      });
      // After the first byte only the connection can tell of it: the last chunk never comes.
      stream.once(
        'error',
        (error) => error instanceof Gone || outage.noted(error) || log.error('a file broke off', error),
      );
      reply.headers({
        'content-type': mediaType,
        'content-disposition': `attachment; filename="${filenameOf(link)}"`,
      });
      return reply.send(stream);
    },
  );
}

/** @throws with the HTTP status of what is wrong */
async function checkLink(
  link: ExportLink | null,
  viewer: ReturnType<ExportRoute['viewerOf']>,
  open: (link: ExportLink) => Context,
): Promise<ExportLink> {
  // Another tenant's is one that nobody made.
  if (!link || (viewer.tenant !== undefined && viewer.tenant !== link.tenant)) {
    throw new Refusal(403, 'this link was not made by this server, or was changed: ask for another');
  }
  const missing = missingScope(link, viewer.scopes);
  if (missing) throw new Refusal(403, missingText('this export', missing));
  if (link.expiresAt.getTime() <= Date.now()) throw new Refusal(410, 'this link has expired: ask for another');
  if (isListLink(link)) return link;
  const part = parseSessionId(link.sessionId);
  if (!part || !(await open(link).loaders.sessionPart.load(part))) {
    throw new Refusal(404, 'the session is no longer kept');
  }
  return link;
}

/** Whoever has the link needs nothing else; but who says who they are gets no more by it than by asking. */
function missingScope({ scopes }: ExportLink, viewer: ReadonlySet<Scope> | undefined): Scope | undefined {
  if (!scopes.includes('sessions:export')) return 'sessions:export';
  return viewer && scopes.find((scope) => !viewer.has(scope));
}

/** Before the first byte: a link may be fetched by others than its maker, so that every time counts. */
async function recordFetch(context: Context, link: ExportLink): Promise<void> {
  const { format, scopes } = link;
  const [subject, what] = isListLink(link)
    ? [`list:${link.rows}`, { rows: link.rows, period: link.period, filter: link.filter }]
    : [`session:${parseSessionId(link.sessionId)!.key}`, { sessionId: link.sessionId }];
  await context.recordAttempt({
    operation: 'fetchExport',
    subject,
    input: { ...what, format, withContent: scopes.includes('sessions:content') },
    refusal: null,
  });
}

/** Without chunks the end of the connection is the end of the file: one that breaks off would look whole. */
function checkVersion({ raw }: FastifyRequest): void {
  if (raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0) {
    throw new Refusal(505, 'a file is sent over HTTP/1.1 or newer: a proxy in front must speak it too');
  }
}

/** An answer in place of the file, written for whoever reads it. */
class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}

/** What hooks and the framework refuse, such as a foreign name of this server, with the reason in the message. */
function isRequestWrong({ statusCode = 500 }: Error & { statusCode?: number }): boolean {
  return statusCode >= 400 && statusCode < 500;
}

/** What clients see of an error before the first byte: messages that were written for them, nothing else. */
function maskFailure(outage: Outage) {
  return (error: Error, _request: FastifyRequest, reply: FastifyReply): void => {
    if (error instanceof Refusal || isRequestWrong(error)) return void reply.send(error);
    reply.removeHeader('content-disposition');
    if (isTimeout(error)) return void reply.send(new Refusal(503, TIMEOUT.message));
    const later = laterOf(error);
    if (later)
      return void reply.code(later.status).headers(later.headers).send(new Refusal(later.status, later.message));
    if (outage.noted(error)) return void reply.send(new Refusal(503, UNAVAILABLE.message));
    log.error('a file was not sent', error);
    reply.code(500).send(new Error('Internal error'));
  };
}
