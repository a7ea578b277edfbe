import type { Context } from '../context.ts';
import { parseSessionId, type SessionPart } from '../filters/session-id.ts';
import type { ExportLink } from './export-link.ts';
import { contentOf, type ExportedRequest, type RequestRow, toExported } from './exported-request.ts';
import type { ExportFormat } from './formats/format.type.ts';

/** Rows that one statement reads. */
const PAGE = 500;
/** Endpoints that are remembered from page to page, with what is usual there. */
const ENDPOINTS = 5_000;
/** Requests whose headers and bodies are in memory at once: they are what is large. */
const CONTENTS = 20;

/**
 * The text of the file, piece by piece. The next piece is read when it is asked for, with loaders of its own, so that
 * nothing of the requests of former ones is kept. Throws where the file would not be whole.
 * @param open a context of the link's tenant
 */
export async function* exportText(link: ExportLink, format: ExportFormat, open: () => Context): AsyncGenerator<string> {
  const part = parseSessionId(link.sessionId)!;
  let separator = format.before;
  for await (const requests of pieces(link, part, format, open)) {
    yield separator + format.write(requests);
    separator = format.between;
  }
  // Retention drops a whole part: what was read until then is not the session.
  if (!(await open().loaders.sessionPart.load(part))) throw new Error(`session ${link.sessionId} was removed`);
  yield (separator === format.before ? format.before : '') + format.after;
}

async function* pieces(
  link: ExportLink,
  part: SessionPart,
  { newestFirst, withContent }: ExportFormat,
  open: () => Context,
): AsyncGenerator<ExportedRequest[]> {
  const kept = keptLoaders(open);
  for await (const rows of pages(link, part, newestFirst, open)) {
    const requests = await toExported(open(), kept(rows), rows);
    if (withContent) yield* withContents(requests, rows, open);
    else yield requests;
  }
}

/**
 * Loaders that last for more than a page. What is usual for an endpoint is compared without the session's own requests,
 * so that looking it up reads all of them that went there: page by page, a session would be read as often as it has pages.
 */
function keptLoaders(open: () => Context): (rows: readonly RequestRow[]) => Context['loaders'] {
  let { loaders } = open();
  const known = new Set<string>();
  return (rows) => {
    for (const { endpointId } of rows) known.add(endpointId);
    if (known.size > ENDPOINTS) {
      ({ loaders } = open());
      known.clear();
    }
    return loaders;
  };
}

async function* withContents(
  requests: readonly ExportedRequest[],
  rows: readonly RequestRow[],
  open: () => Context,
): AsyncGenerator<ExportedRequest[]> {
  for (let start = 0; start < rows.length; start += CONTENTS) {
    const context = open();
    const contents = await Promise.all(rows.slice(start, start + CONTENTS).map((row) => contentOf(context, row)));
    yield contents.map((content, index) => ({ ...requests[start + index]!, content }));
  }
}

/** The rows of the list of requests under the link's period and filter, in its order by time. */
async function* pages(
  { period, filter, newestSeq }: ExportLink,
  part: SessionPart,
  newestFirst: boolean,
  open: () => Context,
): AsyncGenerator<RequestRow[]> {
  const query = { period, filter, newestSeq, order: 'TIME', descending: newestFirst } as const;
  for (let last: RequestRow | undefined; ; ) {
    const place = last ? { value: 0, time: last.time.toISOString(), seq: last.seq } : null;
    const page = { part, query, place, backwards: false, limit: PAGE, offset: 0 };
    const rows = await open().loaders.requestPage.load(page);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}
