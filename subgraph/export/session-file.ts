import type { Context } from '../context.ts';
import { parseSessionId } from '../filters/session-id.ts';
import type { SessionLink } from './export-link.ts';
import type { ExportedRequest } from './exported-request.ts';
import type { ExportFormat } from './formats/format.type.ts';
import { requestPages, requestPieces } from './request-pieces.ts';

/** The requests of one session, in pieces. Throws where they are not all of them. */
export async function* requestsOfSession(
  link: SessionLink,
  format: ExportFormat<ExportedRequest>,
  open: () => Context,
): AsyncGenerator<ExportedRequest[]> {
  const part = parseSessionId(link.sessionId)!;
  const { period, filter, newestSeq } = link;
  const query = { period, filter, newestSeq, order: 'TIME', descending: format.newestFirst } as const;
  yield* requestPieces(requestPages([part], query, open), format, open);
  // Retention drops a whole part: what was read until then is not the session.
  if (!(await open().loaders.sessionPart.load(part))) throw new Error(`session ${link.sessionId} was removed`);
}
